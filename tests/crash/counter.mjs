// SPDX-License-Identifier: AGPL-3.0-or-later
// The whole system of the e2e tests, set for a crash test: waits that fit into it, an office with room
// for all, and a second SMS centre for those who write.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { ownAddress, ownFolder, ports, program, root, service } from '../e2e/lib/place.mjs';
import { System } from '../e2e/lib/system.mjs';
import { Centre } from './lines.mjs';

export const capacity = 3;
const textPort = ports.smsc + 1;
// UNKNOWN is a message that perhaps went; the lease is an application that perhaps arrived.
const waits = { unknown: 5, timeout: 3, lease: 4, poll: 1 };

function edit(file, changes) {
	let text = fs.readFileSync(file, 'utf8');
	for (const [from, to] of changes) {
		if (text.search(from) < 0)
			throw new Error(`${file} has no '${from}'`);
		text = text.replace(from, to);
	}
	fs.writeFileSync(file, text);
}

function writeOffice(file) {
	const hours = [['07:00', '11:30'], ['13:30', '17:00']];
	const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
	fs.writeFileSync(file, JSON.stringify({
		offices: [{
			code: '25195', valid_from: '2025-07-01', name: 'UBND xa Thu Nghiem', short_name: 'UBND xa TN',
			address: 'xa Thu Nghiem', hours: Object.fromEntries(days.map((day) => [day, hours])), capacity,
			slot_minutes: 10, ahead_days: 30, lead_minutes: 0,
		}],
		holidays: [],
	}));
}

/** A restarted gateway reads its menus again: they stay as they were, whoever edits the tree meanwhile. */
function copied(system, folder) {
	const copy = path.join(system.folder, path.basename(folder));
	fs.cpSync(path.resolve(root, folder), copy, { recursive: true });
	return copy;
}

function configure(system) {
	const offices = path.join(system.folder, 'offices.json');
	const config = path.join(system.folder, 'motcua.cfg');
	const secret = path.join(system.folder, 'webhook.secret');
	system.webhook = { url: `http://${system.host}:${ports.outside}/portal/v1/events`,
		secret: randomBytes(16).toString('hex'), repeat: 1, reorder: true };
	fs.writeFileSync(secret, system.webhook.secret, { mode: 0o600 });
	writeOffice(offices);
	edit(config, [
		[/^ offices file .*$/m, ` offices file ${offices}`],
		[/^ menus folder .*$/m, ` menus folder ${copied(system, service)}`],
		[/^ texts folder .*$/m, ` texts folder ${copied(system, 'sms/texts')}`],
		[' sender 1022\n', ` sender 1022\n smsc FAKE\n unknown wait ${waits.unknown}\n` +
			` status file ${copied(system, 'sms/status.json')}\n`],
	]);
	fs.appendFileSync(config,
		` timeout ${waits.timeout}\n lease ${waits.lease}\n poll every ${waits.poll}\n` +
		` webhook secret file ${secret}\n`);
	edit(system.kannel.conf, [
		['smsc-id = "FAKE"', 'smsc-id = "FAKE;TEXT"'],
		['smsc-id = FAKE\n', 'smsc-id = FAKE\nallowed-smsc-id = FAKE\n'],
	]);
	fs.appendFileSync(system.kannel.conf, `
group = smsc
smsc = fake
smsc-id = TEXT
allowed-smsc-id = TEXT
our-host = "${system.host}"
port = ${textPort}
connect-allow-ip = "127.*.*.*"
`);
}

/** Everything is up when this resolves; `centre` is the one for those who write. */
export async function raise() {
	const system = new System(await ownAddress(), ownFolder());
	configure(system);
	try {
		await system.startPortal();
		await system.kannel.start();
		await system.startDaemon();
	} catch (error) {
		await system.stop();
		throw error;
	}
	system.centre = new Centre(system.host, textPort);
	return system;
}

/** What the gateway says of itself. */
export function status(system) {
	return JSON.parse(execFileSync(program('motcua'), ['-u', system.inside, '--token-file',
		path.join(system.folder, 'inside.token'), '--json', 'status'], { encoding: 'utf8', stdio: 'pipe' }));
}

/** Whether the gateway shows what the portal says of each dossier that was moved there. */
export async function knowsEveryStatus(system) {
	const token = fs.readFileSync(path.join(system.folder, 'inside.token'), 'utf8').trim();
	const moved = (await system.portalDossiers()).filter((each) => each.status !== 1);
	for (const { receipt, status } of moved) {
		const answer = await fetch(`${system.inside}/api/v1/dossiers/${receipt}`,
			{ headers: { Authorization: `Bearer ${token}` } });
		if ((await answer.json()).status !== status)
			return false;
	}
	return true;
}

/** The rows of the stopped gateway, read from a copy of its store. */
export function ledger(system) {
	const copy = path.join(system.folder, 'copy');
	fs.mkdirSync(copy, { mode: 0o700 });
	for (const name of fs.readdirSync(system.folder).filter((each) => /^motcua\.(db|key)/.test(each)))
		fs.copyFileSync(path.join(system.folder, name), path.join(copy, name));
	return JSON.parse(execFileSync(program('tests/crash/ledger'), [copy],
		{ encoding: 'utf8', maxBuffer: 1 << 28 }));
}

/** What the portal has on disk: its dossiers, and the events that it made of them. */
export function portalBook(system) {
	const records = fs.readFileSync(path.join(system.folder, 'portal/dossiers.jsonl'), 'utf8')
		.split('\n').filter(Boolean).map((line) => JSON.parse(line));
	return {
		dossiers: records.filter((each) => each.kind === 'dossier'),
		events: records.filter((each) => each.kind === 'event'),
	};
}
