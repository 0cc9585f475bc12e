// SPDX-License-Identifier: AGPL-3.0-or-later
// The accounts after the storm: what people were shown, what the gateway has stored, what the portal
// has on disk and what the SMS centre got must be one story. Each account is a list of complaints.
import { national } from '../e2e/lib/sms.mjs';
import { capacity } from './counter.mjs';
import { victims } from './killer.mjs';

// A message that Kannel took before the kill may reach the centre so long after it, when all is back.
const killedBeforeMs = 12000;
const fromPortal = 2; // enum event_source

function group(list, key) {
	const groups = new Map();
	for (const each of list) {
		const name = key(each);
		groups.set(name, [...(groups.get(name) ?? []), each]);
	}
	return groups;
}

/** One complaint for each key that stands more than once. */
function twice(list, key, what) {
	return [...group(list, key)].filter(([, each]) => each.length > 1)
		.map(([name, each]) => `${what} ${name} is there ${each.length} times`);
}

function receiptsShown({ intentions, rows, book }) {
	const stored = group(rows.dossiers, (each) => each.receipt);
	const inPortal = group(book.dossiers, (each) => each.receipt);
	const codes = new Map(rows.appointments.map((each) => [each.code, each.dossier]));
	const wrong = [];
	for (const { receipt, code, phone, nationalId } of intentions.filter((each) => each.receipt)) {
		const [dossier] = stored.get(receipt) ?? [];
		if (!dossier) {
			wrong.push(`${receipt} was shown to ${phone} and is not stored`);
			continue;
		}
		if (national(dossier.phone) !== phone || dossier.body?.applicant?.national_id !== nationalId)
			wrong.push(`${receipt} was shown to ${phone} and is another's`);
		if (code && codes.get(code) !== dossier.id)
			wrong.push(`code ${code} was shown with ${receipt} and is not its appointment`);
		if ((inPortal.get(receipt) ?? []).length !== 1)
			wrong.push(`${receipt} was shown and is in the portal ${inPortal.get(receipt)?.length ?? 0} times`);
	}
	return wrong;
}

function storedAndPortal({ rows, book }) {
	const inPortal = group(book.dossiers, (each) => each.receipt);
	const stored = new Set(rows.dossiers.map((each) => each.receipt));
	const wrong = [...twice(rows.dossiers, (each) => each.receipt, 'stored receipt'),
		...twice(book.dossiers, (each) => each.receipt, "the portal's receipt"),
		...twice(book.dossiers, (each) => each.dossier_number, 'dossier number')];
	for (const dossier of rows.dossiers) {
		const there = inPortal.get(dossier.receipt)?.[0];
		if (!there)
			wrong.push(`${dossier.receipt} is stored and not in the portal`);
		else if (there.dossier_number !== dossier.dossier_number)
			wrong.push(`${dossier.receipt} is ${there.dossier_number} there and '${dossier.dossier_number}' here`);
	}
	for (const receipt of inPortal.keys())
		if (!stored.has(receipt))
			wrong.push(`${receipt} is in the portal and not stored`);
	return wrong;
}

/** An intention has a national id of its own: who dialled again for it has one dossier all the same. */
function intentionsAndDossiers({ intentions, rows }) {
	const made = group(rows.dossiers, (each) => each.body?.applicant?.national_id);
	const wrong = [];
	for (const { nationalId, phone, receipt } of intentions) {
		const dossiers = made.get(nationalId) ?? [];
		made.delete(nationalId);
		if (dossiers.length !== 1)
			wrong.push(`${phone} meant one dossier (${receipt || 'none shown'}), and there are ` +
				`${dossiers.length}: ${dossiers.map((each) => each.receipt).join(' ')}`);
	}
	for (const [nationalId, dossiers] of made)
		wrong.push(`nobody meant dossier ${dossiers[0].receipt} for id ${nationalId}`);
	return wrong;
}

function slots({ rows }) {
	const wrong = twice(rows.appointments, (each) => `${each.office} ${each.start} ${each.seat}`, 'seat');
	for (const [slot, taken] of group(rows.appointments, (each) => `${each.office} ${each.start}`))
		if (taken.length > capacity)
			wrong.push(`slot ${slot} holds ${taken.length} of ${capacity}`);
	const booked = new Set(rows.appointments.map((each) => each.dossier));
	for (const dossier of rows.dossiers)
		if (!booked.has(dossier.id))
			wrong.push(`${dossier.receipt} has no appointment`);
	return wrong;
}

/** What happened at the portal is in the history once, the latest is the status, and it was told. */
function events({ rows, book }) {
	const stored = new Map(rows.dossiers.map((each) => [each.dossier_number, each]));
	const keys = rows.outbox.map((each) => each.key);
	const wrong = [];
	for (const [number, moves] of group(book.events, (each) => each.dossier_number)) {
		const dossier = stored.get(number);
		const known = (dossier?.history ?? []).filter((each) => each.source === fromPortal && each.status > 1);
		const there = moves.map((each) => each.status).sort().join(' ');
		const here = known.map((each) => each.status).sort().join(' ');
		const last = moves.at(-1).status;
		if (there !== here)
			wrong.push(`${number} moved to ${there} at the portal, and to ${here || 'nothing'} here`);
		else if (dossier.status !== last)
			wrong.push(`${number} is ${last} at the portal, and ${dossier.status} here`);
		else if (!keys.some((key) => key.startsWith(`status.${last}:${dossier.receipt}:`)))
			wrong.push(`${number} moved to ${last}, and nobody was told`);
	}
	return wrong;
}

function notificationsPlanned({ rows }) {
	const keys = new Set(rows.outbox.map((each) => each.key));
	return rows.dossiers.flatMap(({ receipt }) => [`receipt:${receipt}`, `portal.number:${receipt}`])
		.filter((key) => !keys.has(key)).map((key) => `no message ${key} was ever planned`);
}

/** Messages by phone and text: one status may be told twice, and then two copies are as they should be. */
function messages({ rows, received }) {
	return [...group(rows.outbox, (row) => `${row.phone} ${row.text}`).values()].map((same) => ({
		name: same.map((row) => row.key).join(' and '),
		wanted: same.length,
		attempts: same.reduce((sum, row) => sum + row.attempts, 0),
		states: same.map((row) => row.state).join(' '),
		times: received.times(national(same[0].phone), same[0].text),
	}));
}

function notificationsReached(run) {
	return messages(run).filter(({ times, wanted }) => times.length < wanted)
		.map(({ name, states, attempts, times, wanted }) =>
			`${name} (${states}, ${attempts} attempts) reached the centre ${times.length} of ${wanted} times`);
}

/**
 * A message may arrive twice in two windows. One is ours: after a kill nobody knows whether Kannel took
 * it, and it goes again after the named wait; its row counts the attempts. The other is Kannel's: what
 * bearerbox had handed over and not yet noted goes again from its spool, more often than we tried.
 */
export function countDoubles(run) {
	const doubles = { unknownWait: 0, spool: 0, outside: [] };
	const killed = (times, suspects) => run.kills.some(({ victim, at }) => suspects.includes(victim) &&
		at > times[0] - killedBeforeMs && at < times.at(-1));
	for (const { name, wanted, attempts, times } of messages(run)) {
		if (times.length <= wanted)
			continue;
		if (times.length <= attempts && killed(times, ['motcuad', 'smsbox', 'bearerbox']))
			doubles.unknownWait++;
		else if (times.length > attempts && killed(times, ['smsbox', 'bearerbox']))
			doubles.spool++;
		else
			doubles.outside.push(`${name} came ${times.length} times with ${attempts} attempts`);
	}
	return doubles;
}

function killsOfEachKind({ kills }) {
	return victims.filter((name) => !kills.some((kill) => kill.victim === name))
		.map((name) => `${name} was never killed`);
}

/** Every account of a run: `{name, wrong}`, where `wrong` lists what does not fit. */
export function settleAccounts(run) {
	const { complaints } = run;
	const account = (name, wrong) => ({ name, wrong });
	return [
		account('each kind of kill was made', killsOfEachKind(run)),
		account('what nobody killed stayed up, and SIGTERM ended the rest in order', complaints.alive),
		account('everybody got to the end of their application, and no queue is left', complaints.settled),
		account('every screen made sense', complaints.screens),
		account('drafts went on where they were', complaints.drafts),
		account('every receipt shown is stored, with its code, and once in the portal', receiptsShown(run)),
		account('every stored dossier is once in the portal, and no other', storedAndPortal(run)),
		account('every intention became exactly one dossier', intentionsAndDossiers(run)),
		account('no slot is over its capacity, no seat taken twice', slots(run)),
		account('every move of a status at the portal is known once, shown, and told', events(run)),
		account('every dossier had its messages planned', notificationsPlanned(run)),
		account('every planned message reached the SMS centre', notificationsReached(run)),
		account('messages came twice in the two named windows alone', countDoubles(run).outside),
		account('integrity_check finds nothing', run.rows.integrity.filter((word) => word !== 'ok')),
	];
}
