// SPDX-License-Identifier: AGPL-3.0-or-later
// The HTTP bearer in every dialect that ships: the same dialogue on the same screens, who is let in,
// and what becomes of legs that come twice, too late or not at all.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { JsonAggregator, TextAggregator, signer } from './lib/aggregator.mjs';
import { numbersOf, toDeclaration } from './lib/apply.mjs';
import { Lone } from './lib/daemon.mjs';
import { ports, root } from './lib/place.mjs';
import { readMetrics } from './lib/prometheus.mjs';

const secret = 'a secret of the aggregator';
const signing = 'another secret, that signs';
const there = { 'X-Aggregator-Key': secret, 'X-Real-IP': '192.0.2.7' };
const byGet = {
	motcua_dialect: 1,
	request: { form: 'query', session: 'id', phone: 'from', text: 'input', sequence: 'n', begin: 'sequence',
		input: 'alone', other_codes: 'home', other_fields: 'ignored' },
	coding: { accents: false, septets: 130, units: 57 },
	answer: { type: 'text/plain',
		continue: { body: '{text}', headers: { Freeflow: 'FC' } }, end: { body: '{text}', headers: { Freeflow: 'FB' } } },
};
let counter;
let outside;

before(async () => {
	counter = await Lone.start((config) => {
		const folder = /store file (.*)\/motcua\.db/.exec(config)[1];
		fs.writeFileSync(`${folder}/aggregator.secret`, secret, { mode: 0o600 });
		fs.writeFileSync(`${folder}/signing.secret`, signing, { mode: 0o600 });
		// Seats for all, so that nobody's hours depend on who came before.
		const offices = `${folder}/offices.json`;
		fs.writeFileSync(offices, fs.readFileSync(offices, 'utf8').replace('"capacity": 2,', '"capacity": 40,'));
		// One of an operator's own making: a query, ends told by a header, no accents, small screens.
		const dialects = `${folder}/dialects`;
		fs.cpSync(path.join(root, 'gateway/bearer/dialects'), dialects, { recursive: true });
		fs.writeFileSync(`${dialects}/get.json`, JSON.stringify(byGet));
		return `${config.replace(/service-code .*/, `$&\n ussd-http dialects ${dialects}`)}ussd-http text
 secret header X-Aggregator-Key
 secret file ${folder}/aggregator.secret
 network 192.0.2.0/24
 network 2001:db8::/32
 proxy header X-Real-IP
ussd-http json
 signature secret file ${folder}/signing.secret
 network 127.0.0.0/8
 rate 40
`;
	});
	outside = `http://${counter.host}:${ports.outside}`;
});

after(() => counter.stop());

const byText = (phone, headers = there) => new TextAggregator(`${outside}/ussd/v1/text`, phone, headers);

function byJson(phone, signed = signer(signing)) {
	const aggregator = new JsonAggregator(`${outside}/ussd/v1/json`, phone);
	aggregator.signed = signed;
	return aggregator;
}

async function metric(name, labels = '') {
	const { series } = readMetrics(await (await fetch(`${counter.inside}/metrics`)).text());
	return series.get(`motcua_${name}${labels}`);
}

const refused = (reason) => metric('ussd_http_refused_total', `{reason="${reason}"}`);


/** Screens without the numbers that each application has of its own. */
const plain = (screens) => screens.map((text) => text.replace(/\d{9,10}\./g, 'N.'));

test('one application on the same screens in every dialect', async () => {
	const own = await counter.dial('0901000001');
	await own.send(...toDeclaration, '1');
	assert.equal(own.ended, true);
	for (const dialogue of [byText('0901000002'), byJson('0901000003')]) {
		await dialogue.dial();
		await dialogue.send(...toDeclaration, '1');
		assert.equal(dialogue.ended, true);
		numbersOf(dialogue.text);
		assert.deepEqual(plain(dialogue.screens), plain(own.screens));
	}
});

test('what is dialled behind the service code leads there, wherever the code stands', async () => {
	const own = await counter.dial('0901000004', '*1022*3#');
	for (const dialogue of [byText('0901000005'), byJson('0901000006')])
		assert.equal(await dialogue.dial('*1022*3#'), own.text);
	const cut = byText('0901000007'); // an aggregator that takes the code off
	assert.equal((await cut.leg('3')).body, `CON ${own.text}`);
	assert.equal((await cut.leg('3')).body, `CON ${own.text}`);
	const shared = byText('0901000008'); // and one with a code of its own
	assert.equal((await shared.leg('', { serviceCode: '*384*55#' })).body,
		`CON ${(await counter.dial('0901000009')).text}`);
});

test('a leg that comes again gets its screen again, and nothing happens twice', async () => {
	const dialogue = byText('0901000221');
	await dialogue.dial();
	await dialogue.send(...toDeclaration);
	const before = await metric('submits_total');
	const all = [...dialogue.parts, '1'].join('*');
	const answers = await Promise.all([1, 2, 3].map(() => dialogue.leg(all)));
	const { receipt } = numbersOf(answers[0].body);
	for (const { body } of [...answers, await dialogue.leg(all)]) {
		assert.match(body, /^END /);
		assert.ok(body.includes(receipt), body);
	}
	assert.equal(await metric('submits_total'), before + 1);
	const late = await dialogue.leg(dialogue.parts.slice(0, 2).join('*'));
	assert.ok(late.body.includes(receipt), late.body);
});

test('answers whose leg never came are taken one after the other', async () => {
	const whole = byText('0901000011');
	await whole.dial();
	await whole.send(...toDeclaration);
	const lossy = byText('0901000012');
	await lossy.leg('');
	await lossy.leg(toDeclaration.slice(0, 3).join('*'));
	const { body } = await lossy.leg(toDeclaration.join('*'));
	assert.equal(body, `CON ${whole.text}`);
	const done = await lossy.leg([...toDeclaration, '1'].join('*'));
	numbersOf(done.body);
});

test('answers lost with a submission among them submit once', async () => {
	const before = await metric('submits_total');
	const dialogue = byText('0901000013');
	await dialogue.leg('');
	await dialogue.leg(toDeclaration.slice(0, 4).join('*'));
	const text = [...toDeclaration, '1'].join('*');
	const first = await dialogue.leg(text);
	const { receipt } = numbersOf(first.body);
	assert.deepEqual(await dialogue.leg(text), first);
	assert.ok((await dialogue.leg(`${text}*1`)).body.includes(receipt));
	assert.equal(await metric('submits_total'), before + 1);
});

test('back and home are answers as any other', async () => {
	const home = byText('0901000014');
	const start = await home.dial();
	const one = await home.send('1');
	const two = await home.send('1');
	assert.equal(await home.send('0'), one);
	assert.equal(await home.send('1'), two);
	assert.equal(await home.send('00'), start);
	assert.equal((await home.leg(home.parts.join('*'))).body, `CON ${start}`);
});

test('a session that was lost under way offers its draft and does nothing again', async () => {
	const dialogue = byText('0901000015');
	await dialogue.dial();
	await dialogue.send(...toDeclaration);
	const before = await metric('submits_total');
	await counter.daemon.stop(8);
	await counter.startDaemon();
	const { body } = await dialogue.leg([...dialogue.parts, '1'].join('*'));
	assert.match(body, /^CON .*1 /s);
	assert.equal(await metric('submits_total'), before);
	const redialled = byText('0901000015');
	assert.equal(`CON ${await redialled.dial()}`, body);
});

test('a dialect of an operator\'s own making is spoken as its file says', async () => {
	const ask = async (n, input, phone = '0901000021') => {
		const query = new URLSearchParams({ id: 'q1', from: phone, n, input, whatever: '1' });
		const answer = await fetch(`${counter.inside}/ussd/v1/get?${query}`);
		return { status: answer.status, flow: answer.headers.get('freeflow'), text: await answer.text() };
	};
	const screens = [await ask(0, '')];
	for (const [i, input] of [...toDeclaration, '1'].entries())
		screens.push(await ask(i + 1, input));
	for (const { status, text } of screens) {
		assert.equal(status, 200);
		assert.ok(text.length <= 130, text);
	}
	assert.deepEqual(screens.map(({ flow }) => flow), [...toDeclaration.map(() => 'FC'), 'FC', 'FB']);
	numbersOf(screens.at(-1).text);
	assert.deepEqual(await ask(toDeclaration.length + 1, '1'), screens.at(-1));
	assert.equal((await ask('x', '')).status, 400);
	assert.equal((await fetch(`${counter.inside}/ussd/v1/get?id=%ff&from=0901000021&n=0`)).status, 400);
	assert.equal((await fetch(`${counter.inside}/ussd/v1/get`, { method: 'POST' })).status, 405);
});

test('a route without accents gets none, even from who chose them', async () => {
	const choice = await counter.dial('0901000022', '*1022*5#');
	for (const [key] of choice.text.matchAll(/^\d(?= .*(co dau|accent))/gmi))
		await choice.send(key);
	const own = await counter.dial('0901000022');
	assert.match(own.text, /[^\x00-\x7f]/);
	const answer = await fetch(`${counter.inside}/ussd/v1/get?id=q2&from=0901000022&n=0`);
	assert.match(await answer.text(), /^[\x00-\x7f]+$/);
});

test('a wrong secret is 401, a wrong network 403, both are counted', async () => {
	const secrets = await refused('secret');
	const networks = await refused('network');
	const received = await metric('ussd_http_requests_total');
	for (const [status, headers] of [
		[401, { ...there, 'X-Aggregator-Key': 'a secret of somebody' }],
		[401, { ...there, 'X-Aggregator-Key': `${secret}x` }],
		[401, { 'X-Real-IP': '192.0.2.7' }],
		[403, { ...there, 'X-Real-IP': '198.51.100.1' }],
		[403, { ...there, 'X-Real-IP': 'nonsense' }],
		[403, { 'X-Aggregator-Key': secret }],
		[200, { ...there, 'X-Real-IP': '2001:db8::7' }],
	]) {
		const answer = await byText('0901000016', headers).leg('');
		assert.equal(answer.status, status, `${JSON.stringify(headers)}: ${answer.body}`);
	}
	assert.equal(await refused('secret'), secrets + 3);
	assert.equal(await refused('network'), networks + 3);
	assert.equal(await metric('ussd_http_requests_total'), received + 7);
});

test('a signature counts for its body and for five minutes', async () => {
	const forged = await refused('signature');
	const stale = await refused('stale');
	const ask = async (signed) => (await byJson('0901000017', signed).leg({ userData: '*1022#', newSession: true })).status;
	assert.equal(await ask(signer(signing)), 200);
	assert.equal(await ask(signer(secret)), 401);
	assert.equal(await ask(() => signer(signing)('another body')), 401);
	assert.equal(await ask(() => ({})), 401);
	assert.equal(await ask(signer(signing, () => Math.floor(Date.now() / 1000) - 301)), 401);
	assert.equal(await ask(signer(signing, () => Math.floor(Date.now() / 1000) - 200)), 200);
	assert.equal(await refused('signature'), forged + 3);
	assert.equal(await refused('stale'), stale + 1);
});

test('more requests a second than were agreed are 429', async () => {
	const before = await refused('rate');
	const statuses = (await Promise.all(Array.from({ length: 120 }, () =>
		byJson('0901000018').leg({ userData: '*1022#', newSession: true })))).map(({ status }) => status);
	assert.ok(statuses.includes(200) && statuses.includes(429), String(statuses));
	assert.equal(await refused('rate'), before + statuses.filter((status) => status === 429).length);
});

test('a dialect is outside when its callers prove themselves, and inside when they do not', async () => {
	const post = async (at, name) => (await fetch(`${at}/ussd/v1/${name}`, { method: 'POST', body: '{}' })).status;
	assert.equal(await post(outside, 'motcua'), 404);
	assert.equal(await post(counter.inside, 'motcua'), 400);
	assert.equal(await post(counter.inside, 'text'), 404);
	assert.equal(await post(outside, 'text'), 403);
	assert.equal(await post(outside, 'nothing'), 404);
});

test('what is no request of the dialect is 400 and counted, and says no value', async () => {
	const before = await refused('malformed');
	for (const [fields, code] of [
		[{ phoneNumber: '+841' }, 'phone'],
		[{ sessionId: '' }, 'schema'],
		[{ sessionId: 'x'.repeat(65) }, 'schema'],
	]) {
		const { status, body } = await byText('0901000019').leg('', fields);
		assert.equal(status, 400);
		assert.equal(JSON.parse(body).error, code);
		assert.doesNotMatch(body, /841|xxx/);
	}
	const ahead = byText('0901000020');
	await ahead.leg('');
	assert.equal(JSON.parse((await ahead.leg('1*1*1*1*1*1*1*1*1*1')).body).error, 'ahead');
	assert.equal(await refused('malformed'), before + 4);
});
