// SPDX-License-Identifier: AGPL-3.0-or-later
// The accounts after the storm: what people were shown, what the gateway has stored, what the portal
// has on disk and what the SMS centre got must be one story. Each account is a list of complaints.
import { national } from '../e2e/lib/sms.mjs';
import { capacity } from './counter.mjs';
import { victims } from './killer.mjs';

const lookSlackMs = 1500;

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

function notificationsPlanned({ rows }) {
	const keys = new Set(rows.outbox.map((each) => each.key));
	return rows.dossiers.flatMap(({ receipt }) => [`receipt:${receipt}`, `portal.number:${receipt}`])
		.filter((key) => !keys.has(key)).map((key) => `no message ${key} was ever planned`);
}

function notificationsReached({ rows, received }) {
	return rows.outbox.filter((row) => received.times(national(row.phone), row.text).length === 0)
		.map((row) => `message ${row.key} (${row.state}, ${row.attempts} attempts) never reached the centre`);
}

/**
 * A message may arrive twice in two windows. One is ours: after a kill nobody knows whether Kannel took
 * it, and it goes again after the named wait; its row counts the attempts. The other is Kannel's: what
 * bearerbox had handed over and not yet noted goes again from its spool, with one attempt of ours.
 */
export function countDoubles({ rows, received, kills }) {
	const doubles = { unknownWait: 0, spool: 0, outside: [] };
	const boxKills = kills.filter((kill) => kill.victim !== 'portal').map((kill) => kill.at);
	for (const row of rows.outbox) {
		const times = received.times(national(row.phone), row.text);
		if (times.length < 2)
			continue;
		const killed = boxKills.some((at) => at > times[0] - lookSlackMs - 10000 && at < times.at(-1));
		if (killed && times.length <= row.attempts)
			doubles.unknownWait++;
		else if (killed && row.attempts === 1)
			doubles.spool++;
		else
			doubles.outside.push(`message ${row.key} came ${times.length} times with ${row.attempts} attempts`);
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
		account('every dossier had its messages planned', notificationsPlanned(run)),
		account('every planned message reached the SMS centre', notificationsReached(run)),
		account('messages came twice in the two named windows alone', countDoubles(run).outside),
		account('integrity_check finds nothing', run.rows.integrity.filter((word) => word !== 'ok')),
	];
}
