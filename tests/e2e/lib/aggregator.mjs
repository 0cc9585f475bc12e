// SPDX-License-Identifier: AGPL-3.0-or-later
// Aggregators as a phone's dialogue over them looks from here: two that speak the shipped dialects
// `text` and `json`. `text` is on the screen, `ended` says it is over, as of Dialogue in system.mjs.
import { createHmac, randomBytes } from 'node:crypto';

class Aggregator {
	/** `headers` go with each request. */
	constructor(url, phone, headers = {}) {
		Object.assign(this, { url, phone, headers, session: randomBytes(12).toString('hex'), screens: [] });
	}

	async post(type, body) {
		return fetch(this.url, { method: 'POST', body,
			headers: { 'Content-Type': type, ...this.headers, ...this.signed?.(body) } });
	}

	take(text, ended) {
		Object.assign(this, { text, ended });
		this.screens.push(text);
		return text;
	}

	async send(...inputs) {
		for (const input of inputs)
			await this.answer(input);
		return this.text;
	}
}

/** CON and END before the text; all answers so far, between stars. */
export class TextAggregator extends Aggregator {
	parts = [];

	/** One request with this text, as it comes: {status, body}. */
	async leg(text, fields = {}) {
		const form = new URLSearchParams({ sessionId: this.session, phoneNumber: `+84${this.phone.slice(1)}`,
			serviceCode: '*1022#', networkCode: '45204', text, ...fields });
		const response = await this.post('application/x-www-form-urlencoded', form.toString());
		return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
	}

	async #ask(fields = {}) {
		const { status, body } = await this.leg(this.parts.join('*'), fields);
		const m = /^(CON|END) (.*)$/s.exec(body);
		if (status !== 200 || !m)
			throw new Error(`the counter answers ${status}: ${body}`);
		return this.take(m[2], m[1] === 'END');
	}

	dial(serviceCode = '*1022#') {
		return this.#ask({ serviceCode });
	}

	answer(input) {
		this.parts.push(input);
		return this.#ask();
	}
}

/** JSON both ways; each answer alone. */
export class JsonAggregator extends Aggregator {
	/** One request, as it comes. */
	async leg(members) {
		const body = JSON.stringify({ sessionID: this.session, msisdn: `84${this.phone.slice(1)}`,
			network: 'any', newSession: false, ...members });
		const response = await this.post('application/json', body);
		return { status: response.status, body: await response.json() };
	}

	async #ask(members) {
		const { status, body } = await this.leg(members);
		if (status !== 200 || body.sessionID !== this.session)
			throw new Error(`the counter answers ${status}: ${JSON.stringify(body)}`);
		return this.take(body.message, !body.continueSession);
	}

	dial(userData = '*1022#') {
		return this.#ask({ userData, newSession: true });
	}

	answer(userData) {
		return this.#ask({ userData });
	}
}

/** Headers that sign a body as the counter wants it. */
export function signer(secret, at = () => Math.floor(Date.now() / 1000)) {
	return (body) => {
		const timestamp = String(at());
		return { 'X-Motcua-Timestamp': timestamp,
			'X-Motcua-Signature': createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex') };
	};
}
