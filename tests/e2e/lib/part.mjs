// SPDX-License-Identifier: AGPL-3.0-or-later
// One program under test: started, watched, stopped by the pid that it was started with.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { until } from './wait.mjs';

const running = new Set();

function killAll() {
	for (const part of running)
		part.signal('SIGKILL');
}

// Whatever ends the test process ends its parts; setpriv sees to it even when it is killed.
process.on('exit', killAll);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
	process.once(signal, () => {
		killAll();
		process.exit(1);
	});

export class Part {
	/** Its output goes to the end of `log`. */
	constructor(name, command, args, log, options = {}) {
		Object.assign(this, { name, command, args, log, options, child: null, group: 0, ended: null });
	}

	start() {
		const out = fs.openSync(this.log, 'a');
		const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', this.command, ...this.args],
			{ stdio: ['ignore', out, out], detached: true, ...this.options });
		fs.closeSync(out);
		this.child = child;
		this.group = child.pid;
		running.add(this);
		this.ended = new Promise((resolve) => {
			child.once('exit', (status, signal) => {
				if (this.child === child)
					this.child = null;
				resolve({ status, signal });
			});
			child.once('error', () => resolve({ status: 127, signal: null }));
		});
		return this;
	}

	get pid() {
		return this.child?.pid;
	}

	/** Throws with the tail of its log if it is not running any more. */
	mustRun() {
		if (!this.child)
			throw new Error(`${this.name} has ended:\n${this.tail()}`);
	}

	/** To the whole process group: a smsbox that has lost its bearerbox goes on under another pid. */
	signal(name) {
		try {
			process.kill(-this.group, name);
			return true;
		} catch {
			return false; // nobody is left
		}
	}

	/** kill -9, and gone. */
	async kill() {
		this.signal('SIGKILL');
		await this.ended;
	}

	/**
	 * Orderly, or by force after `seconds` (bearerbox with a message nobody takes ignores SIGTERM).
	 * Gives how it ended; `forced` says whether force was needed.
	 */
	async stop(seconds = 5) {
		let forced = false;
		if (!this.group || !this.signal('SIGTERM'))
			return { forced };
		try {
			await until(`${this.name} ends`, () => !this.signal(0), seconds);
		} catch {
			forced = true;
			this.signal('SIGKILL');
		}
		running.delete(this);
		return { ...await this.ended, forced };
	}

	tail(lines = 30) {
		return fs.readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
	}
}
