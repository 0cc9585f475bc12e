// SPDX-License-Identifier: AGPL-3.0-or-later
// A person who applies for one paper after the other and does what the screen says. A person whose
// call drops dials again, continues where "continue" is offered, looks the application up before doing
// it again where it is not known whether it was received, and remembers every number that was shown.
//
// Each intention to apply has a national id of its own, so whatever was made of it can be told apart.

const screens = [
	['sent', /Da nhan\. Ma ho so (\d{10})\. Ma hen (\d{9})/],
	['sentBefore', /Ho so nay da nhan truoc do\. Ma ho so (\d{10})/],
	['sorryAgain', /^Chua ghi duoc/],
	['sorryUncertain', /^Chua ro da ghi duoc/],
	['sorry', /^(Dang co nhieu nguoi goi|Dich vu tam nghi|Cuoc goi truoc da mat)/],
	['found', /^Ho so (\d{10}): /],
	['resume', /Co ho so dang lam do/],
	['declare', /Giay hon nhan: /],
	['papers', /Khi den nho mang/],
	['slot', /Chon gio den/],
	['id', /Nhap 12 so CCCD/],
	['purpose', /Xin giay de lam gi/],
	['situation', /Giay hon nhan\. Hien nay/],
	['apply', /Chon giay:/],
	['none', /So may nay chua co ho so/],
	['list', /Chon ho so:/],
	['wrong', /chua dung/],
	['known', /So may nay da nop ho so\. Nhap 4 so cuoi/],
	['tail', /Nhap 4 so cuoi/],
	['home', /Mot cua\. Bam so/],
];

// How many answers the counter has when it shows this screen.
const answersAt = { situation: 0, purpose: 1, known: 2, id: 2, slot: 3, papers: 4, declare: 4 };

// Answers are written at most 200 ms after they were given; the rest is for a busy machine.
export const draftLossMs = 500;
// What arrives so soon after a kill had left before it.
const lateMs = 50;
const looksMax = 3;
const tellMax = 25;

export function readScreen(text) {
	for (const [name, pattern] of screens) {
		const match = pattern.exec(text);
		if (match)
			return { name, match, text };
	}
	return { name: 'strange', match: null, text };
}

export class Person {
	constructor(world, phone, line, random) {
		Object.assign(this, { world, phone, line, random });
		this.intentions = [];
		this.current = null;
	}

	/** Applies until the world closes; ends when the application under way is done. */
	async live() {
		await this.random.pause(0, 1500);
		while (!this.world.closing) {
			await this.#apply();
			await this.random.pause(50, 500);
		}
	}

	get receipts() {
		return this.intentions.filter((each) => each.receipt).map((each) => each.receipt);
	}

	async #apply() {
		const intention = { nationalId: this.world.nextNationalId(), phone: this.phone, receipt: '', code: '',
			learned: '', reached: [], doubt: false, looked: false, looks: 0, hour: '', heldUp: false,
			resuming: false, story: [] };
		this.intentions.push(intention);
		this.current = intention;
		let text = await this.line.begin('*1022#');
		while (!intention.receipt && !this.world.over)
			text = await this.#next(intention, text);
		this.current = null;
	}

	/** What this person went through lately, with the kills, for whoever must find out. */
	#story(intention) {
		const kills = this.world.killsOfCounter.map((at) => ({ at, what: 'KILL' }));
		const tale = [...intention.story, ...kills].sort((a, b) => a.at - b.at).slice(-tellMax);
		return tale.map(({ at, what }) => `${Math.round(at)} ${what}`).join(', ');
	}

	#tell(intention, what) {
		intention.story.push({ at: performance.now(), what });
	}

	async #next(intention, text) {
		if (text === null)
			return this.#redial(intention);
		const screen = readScreen(text);
		this.#tell(intention, screen.name);
		this.#noteProgress(intention, screen);
		await this.random.pause(20, 220);
		return this.#react(intention, screen);
	}

	/** Dials again; first to look the application up, where it may have been received. */
	async #redial(intention) {
		this.world.counts.redials++;
		this.#tell(intention, 'dials');
		await this.random.pause(100, 500);
		return this.line.begin(intention.doubt && !intention.looked ? '*1022*2#' : '*1022#');
	}

	#noteProgress(intention, { name, text }) {
		if (!(name in answersAt))
			return;
		const now = performance.now();
		if (intention.resuming) {
			intention.resuming = false;
			this.#checkResumed(intention, answersAt[name], text);
		}
		intention.reached.push({ answers: answersAt[name], at: now });
	}

	/** Answers that must be there: those given draftLossMs before now, and before each later kill. */
	#durableAnswers({ reached }) {
		const now = performance.now();
		const isDurable = ({ at }) => now - at > draftLossMs &&
			this.world.killsOfCounter.every((kill) => at - kill > lateMs || kill - at > draftLossMs);
		const old = reached.findLastIndex(isDurable);
		return old < 0 ? 0 : Math.min(...reached.slice(old).map((each) => each.answers));
	}

	#checkResumed(intention, answers, text) {
		let expected = this.#durableAnswers(intention);
		// An hour that others have taken meanwhile is asked for again; one still offered is not. Nor does
		// anybody hear that an answer which was held up came too late for its hour.
		if (expected > answersAt.slot && (intention.heldUp || !text.includes(intention.hour)))
			expected = answersAt.slot;
		this.world.counts.resumes++;
		// Messages to an SMS menu may overtake each other; what is there is not lost, only elsewhere.
		if (answers < expected && this.line.channel !== 'sms')
			this.world.complain('drafts', `${this.phone} had given ${expected} answers, and ${answers} were left: ` +
				this.#story(intention));
		intention.reached = [{ answers: Math.min(answers, expected), at: -Infinity }];
	}

	#react(intention, screen) {
		const react = {
			sent: () => this.#learn(intention, screen.match[1], screen.match[2], 'shown'),
			sentBefore: () => this.#learn(intention, screen.match[1], '', 'shown'),
			found: () => this.#learn(intention, screen.match[1], '', 'looked up'),
			sorryAgain: () => this.#send(this.lastInput),
			sorryUncertain: () => null,
			sorry: () => null,
			home: () => this.#fromHome(intention),
			resume: () => this.#fromResume(intention),
			list: () => this.#fromList(intention, screen.text),
			none: () => this.#notThere(intention),
			wrong: () => this.#notThere(intention),
			known: () => this.#send('1'), // each intention has an id of its own
			tail: () => this.#send(intention.nationalId.slice(-4)),
			apply: () => this.#send('1'),
			situation: () => this.#send('1'),
			purpose: () => this.#send(String(this.random.between(1, 4))),
			id: () => this.#send(intention.nationalId),
			slot: () => this.#choose(intention, screen.text),
			papers: () => this.#send('1'),
			declare: () => this.#declare(intention),
			strange: () => this.#strange(screen.text),
		};
		return react[screen.name]();
	}

	/** Sends an answer. The radio is lost now and then: it was sent, and nobody hears the rest. */
	async #send(input, kind = this.line.channel === 'sms' ? 'text' : 'answer') {
		this.lastInput = input;
		this.#tell(this.current, `'${input}'`);
		const answer = this.world.moments.during(kind, () => this.line.answer(input));
		if (!this.random.chance(0.02))
			return answer;
		this.world.counts.drops++;
		await answer;
		return null;
	}

	#choose(intention, text) {
		const hours = [...text.matchAll(/^(\d) ((?:T\d|CN) .*)$/gm)].slice(0, 3);
		const [, key, hour] = this.random.pick(hours) ?? [];
		intention.hour = hour;
		return hour ? this.#send(key) : this.#strange(text);
	}

	async #declare(intention) {
		Object.assign(intention, { doubt: true, looked: false, looks: 0 });
		if (this.line.answerLate && this.random.chance(0.06)) {
			this.world.counts.late++;
			intention.heldUp = true;
			this.#tell(intention, 'sends, held up');
			this.line.answerLate('1', this.random.between(100, 2500));
			return null;
		}
		const text = await this.#send('1', this.line.channel === 'sms' ? 'text' : 'submit');
		// The hour was taken, or the disk was full: it was not received, and the screen says so.
		if (text !== null && this.line.channel !== 'sms' && ['slot', 'sorryAgain'].includes(readScreen(text).name))
			intention.doubt = false;
		return text;
	}

	#learn(intention, receipt, code, how) {
		if (this.receipts.includes(receipt)) // of an earlier application, come late
			return null;
		Object.assign(intention, { receipt, code, learned: how });
		this.world.counts[how === 'shown' ? 'shown' : 'lookedUp']++;
		this.world.moments.tell('receipt');
		return null;
	}

	#fromHome(intention) {
		const lost = this.#durableAnswers(intention);
		if (intention.doubt && (!intention.looked || (lost && intention.looks < looksMax))) {
			intention.looked = false;
			return this.#send('2');
		}
		if (lost && this.line.channel !== 'sms')
			this.world.complain('drafts', `${this.phone} had given ${lost} answers, and nothing was offered: ` +
				this.#story(intention));
		intention.reached = [];
		return this.#send('1');
	}

	#fromResume(intention) {
		if (intention.doubt && !intention.looked)
			return this.#send('3'); // something else: look first
		intention.resuming = true;
		return this.#send('1');
	}

	/** The newest first. If they are the ones already known, the last one was not received. */
	#fromList(intention, text) {
		const listed = [...text.matchAll(/^\d .*so cuoi (\d{3})/gm)].map((match) => match[1]);
		const known = this.receipts.reverse().map((receipt) => receipt.slice(-3));
		if (!listed.length)
			return this.#strange(text);
		if (listed.every((tail, i) => tail === known[i]))
			return this.#notThere(intention);
		return this.#send('1');
	}

	#notThere(intention) {
		intention.looked = true;
		intention.looks++;
		return null;
	}

	#strange(text) {
		this.world.complain('screens', `${this.phone} does not understand: ${JSON.stringify(text)}`);
		return null;
	}
}
