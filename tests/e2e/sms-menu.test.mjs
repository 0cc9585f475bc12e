// SPDX-License-Identifier: AGPL-3.0-or-later
// The SMS menu: a phone writes to the short code through the real Kannel and is answered by SMS; what
// Kannel delivers several times happens once.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { numbersOf, toDeclaration } from './lib/apply.mjs';
import { System } from './lib/system.mjs';
import { until } from './lib/wait.mjs';

let system;

before(async () => {
	system = await System.start();
});

after(() => system?.stop());

/** Writes, and gives the next SMS that the phone gets. */
async function ask(phone, text) {
	const before = system.kannel.messages(phone).length;
	await system.kannel.write(phone, text);
	return until(`${phone} is answered on "${text}"`, () => system.kannel.messages(phone)[before]);
}

/** One MO as smsbox hands it over; `id` is what its %I would be. */
function mo(phone, text, id) {
	const query = new URLSearchParams({ from: phone, to: '1022', b: text, u: '', I: id, C: 'UTF-8', c: '0' });
	return fetch(`${system.inside}/kannel/mo?${query}`);
}

async function walk(phone, inputs) {
	let text = '';
	for (const input of inputs)
		text = await (await mo(phone, input, randomUUID())).text();
	return text;
}

async function inPortal(phone) {
	return (await system.portalDossiers()).filter((dossier) => dossier.body.applicant.phone === `+84${phone.slice(1)}`);
}

test('an application goes from SMS to SMS, and its receipt follows', async () => {
	assert.match(await ask('0902000001', 'MOTCUA'), /^Mot cua\. Bam so/);
	for (const input of toDeclaration)
		await ask('0902000001', input);
	const { receipt } = numbersOf(await ask('0902000001', '1'));
	await until('it is in the portal', async () => (await inPortal('0902000001')).length === 1);
	assert.equal((await inPortal('0902000001'))[0].receipt, receipt);
	assert.equal((await inPortal('0902000001'))[0].body.channel, 'sms');
	await system.sms('0902000001', /da den Cong dich vu cong/);
});

test('the same message four times at once is one answer and one application', async () => {
	const declaration = await walk('0902000002', ['MOTCUA', ...toDeclaration]);
	assert.match(declaration, /^Giay hon nhan: /);
	const id = randomUUID();
	const answers = await Promise.all([1, 2, 3, 4].map(async () => {
		const answer = await mo('0902000002', '1', id);
		assert.equal(answer.status, 200);
		return answer.text();
	}));
	assert.equal(new Set(answers).size, 1);
	const { receipt } = numbersOf(answers[0]);
	await system.sms('0902000002', /da den Cong dich vu cong/);
	assert.deepEqual((await inPortal('0902000002')).map((dossier) => dossier.receipt), [receipt]);
});

test('a message that Kannel repeats because we are slow is answered once', async () => {
	await walk('0902000003', ['MOTCUA', ...toDeclaration]);
	await until('no delivery report is on its way any more',
		() => system.list('outbox').every((message) => message.state === 'delivered'));
	system.daemon.signal('SIGSTOP');
	try {
		await system.kannel.write('0902000003', '1');
		// smsbox gives up after 5 s and asks again; its requests pile up at the standing daemon.
		await until('smsbox has asked at least twice', () => system.unreadRequests() >= 2, 30);
	} finally {
		system.daemon.signal('SIGCONT');
	}
	await system.sms('0902000003', /Ma ho so \d{10}\. Ma hen/, 30);
	await system.sms('0902000003', /da den Cong dich vu cong/, 30);
	assert.equal((await inPortal('0902000003')).length, 1);
	assert.equal(system.kannel.messages('0902000003').filter((text) => /Ma ho so \d{10}\. Ma hen/.test(text)).length, 1);
});

test('a repeated answer in Vietnamese letters keeps its letters', async () => {
	await walk('0902000004', ['MOTCUA', '5']);
	const id = randomUUID();
	const first = await mo('0902000004', '2', id);
	const again = await mo('0902000004', '2', id);
	const text = await first.text();
	assert.match(text, /Một cửa/);
	assert.equal(first.headers.get('x-kannel-coding'), '2');
	assert.equal(await again.text(), text);
	assert.equal(again.headers.get('x-kannel-coding'), '2', 'without it Kannel sends question marks');
});

test('Vietnamese letters arrive at the phone as they are', async () => {
	await ask('0902000005', 'MOTCUA');
	await ask('0902000005', '5');
	assert.match(await ask('0902000005', '2'), /Một cửa/);
});

test('a sender that is no phone gets no answer', async () => {
	for (const from of ['VIETTEL', '1022', '']) {
		const answer = await mo(from, 'MOTCUA', randomUUID());
		assert.equal(answer.status, 200);
		assert.equal(await answer.text(), '');
	}
});
