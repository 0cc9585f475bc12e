// SPDX-License-Identifier: AGPL-3.0-or-later
// How a phone reaches the counter: by the HTTP bearer, or by SMS through Kannel. Both give the text on
// the screen, or null where none came: then nobody knows what became of what was sent.
import { randomBytes } from 'node:crypto';
import net from 'node:net';
import { national } from '../e2e/lib/sms.mjs';
import { sleep } from './random.mjs';

const answerWithinMs = 8000;
const smsWithinMs = 7000;
const reconnectMs = 100;
const quietMs = 20; // after the last octets a message is whole
const receipt = /Ma ho so \d{10}/; // worth more than whatever came after it

/** A dialogue at a time over the HTTP bearer. An operator now and then delivers a message twice. */
export class Handset {
	channel = 'ussd';

	constructor(inside, phone, random) {
		Object.assign(this, { inside, phone, random, session: '', sequence: 0 });
	}

	begin(dialled) {
		this.session = randomBytes(8).toString('hex');
		this.sequence = 0;
		return this.#ask({ dialled });
	}

	async answer(input) {
		if (!this.random.chance(0.03))
			return this.#ask({ input });
		const [first, second] = await Promise.all([this.#ask({ input }), this.#ask({ input })]);
		return first ?? second;
	}

	/** The operator holds the answer up: the phone hears nothing, and later it arrives all the same. */
	answerLate(input, ms) {
		const { session, phone, sequence } = this;
		setTimeout(() => this.#post({ session, phone, sequence, input }), ms);
	}

	async #ask(what) {
		const { session, phone, sequence } = this;
		const answer = await this.#post({ session, phone, sequence, ...what });
		if (answer && this.session === session)
			this.sequence = answer.sequence;
		return answer?.text ?? null;
	}

	/** What the counter answers; null where the request was refused, reset, cut or late. */
	async #post(request) {
		try {
			const response = await fetch(`${this.inside}/ussd/v1/motcua`, {
				method: 'POST',
				body: JSON.stringify(request),
				signal: AbortSignal.timeout(answerWithinMs),
			});
			const answer = await response.json();
			return response.ok ? answer : null;
		} catch {
			return null;
		}
	}
}

/**
 * The SMS centre of those who write: it speaks the line protocol of Kannel's fake SMSC to bearerbox,
 * and comes back whenever bearerbox does. (fakesmsc itself can only send what it is given at its start;
 * it is the centre that the notifications go to.)
 */
export class Centre {
	#socket = null;
	#rest = '';
	#message = null;
	#timer = null;
	#closed = false;

	constructor(host, port) {
		Object.assign(this, { host, port, inboxes: new Map() });
		this.#connect();
	}

	#connect() {
		const socket = net.connect(this.port, this.host);
		socket.setEncoding('latin1');
		socket.once('connect', () => {
			this.#socket = socket;
		});
		socket.on('data', (data) => this.#read(data));
		socket.on('error', () => {});
		socket.once('close', () => {
			this.#socket = null;
			this.#rest = '';
			if (!this.#closed)
				setTimeout(() => this.#closed || this.#connect(), reconnectMs);
		});
	}

	get isOpen() {
		return this.#socket !== null;
	}

	close() {
		this.#closed = true;
		this.#socket?.destroy();
	}

	/** A line that does not begin as a message does is the next line of the one before. */
	#read(data) {
		const lines = (this.#rest + data).split('\n');
		this.#rest = lines.pop();
		for (const line of lines) {
			const start = /^(\S+) (\+?\d+) (?:udh \S+ )?(?:text|data|ucs-2) (.*)$/.exec(line);
			if (start) {
				this.#deliver();
				this.#message = { to: national(start[2]), text: start[3] };
			} else if (this.#message) {
				this.#message.text += `\n${line}`;
			}
		}
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#deliver(), quietMs);
	}

	#deliver() {
		if (this.#message)
			this.inboxes.get(this.#message.to)?.push(this.#message.text);
		this.#message = null;
	}

	/** From a phone to the short code. False where there is no connection: it was not sent. */
	write(from, text) {
		return this.#socket !== null && (this.#socket.write(`${from} 1022 text ${text}\n`), true);
	}
}

/** The same counter by SMS. What came late, to an earlier message, is read together with the rest. */
export class Texter {
	channel = 'sms';

	constructor(centre, phone) {
		Object.assign(this, { centre, phone, inbox: [] });
		centre.inboxes.set(phone, this.inbox);
	}

	begin(dialled) {
		return this.answer(dialled);
	}

	async answer(text) {
		const late = this.inbox.splice(0);
		if (late.some((each) => receipt.test(each)))
			return late.find((each) => receipt.test(each));
		if (!this.centre.write(this.phone, text))
			return null;
		const deadline = performance.now() + smsWithinMs;
		while (!this.inbox.length && performance.now() < deadline)
			await sleep(10);
		const came = this.inbox.splice(0);
		return came.find((each) => receipt.test(each)) ?? came.at(-1) ?? null;
	}
}
