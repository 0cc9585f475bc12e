// SPDX-License-Identifier: AGPL-3.0-or-later
// Chance that a seed repeats. Each person and the killer draw from a stream of their own, so that one
// who draws more often does not change what the others do.

export class Random {
	#state;

	constructor(seed) {
		this.#state = seed >>> 0;
	}

	/** A stream of its own, the same for the same name. */
	stream(name) {
		let hash = this.#state ^ 0x811c9dc5;
		for (const letter of name)
			hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193);
		return new Random(hash);
	}

	/** From 0 to below 1 (mulberry32). */
	unit() {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let t = this.#state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number, both ends included. */
	between(low, high) {
		return low + Math.floor(this.unit() * (high - low + 1));
	}

	chance(probability) {
		return this.unit() < probability;
	}

	pick(list) {
		return list[this.between(0, list.length - 1)];
	}

	shuffle(list) {
		for (let i = list.length - 1; i > 0; i--) {
			const j = this.between(0, i);
			[list[i], list[j]] = [list[j], list[i]];
		}
		return list;
	}

	/** Waits for a while between the two, in milliseconds. */
	pause(low, high) {
		return sleep(this.between(low, high));
	}
}

/** Waits for less than a timer can: turns of the event loop until the time has come. */
export async function shortly(us) {
	const end = performance.now() + us / 1000;
	while (performance.now() < end)
		await new Promise(setImmediate);
}

export function sleep(ms) {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
