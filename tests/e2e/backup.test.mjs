// SPDX-License-Identifier: AGPL-3.0-or-later
// Copies of the store while people apply, and what a copy is worth: put in place, it must know
// everything that was on a screen before it began.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { toDeclaration } from './lib/apply.mjs';
import { Lone } from './lib/daemon.mjs';

const phones = 8;

let lone;

before(async () => {
	lone = await Lone.start();
	fs.mkdirSync(lone.file('backups'), { mode: 0o700 });
	// Room for everybody: the load is to be of applications, not of full hours.
	const offices = JSON.parse(fs.readFileSync(lone.file('offices.json'), 'utf8'));
	offices.offices.forEach((office) => Object.assign(office, { capacity: 50 }));
	fs.writeFileSync(lone.file('offices.json'), JSON.stringify(offices));
	assert.equal((await lone.motcua('reload')).status, 0);
});

after(() => lone?.stop());

/** Applies again and again until `done()`; notes each receipt when it is on the screen. */
async function applyOften(phone, receipts, done) {
	for (let n = 0; !done(); n++) {
		const dialogue = await lone.dial(`${phone}${String(n % 100).padStart(2, '0')}`);
		await dialogue.send(...toDeclaration, '1');
		const receipt = /Ma ho so (\d{10})/.exec(dialogue.text);
		if (receipt)
			receipts.push(receipt[1]);
	}
}

/** Waits until so many receipts are known. */
async function grown(receipts, n) {
	while (receipts.length < n)
		await new Promise((resolve) => setTimeout(resolve, 10));
}

test('a copy made under load holds every receipt that was shown before it began', async () => {
	const receipts = [];
	let over = false;
	const load = Array.from({ length: phones }, (_, i) => applyOften(`0906${String(i).padStart(4, '0')}`, receipts, () => over));
	await grown(receipts, 60);
	const shown = [...receipts];
	const copy = await lone.json('backup', lone.file('backups'), '--key', lone.file('motcua.key'));
	await grown(receipts, shown.length + 20);
	over = true;
	await Promise.all(load);

	assert.match(path.basename(copy.file), /^motcua-\d{8}-\d{6}\.db$/);
	assert.equal(fs.statSync(copy.file).mode & 0o777, 0o600);
	assert.ok(copy.dossiers >= shown.length, `${copy.dossiers} of ${shown.length}`);
	assert.deepEqual(fs.readdirSync(lone.file('backups')), [path.basename(copy.file)]);

	const checked = await lone.motcua('restore', '--check', copy.file, '--key', lone.file('motcua.key'));
	assert.equal(checked.status, 0, checked.errors);
	assert.match(checked.out, /is whole: \d+ applications[^]*To put it in place: stop motcuad/);

	await lone.daemon.stop(8);
	for (const name of ['motcua.db', 'motcua.db-wal'])
		fs.rmSync(lone.file(name), { force: true });
	fs.copyFileSync(copy.file, lone.file('motcua.db'));
	await lone.startDaemon();
	for (const receipt of shown)
		assert.equal((await lone.json('dossiers', 'show', receipt)).receipt, receipt);
});

test('what cannot be a backup is refused with a sentence, and leaves nothing behind', async () => {
	const missing = await lone.motcua('backup', lone.file('nowhere'));
	assert.equal(missing.status, 1);
	assert.match(missing.errors, /no such folder/);

	const closed = lone.file('motcua.cfg');
	const noFolder = await lone.motcua('backup', closed);
	assert.equal(noFolder.status, 1);
	assert.match(noFolder.errors, /Not a directory/);
	assert.ok((await lone.ready()).notes.some((note) => note.startsWith('backup: ')));
});

test('a copy with another key, or with an octet turned, is told apart from a good one', async () => {
	const { file } = await lone.json('backup', lone.file('backups'));
	assert.deepEqual((await lone.ready()).notes.filter((note) => note.startsWith('backup')), []);
	await lone.motcua('key', 'new', lone.file('other.key'));
	const other = await lone.motcua('restore', '--check', file, '--key', lone.file('other.key'));
	assert.equal(other.status, 1);
	assert.match(other.errors, /stays sealed/);

	const spoilt = lone.file('spoilt.db');
	const octets = fs.readFileSync(file);
	octets.fill(0x5a, 10 * 4096, 10 * 4096 + 64);
	fs.writeFileSync(spoilt, octets, { mode: 0o600 });
	const bad = await lone.motcua('restore', '--check', spoilt, '--key', lone.file('motcua.key'));
	assert.equal(bad.status, 1);
	assert.match(bad.errors, /is damaged/);

	const unsaid = await lone.motcua('restore', '--check', file);
	assert.equal(unsaid.status, 1);
	assert.match(unsaid.errors, /which key/);
});

test('a kill in the middle of a copy leaves no file that looks like one', async () => {
	const folder = lone.file('cut');
	fs.mkdirSync(folder, { mode: 0o700 });
	const token = fs.readFileSync(lone.file('inside.token'), 'utf8').trim();
	const began = await fetch(`${lone.inside}/api/v1/backups`, { method: 'POST',
		headers: { authorization: `Bearer ${token}` }, body: JSON.stringify({ folder }) });
	assert.equal(began.status, 200);
	await lone.daemon.kill();
	for (const name of fs.readdirSync(folder).filter((each) => each.endsWith('.db')))
		assert.equal((await lone.motcua('restore', '--check', path.join(folder, name), '--key',
			lone.file('motcua.key'))).status, 0);
	await lone.startDaemon();
});
