// SPDX-License-Identifier: AGPL-3.0-or-later
// What is going on at this moment, so that a kill can be aimed at it and said what it hit.

// So long after a receipt was shown its SMS and its dossier are on their way out.
const leavingMs = 40;

/** What a kill can hit, the gravest first. */
export const hits = ['submits', 'leaving', 'texts', 'answers', 'nothing'];

export class Moments {
	#waiting = [];
	#lastReceipt = -Infinity;

	constructor() {
		this.underWay = { submit: 0, answer: 0, text: 0 };
	}

	/** Something begins: `kind` is under way until `work` has ended. Gives what `work` gives. */
	async during(kind, work) {
		this.underWay[kind]++;
		this.tell(kind);
		try {
			return await work();
		} finally {
			this.underWay[kind]--;
		}
	}

	/** Something has happened just now. */
	tell(kind) {
		if (kind === 'receipt')
			this.#lastReceipt = performance.now();
		const woken = this.#waiting.filter((each) => each.kind === kind);
		this.#waiting = this.#waiting.filter((each) => each.kind !== kind);
		for (const each of woken)
			each.resolve(true);
	}

	/** Waits for the next of a kind; false if there is none within `ms`. */
	next(kind, ms) {
		return new Promise((resolve) => {
			this.#waiting.push({ kind, resolve });
			setTimeout(resolve, ms, false);
		});
	}

	/** What a kill at this moment hits: the gravest of what is under way. */
	hit() {
		const { submit, text, answer } = this.underWay;
		if (submit)
			return 'submits';
		if (performance.now() - this.#lastReceipt < leavingMs)
			return 'leaving';
		if (text)
			return 'texts';
		return answer ? 'answers' : 'nothing';
	}
}
