// SPDX-License-Identifier: AGPL-3.0-or-later
// The counter as a citizen meets it: the real motcuad, the real Kannel with its fake SMS centre, and
// the portal simulator. Each test has a phone of its own.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apply, numbersOf, statusOf, toDeclaration } from './lib/apply.mjs';
import { System } from './lib/system.mjs';
import { until } from './lib/wait.mjs';

let system;

before(async () => {
	system = await System.start();
});

after(() => system?.stop());

/** The dossiers of one phone in the portal. */
async function inPortal(receipt) {
	return (await system.portalDossiers()).filter((dossier) => dossier.receipt === receipt);
}

function countOf(phone, text) {
	return system.kannel.messages(phone).filter((sms) => sms.includes(text)).length;
}

test('an application is on the screen, in two SMS and in the portal under the same numbers', async () => {
	const { receipt, code } = await apply(system, '0901000001');
	const sms = await system.sms('0901000001', /Da nhan ho so/);
	assert.ok(sms.includes(receipt) && sms.includes(code), sms);
	const number = /ma (\S+)\. Xem/.exec(await system.sms('0901000001', /da den Cong dich vu cong/))[1];

	const [dossier, ...more] = await inPortal(receipt);
	assert.deepEqual(more, []);
	assert.equal(dossier.dossier_number, number);
	assert.equal(dossier.body.procedure, '1.004873');
	assert.equal(dossier.body.applicant.phone, '+84901000001');
	assert.equal(dossier.body.applicant.national_id, '070201012345');
	assert.equal(dossier.body.appointment.code, code);
	assert.match(await statusOf(system, '0901000001', receipt), new RegExp(`^Ho so ${receipt}: moi dang ky`));
});

test('delivery reports come back to the message they belong to', async () => {
	await apply(system, '0901000002');
	await system.sms('0901000002', /da den Cong dich vu cong/);
	await until('both messages are reported as delivered', () =>
		system.list('outbox').filter((message) => message.phone.endsWith('02') && message.state === 'delivered')
			.length === 2);
});

test('the listings show an application, its appointment, and no whole phone number', async () => {
	const { receipt, code } = await apply(system, '0901000003');
	const dossier = system.list('dossiers').find((row) => row.receipt === receipt);
	assert.equal(dossier.procedure, '1.004873');
	assert.ok(system.list('appointments').some((row) => row.code === code));
	for (const what of ['dossiers', 'appointments', 'outbox'])
		assert.doesNotMatch(JSON.stringify(system.list(what)), /901000003/);
});

test('with the portal down the citizen notices nothing, and later exactly one dossier arrives', async () => {
	await system.portalBehaves({ down: true });
	const { receipt } = await apply(system, '0901000004');
	assert.match(await statusOf(system, '0901000004', receipt), /chua len Cong dich vu cong/);
	await system.sms('0901000004', /Da nhan ho so/);
	assert.deepEqual(await inPortal(receipt), []);
	await system.portalBehaves({ down: false });
	await system.sms('0901000004', /da den Cong dich vu cong/, 60);
	assert.equal((await inPortal(receipt)).length, 1);
});

test('a portal that is killed and comes back gets exactly one dossier', async () => {
	await system.portal.kill();
	const { receipt } = await apply(system, '0901000005');
	await system.startPortal();
	await system.sms('0901000005', /da den Cong dich vu cong/, 60);
	assert.equal((await inPortal(receipt)).length, 1);
});

test('an answer of the portal that is lost makes no second dossier', async () => {
	await system.portalBehaves({ drop_answers: 1 });
	const { receipt } = await apply(system, '0901000006');
	await system.sms('0901000006', /da den Cong dich vu cong/, 60);
	assert.equal((await inPortal(receipt)).length, 1);
	assert.equal(countOf('0901000006', 'da den Cong dich vu cong'), 1);
});

test('with Kannel down the messages wait, and go out once', async () => {
	await system.kannel.stop();
	const { receipt } = await apply(system, '0901000007');
	await until('the receipt waits in the outbox', () =>
		system.list('outbox').some((row) => row.phone.endsWith('07') && row.attempts > 0));
	await system.kannel.start();
	await system.sms('0901000007', new RegExp(`Da nhan ho so, ma ho so ${receipt}`), 90);
	await system.sms('0901000007', /da den Cong dich vu cong/, 60);
	await until('both are reported as delivered', () =>
		system.list('outbox').filter((row) => row.phone.endsWith('07') && row.state === 'delivered').length === 2);
	assert.equal(countOf('0901000007', 'Da nhan ho so'), 1);
});

test('phones that want the same last places at once never share one', async () => {
	const phones = ['11', '12', '13', '14', '15', '16'].map((tail) => `09010000${tail}`);
	const dialogues = await Promise.all(phones.map((phone) => system.dial(phone)));
	await Promise.all(dialogues.map((dialogue) => dialogue.send(...toDeclaration)));
	const hours = new Set(dialogues.map(({ text }) => /Hen (\S+ \S+ \S+),/.exec(text)[1]));
	assert.equal(hours.size, 1, 'all chose the first free hour');
	await Promise.all(dialogues.map((dialogue) => dialogue.send('1')));
	const got = dialogues.filter((dialogue) => dialogue.ended);
	assert.ok(got.length >= 1 && got.length <= 2, `${got.length} got one of at most 2 places`);
	for (const dialogue of dialogues.filter((each) => !each.ended))
		assert.match(dialogue.text, /^Gio vua chon da co nguoi lay/);
});

test('kill -9 right after the answer loses nothing that was on the screen', async () => {
	const { receipt, code } = await apply(system, '0901000021');
	await system.daemon.kill();
	await system.startDaemon();
	assert.match(await statusOf(system, '0901000021', receipt), new RegExp(`ma hen ${code}`));
	await until('the dossier is in the portal', async () => (await inPortal(receipt)).length > 0, 60);
	assert.equal((await inPortal(receipt)).length, 1);
	await system.sms('0901000021', new RegExp(receipt), 60);
});

test('a session that drops goes on where it was, after kill -9 too', async () => {
	const dialogue = await system.dial('0901000022');
	await dialogue.send('1', '1', '1', '1', '070201012345');
	assert.match(dialogue.text, /^Chon gio den/);
	// The draft is on disk at most 200 ms after the answer, before anybody can dial again.
	await until('a new dial goes on behind the last answer', async () =>
		(await (await system.dial('0901000022')).send('1')).startsWith('Chon gio den'), 2);
	await system.daemon.kill();
	await system.startDaemon();
	const third = await system.dial('0901000022');
	assert.match(third.text, /dang lam do/);
	await third.send('1');
	assert.match(third.text, /^Chon gio den/);
});

test('somebody who asks to be called is called by one clerk and hears what came of it', async () => {
	const dialogue = await system.dial('0901000026');
	await dialogue.send('1', '1', '1', '8');
	assert.match(dialogue.text, /se goi lai so nay/);
	const request = system.list('callbacks').find((row) => row.phone.endsWith('26'));
	assert.equal(request.state, 'open');
	assert.equal(request.screen, '1.004873/purpose');
	assert.doesNotMatch(JSON.stringify(request), /901000026/);

	assert.throws(() => system.motcua('callbacks', 'note', String(request.id), 'too early'), /take it first/);
	assert.equal(JSON.parse(system.motcua('--json', 'callbacks', 'take', String(request.id))).phone, '+84901000026');
	assert.throws(() => system.motcua('callbacks', 'take', String(request.id)), /taken already/);
	assert.throws(() => system.motcua('callbacks', 'take', '999999'), /no request has this number/);
	assert.equal(JSON.parse(system.motcua('--json', 'callbacks', 'note', String(request.id), 'Đã giải thích')).state, 'done');
	assert.match(await system.sms('0901000026', /da goi lai/), /bam \*1022\*9# roi goi/);
	assert.ok(!system.list('callbacks').some((row) => row.id === request.id));
	assert.equal(JSON.parse(system.motcua('--json', 'callbacks', 'show', String(request.id))).note, 'Đã giải thích');
});

test('an appointment that was moved is found by its old code', async () => {
	const { code } = await apply(system, '0901000025');
	const dialogue = await system.dial('0901000025', '*1022*3#');
	await dialogue.send('1', '1', '1');
	assert.ok(dialogue.ended, dialogue.text);
	const second = /Ma hen moi: (\d{9})/.exec(dialogue.text)[1];
	assert.match(await system.sms('0901000025', new RegExp(second)), /^Mot cua: Da hen/);
	const old = JSON.parse(system.motcua('--json', 'appointments', 'show', code));
	assert.equal(old.state, 'moved');
	assert.equal(old.now.code, second);
});

test('input of every bad kind gets a sentence and never ends the service', async () => {
	let dialogue;
	for (const [input, sentence] of [['7', /Hay bam so o dau dong/], ['abc', /Hay bam so o dau dong/],
		['1'.repeat(10000), /./], ['\u0000', /./], ['💥', /Hay bam so o dau dong/]]) {
		dialogue = await system.dial('0901000023');
		await dialogue.send(input).then(() => assert.match(dialogue.text, sentence),
			(refused) => assert.match(refused.message, /answers 4\d\d: \{/));
	}
	const broken = await fetch(`${system.inside}/ussd/v1/motcua`,
		{ method: 'POST', body: Buffer.from('{"session":"x","phone":"0901000023","sequence":0,"dialled":"*\xff#"}', 'latin1') });
	assert.equal(broken.status, 400);
	await dialogue.send('1');
	assert.match(dialogue.text, /Giay xac nhan hon nhan/);
});

test('SIGTERM ends the service in order and it starts again on the same store', async () => {
	const { receipt } = await apply(system, '0901000024');
	assert.deepEqual(await system.daemon.stop(), { status: 0, signal: null, forced: false });
	await system.startDaemon();
	assert.match(await statusOf(system, '0901000024', receipt), new RegExp(receipt));
});
