// SPDX-License-Identifier: AGPL-3.0-or-later
// Who kills, and who starts again what was killed, as a supervisor would.
import { until } from '../e2e/lib/wait.mjs';
import { ports } from '../e2e/lib/place.mjs';
import { shortly, sleep } from './random.mjs';

const lookMs = 200;
const downMaxMs = 1500;
const momentWithinMs = 1500;
const aimSpreadUs = 8000; // how late after the moment it was aimed at
const boxesBackWithinMs = 20000;
const endingsMax = 5; // by itself; then it stays down

// How often each is killed out of 20, and what the killer waits for before it does.
const plan = {
	motcuad: { share: 9, aims: ['submit', 'submit', 'receipt', 'text', 'answer', 'event', ''] },
	smsbox: { share: 4, aims: ['receipt', 'text', ''] },
	bearerbox: { share: 3, aims: ['receipt', 'text', ''] },
	portal: { share: 4, aims: ['receipt', 'event', ''] },
};
export const victims = Object.keys(plan);

/** Which part falls in which round: each at least once, then by its share. */
function victimsOf(rounds, random) {
	const lots = victims.flatMap((name) => Array(plan[name].share).fill(name));
	const list = [...victims];
	while (list.length < rounds)
		list.push(random.pick(lots));
	return random.shuffle(list.slice(0, Math.max(rounds, victims.length)));
}

export class Killer {
	constructor(system, world, random) {
		Object.assign(this, { system, world, random, kills: [], restarts: { smsbox: 0, bearerbox: 0, fakesmsc: 0 } });
		const { kannel } = system;
		this.parts = { motcuad: system.daemon, portal: system.portal, bearerbox: kannel.bearerbox,
			smsbox: kannel.smsbox, fakesmsc: kannel.centre };
		this.down = new Set();
		this.watching = false;
	}

	// --- the supervisor ---------------------------------------------------------------------

	/** Starts again what has ended, and says so where nobody had killed it. */
	async watch() {
		this.watching = true;
		while (this.watching) {
			for (const [name, part] of Object.entries(this.parts))
				this.#look(name, part);
			await sleep(lookMs);
		}
	}

	#look(name, part) {
		// A smsbox that lost its bearerbox ends, waits, and comes back by itself under another pid.
		if (part.child || this.down.has(name) || (name === 'smsbox' && part.signal(0)))
			return;
		if (name in this.restarts)
			this.restarts[name]++;
		else if (this.world.complaints.alive.length >= endingsMax)
			return;
		else
			this.world.complain('alive', `${name} ended, and nobody had killed it:\n${part.tail(3)}`);
		part.start();
	}

	async #kannelStatus() {
		return (await fetch(`http://${this.system.host}:${ports.admin}/status.txt`)).text();
	}

	async #boxesTalk() {
		return /smsbox:motcua/.test(await this.#kannelStatus());
	}

	/** Nothing is stored in bearerbox, so all it took has reached the centre. */
	async kannelIsEmpty() {
		return /store size 0\b/.test(await this.#kannelStatus());
	}

	// --- the killer -------------------------------------------------------------------------

	async kill(rounds) {
		for (const victim of victimsOf(rounds, this.random)) {
			await this.random.pause(200, 900);
			await this.#killOne(victim);
		}
	}

	async #killOne(victim) {
		const aim = this.random.pick(plan[victim].aims);
		if (this.down.has(victim) || !this.parts[victim].child)
			await until(`${victim} is there to be killed`, () => !this.down.has(victim) &&
				(this.parts[victim].child || this.parts[victim].signal(0)), boxesBackWithinMs / 1000);
		if (aim)
			await this.world.moments.next(aim, momentWithinMs);
		await shortly(this.random.between(0, aimSpreadUs));
		const kill = { victim, aim, hit: this.world.moments.hit(), at: performance.now() };
		this.down.add(victim);
		const dead = this.parts[victim].kill();
		if (victim === 'motcuad')
			this.world.killsOfCounter.push(kill.at);
		if (victim === 'portal')
			this.world.livesOfPortal++;
		this.kills.push(kill);
		await dead;
		this.#restart(victim).catch((error) => this.world.complain('alive', error.message));
	}

	async #restart(victim) {
		await this.random.pause(50, downMaxMs);
		this.parts[victim].start();
		this.down.delete(victim);
		// Some supervisors know that smsbox depends on bearerbox, others leave it to come back.
		if (victim !== 'bearerbox' || this.random.chance(0.4))
			return;
		await sleep(300);
		if (this.down.has('smsbox')) // killed meanwhile, and about to be started
			return;
		this.down.add('smsbox');
		await this.parts.smsbox.kill();
		this.parts.smsbox.start();
		this.down.delete('smsbox');
	}

	/** Whether all parts run and talk to each other. */
	async allUp() {
		return this.down.size === 0 && await this.#boxesTalk() && this.system.centre.isOpen &&
			(await fetch(`${this.system.inside}/healthz`)).ok &&
			(await fetch(`${this.system.portalUrl}/sim/dossiers`)).ok;
	}
}
