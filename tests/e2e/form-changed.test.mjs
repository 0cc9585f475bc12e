// SPDX-License-Identifier: AGPL-3.0-or-later
// The portal publishes a new version of a form while people are filling it in: who is in a dialogue
// ends it on the old one; who calls again goes on with every answer that is still valid, and is
// asked only what is new. Both versions are compiled and proved here, from the shipped sources.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { numbersOf } from './lib/apply.mjs';
import { Lone } from './lib/daemon.mjs';
import { Part } from './lib/part.mjs';
import { Person } from './lib/person.mjs';
import { ports, program, root } from './lib/place.mjs';
import { until } from './lib/wait.mjs';

const CODE = '1.004873';
const ANSWERS = { situation: 'never', purpose: 'abroad', id: '070201012345' };
const PLACE = { office_letters: '284' }; // where to go is asked, if there is more than one office
let lone;

const readJson = (file) => JSON.parse(fs.readFileSync(file));
const writeJson = (file, json) => fs.writeFileSync(file, JSON.stringify(json));

/** The list of components in which one has this key. */
function listWith(components, key) {
	if (components.some((one) => one.key === key))
		return components;
	for (const one of components) {
		const inner = one.columns?.flatMap((column) => [column.components]) ?? [one.components ?? []];
		const found = inner.map((list) => listWith(list, key)).find(Boolean);
		if (found)
			return found;
	}
	return undefined;
}

/** The new form asks how often somebody has married. */
function changeForm(file) {
	const form = readJson(file);
	const list = listWith(form.components, 'nxnTinhTrangHonNhan');
	list.push({
		type: 'radio', key: 'nxnSoLanKetHon', label: 'Số lần đã kết hôn', input: true,
		values: [{ label: 'Chưa lần nào', value: '0' }, { label: 'Một lần trở lên', value: '1' }],
		validate: { required: true },
	});
	writeJson(file, { ...form, version: '2027.01.1' });
}

/** So does the dialogue; and "abroad" is no purpose any more. */
function changeOverlay(file) {
	const overlay = readJson(file);
	const purpose = overlay.questions.find((one) => one.key === 'purpose');
	overlay.questions.splice(overlay.questions.indexOf(purpose), 0, { key: 'times', ask: 'choice', text: 'times',
		options: [{ value: '0', text: 'times.0' }, { value: '1', text: 'times.1' }] });
	overlay.fields.nxnSoLanKetHon = { answer: 'times' };
	purpose.options = purpose.options.filter((one) => one.value !== ANSWERS.purpose);
	for (const field of Object.values(overlay.fields))
		if (field.answer === 'purpose')
			delete field.map[ANSWERS.purpose];
	Object.assign(overlay.texts.vi, { times: 'Đã kết hôn mấy lần?', 'times.0': 'Chưa lần nào', 'times.1': 'Một lần trở lên' });
	Object.assign(overlay.texts.en, { times: 'Married how often?', 'times.0': 'Never', 'times.1': 'Once or more' });
	for (const budget of Object.values(overlay.effort))
		Object.assign(budget, { screens: budget.screens + 1, keys: budget.keys + 2 });
	writeJson(file, overlay);
}

const compile = (from, to) => execFileSync(program('motcua'), ['menus', 'compile', from, '--out', to],
	{ encoding: 'utf8', stdio: 'pipe' });

/** A portal that has the forms of these sources. */
async function startPortal(sources) {
	const folder = lone.file('catalogue');
	await lone.portal.stop();
	fs.rmSync(folder, { recursive: true, force: true });
	fs.mkdirSync(folder);
	writeJson(path.join(folder, 'catalogue.json'), {
		...readJson(path.join(root, 'tests/sim/portal/catalogue.json')), eforms: `../${sources}/eforms`,
	});
	lone.portal = new Part('motcua-portal-sim', program('motcua-portal-sim'), ['--listen', `${lone.host}:${ports.portal}`,
		'--data', lone.file('portal'), '--catalogue', folder], lone.file('portal.log'));
	await lone.startPortal();
}

/** Puts a version where the daemon reads it. */
function install(version) {
	fs.rmSync(lone.file('menus'), { recursive: true, force: true });
	fs.cpSync(lone.file(version), lone.file('menus'), { recursive: true });
}

async function personOf(version, phone) {
	return new Person(await lone.dial(phone), { answers: { ...PLACE, ...ANSWERS, times: '0' }, menus: lone.file(version) });
}

const questions = (person) => person.asked.filter((key) => !/^(office|slot)/.test(key));

/** Drafts are written some 200 ms behind the answers. */
const draftsAreWritten = () => until('all drafts are written', async () =>
	(await lone.json('dialogues')).unsaved === 0);

/** Dials and answers up to the choice of an hour, and is cut off there. */
async function cutOffBeforeSlot(version, phone, answers = {}) {
	const person = await personOf(version, phone);
	Object.assign(person.answers, answers);
	await person.goTo(CODE);
	await person.answerAll('slot');
	await draftsAreWritten();
	return person;
}

/** What is offered on the next dial, taken. */
async function goOn(version, phone) {
	const person = await personOf(version, phone);
	assert.equal(person.screen().notice, person.says('notice.tree_changed'));
	assert.match(person.screen().text, /^Co ho so dang lam do/);
	await person.choose(person.says('resume.continue'));
	person.isIn(CODE);
	return person;
}

async function inPortal(receipt) {
	const row = await until(`the portal has answered about ${receipt}`, async () => {
		const shown = await lone.json('dossiers', 'show', receipt);
		return shown.state !== 'queued' && shown;
	});
	assert.equal(row.state, 'accepted', row.history.at(-1).reason);
	return (await lone.portalDossiers()).find((one) => one.receipt === receipt).body;
}

before(async () => {
	lone = await Lone.start();
	for (const sources of ['sources-old', 'sources-new'])
		lone.own('menus/service', sources);
	changeForm(lone.file(`sources-new/eforms/${CODE}.json`));
	changeOverlay(lone.file(`sources-new/overlays/${CODE}.json`));
	for (const version of ['old', 'new'])
		compile(lone.file(`sources-${version}`), lone.file(version));
	await startPortal('sources-old');
});

after(async () => {
	await lone?.portal.stop();
	await lone?.stop();
});

test('a new form: who is in a dialogue ends it on the old one, who calls again is asked what is new', async () => {
	const under = await cutOffBeforeSlot('old', '0901000501');
	const cut = await cutOffBeforeSlot('old', '0901000502');
	assert.deepEqual(questions(under), ['situation', 'purpose', 'id']);

	install('new');
	assert.match((await lone.motcua('reload')).out, /^read anew/);
	assert.equal((await lone.json('menus')).sets, 2);

	await under.answerAll();
	assert.ok(!under.asked.includes('times'));
	const old = await inPortal(numbersOf(under.dialogue.text).receipt);
	assert.equal(old.answers.nxnMucDichSuDung, 'Đi học, đi làm ở nước ngoài');
	assert.equal(old.answers.nxnSoLanKetHon, undefined);

	await startPortal('sources-new');
	const again = await goOn('new', cut.dialogue.phone);
	again.answers.purpose = 'marry';
	await again.answerAll();
	assert.deepEqual(again.asked, ['times', 'purpose', 'slot']);
	const now = await inPortal(numbersOf(again.dialogue.text).receipt);
	assert.equal(now.answers.nxnSoLanKetHon, '0');
	assert.equal(now.answers.nxnTinhTrangHonNhan, '1');
	assert.equal(now.answers.nxnSoGiayToTuyThan, ANSWERS.id);
	assert.equal(now.answers.nxnLoaiMucDichSuDung, '1');
});

test('and back, by SIGHUP: what is not asked any more is dropped, all else is kept', async () => {
	const cut = await cutOffBeforeSlot('new', '0901000503', { purpose: 'property' });
	assert.deepEqual(questions(cut), ['situation', 'times', 'purpose', 'id']);

	install('old');
	const { done } = (await lone.json('menus')).reload;
	lone.daemon.signal('SIGHUP');
	await until('the menus are read', async () => (await lone.json('menus')).reload.done === done + 1);
	await startPortal('sources-old');
	const again = await goOn('old', cut.dialogue.phone);
	await again.answerAll();
	assert.deepEqual(again.asked, ['slot']);
	const { answers } = await inPortal(numbersOf(again.dialogue.text).receipt);
	assert.equal(answers.nxnSoLanKetHon, undefined);
	assert.equal(answers.nxnMucDichSuDung, 'Làm thủ tục nhà đất, vay vốn');
});

test('sources that do not compile leave the folder as it is', async () => {
	const file = lone.file(`sources-new/overlays/${CODE}.json`);
	const overlay = readJson(file);
	delete overlay.fields.nxnSoLanKetHon;
	writeJson(file, overlay);
	const proof = fs.readFileSync(path.join(lone.file('new'), 'proof.json'), 'utf8');
	assert.throws(() => compile(lone.file('sources-new'), lone.file('new')), /nxnSoLanKetHon/);
	assert.equal(fs.readFileSync(path.join(lone.file('new'), 'proof.json'), 'utf8'), proof);
});
