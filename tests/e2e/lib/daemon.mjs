// SPDX-License-Identifier: AGPL-3.0-or-later
// A gateway alone, for what operators do with it: Kannel and the portal are not there, and it must not
// mind. Its menus, offices and SMS texts are copies that a test may spoil: `source` holds the menus as
// they are written, `menus` as they were compiled.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ownAddress, ownFolder, program, root, service } from './place.mjs';
import { System } from './system.mjs';

export class Lone extends System {
	/** With `portal` the portal's simulator is there from the start. */
	static async start(change = (config) => config, { portal = false } = {}) {
		const lone = new Lone(await ownAddress(), ownFolder());
		lone.own('menus/service', 'source');
		lone.own(service, 'menus');
		lone.own('sms/texts', 'sms');
		lone.own('tests/e2e/offices.json', 'offices.json');
		lone.configure((config) => change(config
			.replace(/menus folder .*/, `menus folder ${lone.file('menus')}`)
			.replace(/texts folder .*/, `texts folder ${lone.file('sms')}`)
			.replace(/offices file .*/, `offices file ${lone.file('offices.json')}`)));
		if (portal)
			await lone.startPortal();
		await lone.startDaemon();
		return lone;
	}

	file(name) {
		return path.join(this.folder, name);
	}

	/** A copy of something of the tree. */
	own(from, name) {
		fs.cpSync(path.resolve(root, from), this.file(name), { recursive: true });
	}

	configure(change) {
		const file = this.file('motcua.cfg');
		fs.writeFileSync(file, change(fs.readFileSync(file, 'utf8')), { mode: 0o600 });
	}

	log() {
		return fs.readFileSync(this.file('motcuad.log'), 'utf8');
	}

	/** The command line program: {status, out, errors}. */
	motcua(...args) {
		return new Promise((resolve) => {
			execFile(program('motcua'), ['-u', this.inside, '-T', this.file('inside.token'), ...args],
				(error, out, errors) => resolve({ status: error ? error.code : 0, out, errors }));
		});
	}

	/** Proves the source and puts it where the daemon reads it. */
	compile() {
		return this.motcua('menus', 'compile', this.file('source'), '--out', this.file('menus'));
	}

	/** Changes a file of the folder by its text. */
	edit(name, change) {
		const before = fs.readFileSync(this.file(name), 'utf8');
		const after = change(before);
		if (after === before)
			throw new Error(`${name} stays as it was`);
		fs.writeFileSync(this.file(name), after);
	}

	async json(...args) {
		const { status, out, errors } = await this.motcua('--json', ...args);
		if (status !== 0)
			throw new Error(`motcua ${args.join(' ')}: ${errors}`);
		return JSON.parse(out);
	}

	async ready() {
		const answer = await fetch(`${this.inside}/readyz`);
		return { status: answer.status, ...await answer.json() };
	}

	async stop() {
		await this.daemon.stop(8);
		await this.portal.stop();
		if (!process.env.MOTCUA_E2E_KEEP)
			fs.rmSync(this.folder, { recursive: true, force: true });
	}
}
