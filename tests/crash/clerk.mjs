// SPDX-License-Identifier: AGPL-3.0-or-later
// The clerk at the portal, who moves dossiers on while the machines fall over, and the portal's line,
// which is cut now and then just after it has written a dossier down: then it is sent again, and only
// its key keeps it from being there twice.
import { sleep } from './random.mjs';

// From "registered" to "result given", with an office's detours.
const ways = { 1: [2, 3], 2: [4, 5], 4: [5, 6, 9], 5: [4], 6: [4], 9: [10] };
const lookEvery = 10;
const cutEvery = 25;
const restMs = 2000; // events have seconds; two of one dossier in one second have no order

export class Clerk {
	constructor(system, world, random) {
		Object.assign(this, { system, world, random, moved: 0, cuts: 0, working: true, dossiers: [],
			movedAt: new Map(), toldLife: -1 });
	}

	stop() {
		this.working = false;
	}

	async work() {
		for (let i = 0; this.working; i++) {
			await this.random.pause(40, 200);
			try {
				await this.#tellWhereToPush();
				if (i % lookEvery === 0)
					this.dossiers = await this.system.portalDossiers();
				if (i % cutEvery === cutEvery - 1)
					await this.#cut();
				await this.#moveOne();
			} catch {
				await sleep(100); // the portal is down; the clerk has tea
			}
		}
	}

	async #post(path, body) {
		const answer = await fetch(`${this.system.portalUrl}${path}`, { method: 'POST', body: JSON.stringify(body) });
		if (!answer.ok)
			throw new Error(await answer.text());
	}

	/** A portal that was killed has forgotten it. It pushes each event twice, and pairs the wrong way round. */
	async #tellWhereToPush() {
		const life = this.world.livesOfPortal;
		if (this.toldLife === life)
			return;
		await this.#post('/sim/webhook', this.system.webhook);
		this.toldLife = life;
	}

	/** The answer to the next dossier is lost. */
	async #cut() {
		await this.#post('/sim/behave', { drop_answers: 1 });
		this.cuts++;
	}

	async #moveOne() {
		const now = performance.now();
		const rested = ({ dossier_number }) => now - (this.movedAt.get(dossier_number) ?? -Infinity) > restMs;
		const open = this.dossiers.filter((each) => each.status in ways && rested(each));
		if (!open.length)
			return;
		const dossier = this.random.pick(open);
		const status = this.random.pick(ways[dossier.status]);
		this.movedAt.set(dossier.dossier_number, now);
		const reason = status === 3 || status === 5 ? 'Thieu ban sao CCCD' : undefined;
		await this.#post('/sim/advance', { dossier_number: dossier.dossier_number, status, reason });
		dossier.status = status;
		this.moved++;
		this.world.moments.tell('event');
	}
}
