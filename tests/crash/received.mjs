// SPDX-License-Identifier: AGPL-3.0-or-later
// What fakesmsc got, and when: its log is read while it grows.
import { national, readMessages } from '../e2e/lib/sms.mjs';
import { sleep } from './random.mjs';

const lookMs = 250;

export class Received {
	constructor(files) {
		Object.assign(this, { files, messages: [], watching: true });
	}

	async watch() {
		while (this.watching) {
			this.look();
			await sleep(lookMs);
		}
	}

	/** New ones get the time of this look; it is at most lookMs late. */
	look() {
		const at = performance.now();
		for (const message of readMessages(this.files).slice(this.messages.length))
			this.messages.push({ phone: national(message.to), text: message.text, at });
	}

	/** The times at which this text came to this phone. */
	times(phone, text) {
		return this.messages.filter((each) => each.phone === phone && each.text === text)
			.map((each) => each.at);
	}
}
