// SPDX-License-Identifier: AGPL-3.0-or-later
// USSD over SMPP: phones at an operator's SMSC dial the counter through the real Kannel, and get
// their SMS over the same bind.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { numbersOf, toDeclaration } from './lib/apply.mjs';
import { readMetrics } from './lib/prometheus.mjs';
import { ports } from './lib/place.mjs';
import { op, smscId, SmppPhone, SmppSystem } from './lib/smsc.mjs';
import { Telnet } from './lib/telnet.mjs';
import { until } from './lib/wait.mjs';

let system;

before(async () => {
	system = await SmppSystem.start(`ussd route ${smscId}\n repeats within 3\n`);
});

after(() => system?.stop());

async function inPortal(phone) {
	return (await system.portalDossiers()).filter((dossier) => dossier.body.applicant.phone === `+84${phone.slice(1)}`);
}

async function count(name) {
	const { series } = readMetrics(await (await fetch(`${system.inside}/metrics`)).text());
	return series.get(`motcua_ussd_smpp_${name}`);
}

/** Dials and answers up to the declaration. */
async function walk(phone) {
	await phone.dial();
	await phone.send(...toDeclaration);
	assert.match(phone.text, /^Giay hon nhan: chua tung ket hon/);
	return phone;
}

test('an application goes from the dial to the receipt, and its SMS follow over the same bind', async () => {
	const phone = await walk(new SmppPhone(system.smsc, '0903000001'));
	await phone.send('1');
	const { receipt } = numbersOf(phone.text);
	assert.deepEqual(phone.pdus.map((pdu) => pdu.op), [...phone.pdus.slice(1).map(() => op.request), op.response]);
	for (const pdu of phone.pdus) {
		assert.equal(pdu.type, 'USSD');
		assert.equal(pdu.coding, 0);
		assert.equal(pdu.esm, 0, 'no header, no parts');
		assert.equal(pdu.session[0], 0x41);
	}
	assert.deepEqual(phone.pdus.map((pdu) => pdu.session[1] & 1), [...phone.pdus.slice(1).map(() => 0), 1],
		'the end indicator comes with the last screen');
	await system.sms('0903000001', /da den Cong dich vu cong/);
	assert.ok(system.smsc.sms('0903000001').every((pdu) => pdu.type === '' && pdu.session === undefined));
	await until('all SMS are reported as delivered',
		() => system.list('outbox').every((message) => message.state === 'delivered'));
	const dossiers = await inPortal('0903000001');
	assert.deepEqual(dossiers.map((dossier) => [dossier.receipt, dossier.body.channel]), [[receipt, 'ussd']]);
});

test('the same message four times is one answer and one application', async () => {
	const phone = await walk(new SmppPhone(system.smsc, '0903000002'));
	const before = system.smsc.screens('0903000002').length;
	const same = { ...phone.tlvs(op.confirm), its_session_info: Buffer.from([0x41, 0x42]) };
	await Promise.all([1, 2, 3, 4].map(() => system.smsc.deliver('0903000002', '1', same)));
	await until('four screens come', () => system.smsc.screens('0903000002').length === before + 4);
	const screens = system.smsc.screens('0903000002').slice(before);
	assert.equal(new Set(screens.map((pdu) => pdu.text)).size, 1);
	assert.deepEqual(screens.map((pdu) => pdu.op), [op.response, op.response, op.response, op.response]);
	const { receipt } = numbersOf(screens[0].text);
	await system.sms('0903000002', /da den Cong dich vu cong/);
	assert.deepEqual((await inPortal('0903000002')).map((dossier) => dossier.receipt), [receipt]);
});

test('a link that drops before its response may show a screen twice, and records it once', async () => {
	const phone = await walk(new SmppPhone(system.smsc, '0903000003'));
	const before = system.smsc.screens('0903000003').length;
	const links = system.smsc.links;
	system.smsc.deaf = true;
	await system.smsc.deliver('0903000003', '1', phone.tlvs(op.confirm));
	await until('Kannel binds again', () => system.smsc.links === links + 1 && system.smsc.link, 15);
	await system.sms('0903000003', /da den Cong dich vu cong/);
	const screens = system.smsc.screens('0903000003').slice(before);
	assert.ok(screens.length >= 1 && screens.length <= 2);
	assert.equal(new Set(screens.map((pdu) => pdu.text)).size, 1);
	assert.equal((await inPortal('0903000003')).length, 1);
});

test('a subscriber who chose accents is written to in UCS-2', async () => {
	const phone = new SmppPhone(system.smsc, '0903000004');
	await phone.dial('*1022*5#');
	await phone.send('2');
	assert.match(phone.text, /Một cửa/);
	assert.equal(phone.pdu.coding, 8);
	await phone.dial('*1022*3#');
	assert.equal(phone.pdu.coding, 8);
});

test('an answer in GSM-7 octets that Kannel leaves alone is understood', async () => {
	const phone = new SmppPhone(system.smsc, '0903000005');
	await phone.dial();
	const screen = await phone.ask(op.confirm, Buffer.from('5'), { data_coding: 0x0f });
	assert.match(screen.text, /1 Tieng Viet khong dau/);
	const again = await phone.ask(op.confirm, Buffer.from([0xb1]), { data_coding: 0x0f });
	assert.match(again.text, /1 Tieng Viet khong dau/, 'no GSM-7: the screen is shown again');
	assert.equal(await count('odd_total{reason="unreadable"}'), 1);
});

test('an operator that tells no session has one dialogue for each phone', async () => {
	const phones = ['0903000006', '0903000007'].map((number) => new SmppPhone(system.smsc, number, null));
	for (const phone of phones)
		await phone.dial();
	await phones[0].send('1');
	await phones[1].send('5');
	assert.notEqual(phones[0].text, phones[1].text);
	assert.equal(phones[0].pdu.session, undefined);
});

test('a release is not answered', async () => {
	const phone = new SmppPhone(system.smsc, '0903000008');
	await phone.dial();
	await system.smsc.deliver('0903000008', '', phone.tlvs(33));
	await system.smsc.deliver('0903000008', '', phone.tlvs(op.notifyConfirm));
	await until('both were counted', async () => await count('received_total{kind="release"}') === 2);
	assert.equal(system.smsc.screens('0903000008').length, 1);
});

test('an SMS over the same bind is the menu by SMS', async () => {
	await system.smsc.deliver('0903000009', 'MOTCUA', { service_type: '' });
	const sms = await until('it is answered', () => system.smsc.sms('0903000009')[0]);
	assert.match(sms.text, /^Mot cua\. Bam so/);
	assert.equal(sms.type, '');
});

test('the habits of a route are shown and written as they are read', async () => {
	const vty = await Telnet.open(system.host, ports.vty);
	await vty.say('enable');
	assert.match(await vty.say('show running-config'), new RegExp(`ussd route ${smscId}
 screen 160 70
 repeats within 3
 input max 0
 input alone
 session given
 end-bit ignored
 dcs-15 unpacked
`));
	await vty.say('configure terminal');
	await vty.say(`ussd route ${smscId}`);
	assert.match(await vty.say('screen 100 70'), /not proved for such small screens/);
	vty.socket.destroy();
});

test('an operator with small screens, answers appended and no session id is understood', async () => {
	const vty = await Telnet.open(system.host, ports.vty);
	for (const line of ['enable', 'configure terminal', `ussd route ${smscId}`, 'screen 130 57', 'input appended',
		'session omitted', 'repeats within 0'])
		await vty.say(line);
	vty.socket.destroy();
	const phone = new SmppPhone(system.smsc, '0903000010');
	await phone.dial();
	let dialled = '*1022';
	for (const input of toDeclaration) {
		phone.session++; // told, but another each time
		dialled += `*${input}`;
		await phone.ask(op.confirm, `${dialled}#`);
	}
	assert.match(phone.text, /\n1 Dung, gui\n/);
	for (const pdu of phone.pdus) {
		assert.equal(pdu.session, undefined);
		assert.ok(pdu.text.length <= 130, pdu.text);
	}
});

test('no screen was over the budget', async () => {
	assert.equal(await count('over_budget_total'), 0);
	assert.ok(await count('received_total{kind="answer"}') > 20);
});
