// SPDX-License-Identifier: AGPL-3.0-or-later
// Native USSD as a citizen on an Osmocom network has it: a phone, the real osmo-hlr, the real motcuad.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { idTail, numbersOf, toDeclaration } from './lib/apply.mjs';
import { Lone } from './lib/daemon.mjs';
import { Hlr, hlrPorts, Link, Phone } from './lib/hlr.mjs';
import { readMetrics } from './lib/prometheus.mjs';
import { until } from './lib/wait.mjs';

let lone;
let hlr;
let link; // between gateway and HLR, for cutting

const imsiOf = (number) => `45201090${number.slice(-7)}`;

/** A phone with a number that the HLR knows. */
async function phone(number, ...options) {
	await hlr.subscriber(imsiOf(number), `84${number.slice(1)}`);
	return Phone.on(lone.host, imsiOf(number), ...options);
}

async function counters() {
	return readMetrics(await (await fetch(`${lone.inside}/metrics`)).text()).series;
}

async function count(name, labels = '') {
	return (await counters()).get(`motcua_ussd_gsup_${name}${labels}`);
}

const linkIs = (up) => until(`the link is ${up ? 'up' : 'down'}`, async () => (await count('link_up')) === (up ? 1 : 0));

before(async () => {
	lone = await Lone.start((config) => {
		const [, host] = /listen inside (\S+)/.exec(config);
		return `${config}gsup\n remote ${host} ${hlrPorts.proxy}\n ctrl ${host} ${hlrPorts.ctrl}\n`;
	}, { portal: true });
	hlr = new Hlr(lone.host, path.join(lone.folder, 'hlr'));
	await hlr.start();
	link = await Link.open(lone.host);
	await linkIs(true);
});

after(async () => {
	Phone.allGone();
	link?.close();
	await hlr?.stop();
	await lone?.stop();
});

test('an application goes from the first screen to the receipt, and to the portal', async () => {
	const one = await phone('0901000001');
	await one.dial();
	assert.equal(one.screen.kind, 'Invoke');
	await one.send(...toDeclaration);
	assert.match(one.text, /1 Dung, gui/);
	await one.send('1');
	assert.ok(one.ended);
	assert.equal(one.screen.kind, 'ReturnResult');
	assert.equal(one.screen.operation, 59);
	assert.equal(one.screen.invoke, 5, 'the invoke id of the first Invoke');
	for (const screen of one.screens)
		assert.ok(screen.octets <= 129, `${screen.octets} octets`);
	const { receipt } = numbersOf(one.text);
	await until('the dossier is in the portal', async () =>
		(await lone.portalDossiers()).some((dossier) => dossier.receipt === receipt &&
			dossier.body.applicant.phone === '+84901000001'));
	assert.equal(await count('over_budget_total'), 0);

	await one.dial(`*1022*2*${receipt}#`);
	await one.send(idTail);
	assert.match(one.text, new RegExp(`^Ho so ${receipt}`));
});

test('an answer in UCS-2 is an answer like any other', async () => {
	const one = await phone('0901000002');
	await one.dial();
	const home = one.text;
	await one.send('1');
	const second = one.text;
	one.write('/ucs2');
	await one.dial('*1022*1#');
	assert.notEqual(home, second);
	assert.ok(!one.ended);
	await one.send('1');
	assert.equal(one.screen.kind, 'Invoke');
});

test('a dialogue that the restart of the HLR cuts goes on at the next dial', async () => {
	const one = await phone('0901000003');
	await one.dial();
	await one.send(...toDeclaration.slice(0, 5));
	const before = one.text;
	await hlr.stop();
	await linkIs(false);
	await hlr.start();
	await linkIs(true);
	await until('the MSC is connected again', () => one.up);
	one.shown = one.screens.length;
	await one.dial();
	assert.match(one.text, /dang lam do/);
	assert.equal(await one.send('1'), before);
});

test('a dialogue outlives the loss of the link', async () => {
	const one = await phone('0901000012');
	await one.dial();
	await one.send(...toDeclaration.slice(0, 2));
	link.cut();
	await linkIs(false);
	await linkIs(true);
	await one.send(...toDeclaration.slice(2));
	assert.match(one.text, /1 Dung, gui/);
	assert.equal(await count('unsent_total'), 0);
});

test('a gateway that is away for a moment finds its dialogues again by dialling', async () => {
	const one = await phone('0901000004');
	await one.dial();
	await one.send(...toDeclaration.slice(0, 5));
	const before = one.text;
	await new Promise((resolve) => setTimeout(resolve, 300)); // a draft is written within 200 ms
	await lone.daemon.kill();
	await lone.startDaemon();
	await linkIs(true);
	one.write('1'); // of a dialogue that nobody knows any more
	await until('it is counted', async () => (await count('odd_total', '{reason="stray"}')) > 0);
	one.shown = one.screens.length;
	await one.dial();
	assert.match(one.text, /dang lam do/);
	assert.equal(await one.send('1'), before);
});

test('a phone without a number, or a subscriber that is none, gets a last screen', async () => {
	await hlr.subscriber('452010900000005');
	for (const imsi of ['452010900000005', '452010900000006']) {
		const one = await Phone.on(lone.host, imsi);
		await one.dial();
		assert.ok(one.ended);
		assert.match(one.text, /goi lai/);
	}
	assert.equal(await count('refused_total', '{reason="no_number"}'), 2);
});

test('a second dial ends the first and begins anew', async () => {
	const one = await phone('0901000007');
	await one.dial();
	await one.dial();
	assert.ok(!one.ended);
	assert.equal(await count('ended_total', '{how="replaced"}'), 1);
	await one.send('1');
	assert.ok(!one.ended);
});

test('broken components never end the service', async () => {
	const one = await phone('0901000008');
	await one.dial();
	for (const octets of ['a2', 'a27f0201', 'a203020101', 'a30602010102012f', 'ff0000', 'a1820102'])
		one.write(`/octets ${octets}`);
	const two = await phone('0901000009');
	await two.dial();
	assert.match(two.text, /\n1 /);
});

test('a dialogue is shown with its bearer, and the number only masked', async () => {
	const one = await phone('0901000010');
	await one.dial('*1022*1#');
	const { dialogues } = await lone.json('dialogues');
	const mine = dialogues.find((row) => row.phone.endsWith('10') && row.state === 'open');
	assert.equal(mine.bearer, 'gsup');
	assert.doesNotMatch(JSON.stringify(dialogues), /901000010/);
});

test('silence ends a dialogue with a text before the guard of the HLR', async () => {
	const one = await phone('0901000011');
	await one.dial();
	const from = performance.now();
	await one.next(30);
	assert.ok(one.ended && one.screen.kind === 'ReturnResult');
	assert.ok(performance.now() - from < 30000);
	assert.match(one.text, /goi lai/);
});
