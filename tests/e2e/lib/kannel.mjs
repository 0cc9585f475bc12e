// SPDX-License-Identifier: AGPL-3.0-or-later
// Debian's Kannel with its fake SMS centre, configured by the template that operators get.
import fs from 'node:fs';
import path from 'node:path';
import { Part } from './part.mjs';
import { fillIn, ports } from './place.mjs';
import { national, readMessages } from './sms.mjs';
import { until } from './wait.mjs';

const fakesmsc = '/usr/lib/kannel/test/fakesmsc';
const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };

export class Kannel {
	constructor(host, folder, password) {
		this.host = host;
		this.folder = folder;
		this.conf = path.join(folder, 'kannel.conf');
		fs.mkdirSync(path.join(folder, 'dlr'), { recursive: true });
		fillIn('deploy/kannel/kannel.conf.in', {
			HOST: host, BEARERBOX_PORT: ports.bearerbox, ADMIN_PORT: ports.admin,
			SENDSMS_PORT: ports.sendsms, SMSC_PORT: ports.smsc, INSIDE_PORT: ports.inside,
			ADMIN_PASSWORD: password, SENDSMS_PASSWORD: password, DATA: folder, LOG: folder,
			SHORT_CODE: '1022',
		}, this.conf);
		this.bearerbox = this.#box('bearerbox');
		this.smsbox = this.#box('smsbox');
		this.centre = null;
		this.centreLogs = [];
	}

	#box(name) {
		return new Part(name, name, ['-v', '2', this.conf], path.join(this.folder, `${name}.out`),
			{ env: environment });
	}

	async #says(part, pattern) {
		await until(`${part.name} is ready`, async () => {
			part.mustRun();
			const status = await fetch(`http://${this.host}:${ports.admin}/status.txt`);
			return pattern.test(await status.text());
		});
	}

	async start() {
		this.bearerbox.start();
		await this.#says(this.bearerbox, /Status: running/);
		this.smsbox.start();
		await this.#says(this.smsbox, /smsbox:motcua/);
		await this.startCentre();
	}

	/** The SMS centre; with a message, it also delivers that one from a phone. */
	async startCentre(message = null) {
		await this.centre?.stop();
		const log = path.join(this.folder, `fakesmsc-${this.centreLogs.length}.log`);
		this.centreLogs.push(log);
		this.centre = new Part('fakesmsc', fakesmsc, ['-H', this.host, '-r', String(ports.smsc), '-i', '0.01',
			'-m', message ? '1' : '0', message ?? 'nobody nobody text never sent'], log).start();
		await this.#says(this.centre, /FAKE.*\(online/);
	}

	/** A phone writes to the short code. The centre starts anew for it: fakesmsc sends what it is
	 *  given at its start, and what was on its way waits in bearerbox meanwhile. */
	async write(from, text) {
		await this.startCentre(`${from} 1022 text ${text}`);
	}

	/** What a phone got so far, as texts. */
	messages(phone) {
		return readMessages(this.centreLogs).filter((sms) => national(sms.to) === phone)
			.map((sms) => sms.text);
	}

	async stop() {
		await this.centre?.stop();
		await this.smsbox.stop();
		await this.bearerbox.stop();
	}
}
