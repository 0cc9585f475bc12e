// SPDX-License-Identifier: AGPL-3.0-or-later
// The real osmo-hlr with its own loopback address, and phones on it: motcua-msc is the MSC of each.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import readline from 'node:readline';
import { Part } from './part.mjs';
import { program } from './place.mjs';
import { until } from './wait.mjs';

export const hlrPorts = { gsup: 4222, vty: 4258, ctrl: 4259, proxy: 4223 };

const config = (host) => `log stderr
 logging filter all 1
 logging color 0
 logging level ss info
line vty
 bind ${host}
ctrl
 bind ${host}
hlr
 gsup
  bind ip ${host}
 euse motcua
 ussd route prefix *1022 external motcua
 ncss-guard-timeout 30
`;

export class Hlr {
	constructor(host, folder) {
		fs.mkdirSync(folder);
		fs.writeFileSync(path.join(folder, 'hlr.cfg'), config(host));
		this.host = host;
		this.part = new Part('osmo-hlr', 'osmo-hlr', ['-c', 'hlr.cfg', '-l', 'hlr.db'],
			path.join(folder, 'hlr.log'), { cwd: folder });
	}

	async start() {
		this.part.start();
		await until('osmo-hlr listens', () => {
			this.part.mustRun();
			return this.vty('show version', /OsmoHLR/);
		});
	}

	stop() {
		return this.part.stop();
	}

	/** Types lines into its VTY until what it says matches. */
	vty(lines, pattern) {
		return new Promise((resolve, reject) => {
			const socket = net.connect(hlrPorts.vty, this.host);
			let said = '';
			socket.setTimeout(5000, () => socket.destroy(new Error(`osmo-hlr says only: ${said}`)));
			socket.once('connect', () => socket.write(`${lines}\n`));
			socket.on('data', (data) => {
				said += data.toString('latin1');
				if (pattern.test(said)) {
					socket.destroy();
					resolve(said);
				}
			});
			socket.once('error', reject);
		});
	}

	/** A subscriber; without a number if `msisdn` is not given. */
	async subscriber(imsi, msisdn) {
		await this.vty(`enable\nsubscriber imsi ${imsi} create`, /ID: \d+/);
		if (msisdn)
			await this.vty(`enable\nsubscriber imsi ${imsi} update msisdn ${msisdn}`,
				/Updated subscriber/i);
	}
}

/** What the gateway connects to in the HLR's place; it can be cut while both sides live. */
export class Link {
	static open(host) {
		const link = new Link();
		link.sockets = new Set();
		link.server = net.createServer((near) => {
			const far = net.connect(hlrPorts.gsup, host);
			for (const [one, other] of [[near, far], [far, near]]) {
				link.sockets.add(one);
				one.pipe(other);
				one.on('error', () => other.destroy());
				one.on('close', () => {
					link.sockets.delete(one);
					other.destroy();
				});
			}
		});
		return new Promise((resolve, reject) => {
			link.server.once('error', reject);
			link.server.listen(hlrPorts.proxy, host, () => resolve(link));
		});
	}

	cut() {
		for (const socket of this.sockets)
			socket.destroy();
	}

	close() {
		this.server.close();
		this.cut();
	}
}

const phones = new Set();
process.on('exit', () => Phone.allGone());

/** A phone on the HLR: `text` is on its screen, `ended` says it is over. */
export class Phone {
	static async on(host, imsi, ...options) {
		const phone = new Phone(host, imsi, options);
		await until('the MSC is connected', () => phone.up);
		return phone;
	}

	constructor(host, imsi, options) {
		this.child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', program('motcua-msc'), '--hlr', host,
			'--imsi', imsi, '--name', `MSC-${imsi}`, '--json', ...options],
		{ stdio: ['pipe', 'pipe', 'inherit'] });
		phones.add(this);
		Object.assign(this, { up: false, screens: [], shown: 0 });
		readline.createInterface({ input: this.child.stdout }).on('line', (line) => this.take(JSON.parse(line)));
	}

	take(said) {
		if (said.link)
			this.up = said.link === 'up';
		else
			this.screens.push(said);
	}

	write(line) {
		this.child.stdin.write(`${line}\n`);
	}

	/** The next screen that comes. */
	async next(seconds = 10) {
		await until('a screen comes to the phone', () => this.screens.length > this.shown, seconds);
		this.screen = this.screens[this.shown++];
		Object.assign(this, { text: this.screen.text, ended: this.screen.ends });
		return this.text;
	}

	async dial(code = '*1022#') {
		this.write(code);
		return this.next();
	}

	async send(...inputs) {
		for (const input of inputs) {
			this.write(input);
			await this.next();
		}
		return this.text;
	}

	static allGone() {
		for (const phone of phones)
			phone.gone();
	}

	/** Leaves without a word: radio is gone. */
	gone() {
		this.child.kill('SIGKILL');
		phones.delete(this);
	}
}
