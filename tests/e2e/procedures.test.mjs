// SPDX-License-Identifier: AGPL-3.0-or-later
// Every procedure as a citizen goes through it: dialled from the home page to the receipt, carried
// to the portal under the code of the day, taken there by the form's rules, and its number told.
// Once for oneself, once by a helper for somebody else.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { numbersOf } from './lib/apply.mjs';
import { formioErrors } from './lib/eform.mjs';
import { Person, procedures, read } from './lib/person.mjs';
import { program, root } from './lib/place.mjs';
import { System } from './lib/system.mjs';
import { until } from './lib/wait.mjs';

const source = path.join(root, 'menus/service');
const NAME = { typed: 'Ddieeru Thij Minh Huwowngf', kept: 'Điểu Thị Minh Hường' };
// Procedures that have changed their code on 2026-07-01.
const CODE_NOW = { '2.002621': '3.000722', '2.002622': '2.002913' };
const HELPER_NUMBER = '6';
const codes = procedures();
let system;
let phones = 0;
let made = 0;

// Form.io's validator complains there of each number that is left out.
console.error = () => {};

before(async () => {
	system = await System.start();
});

after(() => system?.stop());

const international = (phone) => `+84${phone.slice(1)}`;
const nextPhone = () => `09010004${String(++phones).padStart(2, '0')}`;

/** The branches of a procedure, the first ways of a phone that nobody knows. */
function branchesOf(code) {
	const lines = execFileSync(program('motcua'), ['menus', 'branches', code, source, '--json'],
		{ encoding: 'utf8', stdio: 'pipe', maxBuffer: 256 * 1024 * 1024 });
	return lines.trim().split('\n').map((line) => JSON.parse(line)).filter((one) => one.world === 'first');
}

/** The usual way for oneself, or for somebody else: every question answered, nothing skipped. */
function usual(code, whom) {
	const found = branchesOf(code).find(({ answers, label }) => answers.whom === whom && !/(^|, )no \w/.test(label));
	return found ?? assert.fail(`${code} has no branch ${whom ? `whom=${whom}` : 'for oneself'}`);
}

function* texts(data, where = '') {
	for (const [key, value] of Object.entries(data)) {
		const here = Array.isArray(data) ? `${where}[${key}]` : where ? `${where}.${key}` : key;
		if (value !== null && typeof value === 'object')
			yield* texts(value, here);
		else
			yield [here, value];
	}
}

/** Goes through a procedure; gives what the portal holds then. */
async function goThrough(code, { branch, dialled = '*1022#', from }) {
	const dialogue = await system.dial(nextPhone(), dialled);
	const person = new Person(dialogue, { answers: branch.answers, name: NAME });
	await person.goTo(code, from);
	await person.answerAll();
	const numbers = numbersOf(dialogue.text);
	const answered = await until(`the portal has answered about ${numbers.receipt}`, () => {
		const row = JSON.parse(system.motcua('--json', 'dossiers', 'show', numbers.receipt));
		return row.state !== 'queued' && row;
	});
	assert.equal(answered.state, 'accepted', answered.history.at(-1).reason);
	const dossier = (await system.portalDossiers()).find((one) => one.receipt === numbers.receipt);
	assert.equal(answered.dossier_number, dossier.dossier_number);
	return { dialogue, numbers, dossier };
}

/** What was sent is right by the form, and is what the branch promised. */
function checkBody(code, body, branch) {
	const overlay = JSON.parse(fs.readFileSync(path.join(source, 'overlays', `${code}.json`)));
	const open = [...body.left_to_clerk, ...body.on_paper, ...body.prefilled];
	assert.deepEqual(formioErrors(`${overlay.form ?? code}.json`, structuredClone(body.answers))
		.filter((where) => !open.includes(where)), []);
	assert.equal(body.procedure, CODE_NOW[code] ?? code);
	assert.deepEqual(body.left_to_clerk, branch.submission.left_to_clerk);
	assert.deepEqual([...texts(body.answers)].map(([where]) => where).sort(),
		[...texts(branch.submission.answers)].map(([where]) => where).sort());
}

/** A name that was typed in Telex has arrived as Unicode NFC, and the desk is asked to look at it. */
function checkName(dialogue, body) {
	const places = [...texts(body.answers)].filter(([, value]) => value === NAME.kept.normalize('NFC'));
	assert.ok(places.length > 0, JSON.stringify(body.answers));
	for (const [where] of places)
		assert.ok(body.to_check.includes(where), `${where} is not under to_check`);
	assert.ok(dialogue.screens.some((screen) => screen.includes(NAME.kept)), 'the name was not read back');
}

async function checkNumber(phone, { receipt }, { dossier_number: number }) {
	const sms = await system.sms(phone, new RegExp(`${receipt} da den Cong dich vu cong`));
	assert.ok(sms.includes(number), sms);
}

/** One branch of each kind: of those that leave the same to others, the first. */
function kinds(branches) {
	const found = new Map();
	for (const branch of branches) {
		const { left_to_clerk: clerk, on_paper: paper, prefilled } = branch.submission;
		const kind = JSON.stringify([clerk, paper, prefilled]);
		found.set(kind, found.get(kind) ?? branch);
	}
	return [...found.values()];
}

/** What the portal does not like of a branch. */
async function complaints(code, { submission, label }) {
	const receipt = String(++made).padStart(10, '0');
	const response = await fetch(`${system.portalUrl}/v1/dossiers`, {
		method: 'POST', headers: { 'Idempotency-Key': receipt },
		body: JSON.stringify({ ...submission, receipt, procedure: CODE_NOW[code] ?? code, office: '25222' }),
	});
	if (response.status === 201)
		return [];
	return (await response.json()).errors.map(({ field, reason }) => `${field}: ${reason} (${label})`);
}

const asksName = (code) =>
	Object.values(read('procedures', `${code}.json`).nodes).some((node) => node.entry === 'name');

test('every procedure of the sources was compiled', () => {
	const overlays = fs.readdirSync(path.join(source, 'overlays')).map((name) => name.replace(/\.json$/, ''));
	assert.deepEqual(codes, overlays.sort());
});

for (const code of codes) {
	test(`${code}: from the home page to the portal, and its number comes back`, async () => {
		const branch = usual(code, undefined);
		const { dialogue, numbers, dossier } = await goThrough(code, { branch });
		checkBody(code, dossier.body, branch);
		assert.equal(dossier.body.channel, 'ussd');
		assert.equal(dossier.body.helper, null);
		assert.equal(dossier.body.appointment.code, numbers.code);
		if (asksName(code))
			checkName(dialogue, dossier.body);
		await checkNumber(dialogue.phone, numbers, dossier);
	});

	test(`${code}: the portal takes what every kind of branch leaves to others`, async () => {
		const found = new Map();
		for (const branch of kinds(branchesOf(code)))
			for (const one of await complaints(code, branch))
				found.set(one.split(' (')[0], found.get(one.split(' (')[0]) ?? one);
		assert.deepEqual([...found.values()], []);
	});

	test(`${code}: a helper files it for somebody else`, async () => {
		const from = read('home.json').dial[HELPER_NUMBER];
		assert.ok(from, `home has no service number ${HELPER_NUMBER}`);
		const branch = usual(code, 'other');
		const helped = `03876543${String(++phones).padStart(2, '0')}`;
		const { dialogue, numbers, dossier } = await goThrough(code, {
			branch: { ...branch, answers: { ...branch.answers, applicant_phone: helped } },
			dialled: `*1022*${HELPER_NUMBER}#`,
			from,
		});
		checkBody(code, dossier.body, branch);
		assert.equal(dossier.body.channel, 'helper');
		assert.deepEqual(dossier.body.helper, { phone: international(dialogue.phone) });
		assert.equal(dossier.body.applicant.phone, international(helped));
		await checkNumber(helped, numbers, dossier);
		const sms = await system.sms(dialogue.phone, /Da nhan ho so nop giup/);
		assert.ok(sms.includes(numbers.receipt), sms);
	});
}

test('a procedure that asks for a name is among them', () => {
	assert.ok(codes.some(asksName));
});
