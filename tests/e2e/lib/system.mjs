// SPDX-License-Identifier: AGPL-3.0-or-later
// A whole counter for one test file: the real motcuad, the real Kannel and the portal simulator, on a
// loopback address and in a folder of their own.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Kannel } from './kannel.mjs';
import { Part } from './part.mjs';
import { fillIn, ownAddress, ownFolder, ports, program, root, service } from './place.mjs';
import { until } from './wait.mjs';

export class System {
	/** Everything is up when this resolves. */
	static async start() {
		const system = new System(await ownAddress(), ownFolder());
		try {
			await system.startPortal();
			await system.kannel.start();
			await system.startDaemon();
		} catch (error) {
			await system.stop();
			throw error;
		}
		return system;
	}

	constructor(host, folder) {
		Object.assign(this, { host, folder });
		const password = randomBytes(16).toString('hex');
		const file = (name) => path.join(folder, name);
		fs.writeFileSync(file('sendsms.password'), password, { mode: 0o600 });
		execFileSync(program('motcua'), ['key', 'new', file('motcua.key')]);
		execFileSync(program('motcua'), ['token', 'new', file('inside.token')]);
		fillIn('deploy/motcua.cfg.in', {
			HOST: host, INSIDE_PORT: ports.inside, OUTSIDE_PORT: ports.outside, VTY_PORT: ports.vty,
			SENDSMS_PORT: ports.sendsms, PORTAL_PORT: ports.portal, DATA: folder,
			OFFICES: path.join(root, 'tests/e2e/offices.json'),
			MENUS: service, TEXTS: path.join(root, 'sms/texts'), SHORT_CODE: '1022',
		}, file('motcua.cfg'));
		this.inside = `http://${host}:${ports.inside}`;
		this.portalUrl = `http://${host}:${ports.portal}`;
		this.kannel = new Kannel(host, file('kannel'), password);
		this.portal = new Part('motcua-portal-sim', program('motcua-portal-sim'),
			['--listen', `${host}:${ports.portal}`, '--data', file('portal')], file('portal.log'));
		this.daemon = new Part('motcuad', program('motcuad'), ['-c', file('motcua.cfg')], file('motcuad.log'),
			{ cwd: root });
		fs.mkdirSync(file('portal'));
	}

	async startPortal() {
		this.portal.start();
		await until('the portal simulator answers', async () => {
			this.portal.mustRun();
			return (await fetch(`${this.portalUrl}/sim/dossiers`)).ok;
		});
	}

	async startDaemon() {
		this.daemon.start();
		await until('motcuad is alive', async () => {
			this.daemon.mustRun();
			return (await fetch(`${this.inside}/healthz`)).ok;
		});
	}

	/** Stops all parts; the folder goes too, unless `keep` is set for a look at it. */
	async stop() {
		await this.daemon.stop();
		await this.kannel.stop();
		await this.portal.stop();
		if (process.env.MOTCUA_E2E_KEEP)
			console.error(`kept: ${this.folder}`);
		else
			fs.rmSync(this.folder, { recursive: true, force: true });
	}

	/** Tells the simulator how to behave, such as {down: true}. */
	async portalBehaves(behaviour) {
		const answer = await fetch(`${this.portalUrl}/sim/behave`,
			{ method: 'POST', body: JSON.stringify(behaviour) });
		if (!answer.ok)
			throw new Error(`the simulator refuses: ${await answer.text()}`);
	}

	async portalDossiers() {
		return (await (await fetch(`${this.portalUrl}/sim/dossiers`)).json()).dossiers;
	}

	/** What the command line program prints; throws what it says on standard error. */
	motcua(...args) {
		return execFileSync(program('motcua'), ['-u', this.inside, '--token-file',
			path.join(this.folder, 'inside.token'), ...args], { encoding: 'utf8', stdio: 'pipe' });
	}

	/** A listing of the command line program, such as list('dossiers'). */
	list(what) {
		return JSON.parse(this.motcua('--json', what, 'list'))[what === 'outbox' ? 'messages' : what];
	}

	/** Requests that lie unread at the inside listener, as the kernel counts their octets. */
	unreadRequests() {
		const port = ports.inside.toString(16).padStart(4, '0');
		const address = Buffer.from(this.host.split('.').map(Number).reverse()).toString('hex');
		return fs.readFileSync('/proc/net/tcp', 'utf8').toLowerCase().split('\n').filter((line) => {
			const [, local, , , queues] = line.trim().split(/\s+/);
			return local === `${address}:${port}` && parseInt(queues.split(':')[1], 16) > 100;
		}).length;
	}

	/** Waits for an SMS to `phone` that matches; gives its text. */
	sms(phone, pattern, seconds = 20) {
		return until(`an SMS to ${phone} matches ${pattern}`,
			() => this.kannel.messages(phone).find((text) => pattern.test(text)), seconds);
	}

	async dial(phone, dialled = '*1022#') {
		const dialogue = new Dialogue(this.inside, phone);
		await dialogue.ask({ dialled });
		return dialogue;
	}
}

/** A phone's dialogue over the HTTP bearer: `text` is on its screen, `ended` says it is over. */
export class Dialogue {
	constructor(inside, phone) {
		Object.assign(this, { inside, phone, session: randomBytes(8).toString('hex'), sequence: 0 });
		this.screens = [];
	}

	async ask(what) {
		const response = await fetch(`${this.inside}/ussd/v1/motcua`, {
			method: 'POST',
			body: JSON.stringify({ session: this.session, phone: this.phone, sequence: this.sequence, ...what }),
		});
		if (!response.ok)
			throw new Error(`the counter answers ${response.status}: ${await response.text()}`);
		const answer = await response.json();
		Object.assign(this, { text: answer.text, ended: answer.end, sequence: answer.sequence });
		this.screens.push(answer.text);
		return answer;
	}

	async send(...inputs) {
		for (const input of inputs)
			await this.ask({ input });
		return this.text;
	}
}
