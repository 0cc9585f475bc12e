// SPDX-License-Identifier: AGPL-3.0-or-later
// The crash test: fifty people apply while everything but their phones is killed with kill -9 and
// started again; then the accounts. See tests/crash/README.md.
//
//   node tests/crash/run.mjs [--rounds 20] [--seed N] [--people 50]
import { parseArgs } from 'node:util';
import { countDoubles, settleAccounts } from './accounts.mjs';
import { Clerk } from './clerk.mjs';
import { knowsEveryStatus, ledger, portalBook, raise, status } from './counter.mjs';
import { Killer, victims } from './killer.mjs';
import { Handset, Texter } from './lines.mjs';
import { Moments, hits } from './moments.mjs';
import { Person } from './person.mjs';
import { Random } from './random.mjs';
import { Received } from './received.mjs';
import { until } from '../e2e/lib/wait.mjs';

const texters = 6;
const backWithinS = 20;
const finishWithinS = 30;
const drainWithinS = 30;
const stopWithinS = 10;
const showMax = 10;

const { values: options } = parseArgs({ options: {
	rounds: { type: 'string', default: '20' },
	seed: { type: 'string', default: String(Date.now() % 1000000) },
	people: { type: 'string', default: '50' },
} });
const random = new Random(Number(options.seed));

function newWorld() {
	const complaints = { alive: [], screens: [], drafts: [], settled: [] };
	let ids = 0;
	return {
		complaints, moments: new Moments(), closing: false, over: false, killsOfCounter: [], livesOfPortal: 0,
		counts: { shown: 0, lookedUp: 0, redials: 0, resumes: 0, drops: 0, late: 0 },
		complain: (account, sentence) => complaints[account].push(sentence),
		nextNationalId: () => `070201${String(ids++).padStart(6, '0')}`,
	};
}

function gather(system, world) {
	const people = [];
	for (let i = 0; i < Number(options.people); i++) {
		const phone = `0911000${String(i).padStart(3, '0')}`;
		const line = i < texters ? new Texter(system.centre, phone)
			: new Handset(system.inside, phone, random.stream(`line ${i}`));
		people.push(new Person(world, phone, line, random.stream(`person ${i}`)));
	}
	return people;
}

/** The unfinished are counted, not waited for: `what` becomes a complaint. */
async function within(world, what, seconds, work) {
	try {
		await until(what, work, seconds);
	} catch (error) {
		world.complain('settled', error.message);
	}
}

function nothingWaits(system) {
	const { dossiers, outbox } = status(system);
	const { queued, sending, unknown } = outbox.states;
	if (dossiers.queued + queued + sending + unknown === 0)
		return true;
	throw new Error(`${dossiers.queued} dossiers and ${queued} messages are queued, ${sending} sending, ${unknown} unknown`);
}

async function storm(system, world, people, received) {
	const killer = new Killer(system, world, random.stream('killer'));
	const clerk = new Clerk(system, world, random.stream('clerk'));
	const lives = people.map((person) => person.live());
	const watchers = [killer.watch(), clerk.work(), received.watch()];
	const begun = performance.now();
	await random.pause(1500, 2000);
	await killer.kill(Number(options.rounds));
	world.closing = true;
	clerk.stop();
	await within(world, 'all parts are back', backWithinS, () => killer.allUp());
	const stormS = (performance.now() - begun) / 1000;

	await within(world, 'everybody is done', finishWithinS, () => people.every((person) => !person.current));
	world.over = true;
	for (const { current, phone } of people)
		if (current)
			world.complain('settled', `${phone} never got to the end of an application`);
	await Promise.all(lives);
	await within(world, 'the gateway knows every status', drainWithinS, () => knowsEveryStatus(system));
	await within(world, 'nothing waits in a queue', drainWithinS, () => nothingWaits(system));
	await within(world, 'Kannel has handed over all it has', drainWithinS, () => killer.kannelIsEmpty());
	killer.watching = false;
	received.watching = false;
	await Promise.all(watchers);
	received.look();
	return { killer, clerk, stormS, settledS: (performance.now() - begun) / 1000 - stormS };
}

function printKills(kills) {
	console.log(`\nkilled      ${'times'.padStart(6)}   while under way:${hits.map((hit) => hit.padStart(8)).join('')}`);
	for (const victim of victims) {
		const of = kills.filter((kill) => kill.victim === victim);
		const cells = hits.map((hit) => String(of.filter((kill) => kill.hit === hit).length).padStart(8));
		console.log(`${victim.padEnd(11)} ${String(of.length).padStart(6)}${' '.repeat(19)}${cells.join('')}`);
	}
}

function printFigures(run, world, killer, clerk, times) {
	const doubles = countDoubles(run);
	const { shown, lookedUp, redials, resumes, drops, late } = world.counts;
	const { smsbox, bearerbox, fakesmsc } = killer.restarts;
	console.log(`
applications    ${run.intentions.length}: ${shown} receipts shown, ${lookedUp} found by looking them up
dialogues       ${redials} dialled again, ${resumes} drafts continued, ${drops} screens lost on the radio, ${late} answers held up
dossiers        ${run.rows.dossiers.length} stored, ${run.book.dossiers.length} in the portal, ${clerk.moved} moves of a status, ${clerk.cuts} answers cut off
messages        ${run.rows.outbox.length} planned, ${run.received.messages.length} at the centre
came twice      ${doubles.unknownWait} after the UNKNOWN wait, ${doubles.spool} from Kannel's spool, ${doubles.outside.length} otherwise
Kannel's parts that ended when another was killed and were started again: smsbox ${smsbox}, bearerbox ${bearerbox}, fakesmsc ${fakesmsc}
time            ${times.stormS.toFixed(1)} s under kills, ${times.settledS.toFixed(1)} s to settle
`);
}

function printAccounts(accounts) {
	for (const { name, wrong } of accounts) {
		console.log(`${wrong.length ? 'not ok' : 'ok'} ${name}`);
		for (const sentence of wrong.slice(0, showMax))
			console.log(`    ${sentence}`);
		if (wrong.length > showMax)
			console.log(`    and ${wrong.length - showMax} more`);
	}
	const failed = accounts.filter(({ wrong }) => wrong.length).length;
	console.log(`${accounts.length - failed} passed, ${failed} failed`);
	return failed;
}

async function main() {
	const system = await raise();
	console.log(`crash: ${options.rounds} rounds, ${options.people} people, seed ${options.seed}, in ${system.folder}`);
	const world = newWorld();
	const wanted = process.env.MOTCUA_E2E_KEEP;
	process.env.MOTCUA_E2E_KEEP = 'until the accounts are good';
	try {
		const people = gather(system, world);
		const received = new Received(system.kannel.centreLogs);
		const { killer, clerk, ...times } = await storm(system, world, people, received);
		const ending = await system.daemon.stop(stopWithinS);
		if (ending.status !== 0 || ending.forced)
			world.complain('alive', `motcuad ended with ${JSON.stringify(ending)} on SIGTERM`);
		const run = { complaints: world.complaints, intentions: people.flatMap((person) => person.intentions),
			kills: killer.kills, received, rows: ledger(system), book: portalBook(system) };
		printKills(run.kills);
		printFigures(run, world, killer, clerk, times);
		const failed = printAccounts(settleAccounts(run));
		if (failed === 0 && !wanted)
			delete process.env.MOTCUA_E2E_KEEP;
		if (failed)
			console.log(`seed ${options.seed}: the folder is kept`);
		process.exitCode = failed ? 1 : 0;
	} finally {
		system.centre.close();
		await system.stop();
	}
}

await main();
