// SPDX-License-Identifier: AGPL-3.0-or-later
// Status comes back: events of the portal, pushed and fetched, become an SMS; what is forged, late or
// repeated changes nothing; a clerk's word is shown first, then sent and told to the portal.
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { apply, statusOf } from './lib/apply.mjs';
import { ownAddress, ownFolder, ports } from './lib/place.mjs';
import { System } from './lib/system.mjs';
import { until } from './lib/wait.mjs';

const secret = randomBytes(16).toString('hex');
let system;
let webhook;

before(async () => {
	system = new System(await ownAddress(), ownFolder());
	const file = (name) => path.join(system.folder, name);
	fs.writeFileSync(file('webhook.secret'), secret, { mode: 0o600 });
	fs.appendFileSync(file('motcua.cfg'),
		`portal\n webhook secret file ${file('webhook.secret')}\n poll every 1\n clerk events yes\n appointments yes\n`);
	webhook = `http://${system.host}:${ports.outside}/portal/v1/events`;
	await system.startPortal();
	await system.kannel.start();
	await system.startDaemon();
});

after(() => system?.stop());

/** An application that is in the portal: {receipt, number}. */
async function applied(phone) {
	const { receipt } = await apply(system, phone);
	await system.sms(phone, /da den Cong dich vu cong/, 60);
	const dossier = (await system.portalDossiers()).find((one) => one.receipt === receipt);
	return { receipt, number: dossier.dossier_number };
}

async function simulator(call, body) {
	const answer = await fetch(`${system.portalUrl}/sim/${call}`, { method: 'POST', body: JSON.stringify(body) });
	assert.ok(answer.ok, await answer.clone().text());
	return answer.json();
}

const pushing = (more = {}) => simulator('webhook', { url: webhook, secret, ...more });
const notPushing = () => simulator('webhook', { url: '' });

function signed(body, { at = Math.floor(Date.now() / 1000), key = secret } = {}) {
	return { 'X-Motcua-Timestamp': `${at}`,
		'X-Motcua-Signature': createHmac('sha256', key).update(`${at}.${body}`).digest('hex') };
}

const push = (body, headers) => fetch(webhook, { method: 'POST', body, headers });

function show(receipt) {
	return JSON.parse(system.motcua('--json', 'dossiers', 'show', receipt));
}

const toldOf = (phone, pattern) => system.kannel.messages(phone).filter((text) => pattern.test(text)).length;

test('a pushed event is an SMS in Kannel within a second, and on the screen', async () => {
	const { receipt, number } = await applied('0901000101');
	await pushing();
	const begun = performance.now();
	await simulator('advance', { dossier_number: number, status: 5, reason: 'Ảnh mờ', papers: ['bản án ly hôn'] });
	const text = await system.sms('0901000101', /can bo sung giay to/);
	const took = performance.now() - begun;
	assert.match(text, /Can nop: ban an ly hon\. Ly do: Anh mo\./);
	assert.ok(text.includes(receipt), text);
	assert.ok(took < 1000, `${took} ms`);
	console.log(`# pushed event to fake SMS centre: ${Math.round(took)} ms`);
	assert.match(await statusOf(system, '0901000101', receipt), /can bo sung giay to/);
	await notPushing();
});

test('a fetched event is an SMS too, and both ways together tell it once', async () => {
	const { receipt, number } = await applied('0901000102');
	await notPushing();
	await simulator('advance', { dossier_number: number, status: 2 });
	await system.sms('0901000102', /da duoc tiep nhan/);
	await pushing({ repeat: 2 });
	await simulator('advance', { dossier_number: number, status: 9 });
	await system.sms('0901000102', /da lam xong/);
	const polled = () => JSON.parse(system.motcua('--json', 'status')).portal.events.polled_at;
	const before = polled();
	await until('both ways have ended', async () =>
		polled() !== before && (await simulator('webhook', { url: webhook, secret })).waiting === 0);
	assert.equal(toldOf('0901000102', /da lam xong/), 1);
	assert.deepEqual(show(receipt).history.filter((word) => word.source === 'portal').map((word) => word.status),
		[1, 2, 9]);
	await notPushing();
});

test('events out of order: the later moment is shown, history keeps all, the late one is not told', async () => {
	const { receipt, number } = await applied('0901000103');
	await pushing({ reorder: true });
	const at = (seconds) => new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19) + 'Z';
	await simulator('advance', { dossier_number: number, status: 4, at: at(-20) });
	await simulator('advance', { dossier_number: number, status: 9, at: at(-10) });
	await system.sms('0901000103', /da lam xong/);
	await until('the late one is in the history', () => show(receipt).history.some((word) => word.status === 4));
	assert.equal(show(receipt).status, 9);
	await notPushing();
});

test('what is forged, stale, cut or of nobody changes nothing', async () => {
	const { receipt, number } = await applied('0901000104');
	const event = (id, more = {}) => JSON.stringify({ id, dossier_number: number, status: 8,
		at: new Date().toISOString(), ...more });
	const now = Math.floor(Date.now() / 1000);
	const body = event('forged-1');
	const cases = [
		['without a signature', body, {}, 401],
		['with another secret', body, signed(body, { key: 'x'.repeat(32) }), 401],
		['of another body', event('forged-2'), signed(body), 401],
		['too old', body, signed(body, { at: now - 301 }), 401],
		['ahead', body, signed(body, { at: now + 400 }), 401],
		['no JSON', '{"id":', signed('{"id":'), 400],
		['without a status', '{"id":"x","dossier_number":"y"}', signed('{"id":"x","dossier_number":"y"}'), 422],
		['too long', 'x'.repeat(300000), {}, 413],
	];
	for (const [what, text, headers, status] of cases)
		assert.equal((await push(text, headers)).status, status, what);
	const unknown = JSON.stringify({ id: 'nobody', dossier_number: 'Z99-1', status: 2, at: new Date().toISOString() });
	assert.deepEqual(await (await push(unknown, signed(unknown))).json(),
		{ taken: 0, repeated: 0, unknown: 1, malformed: 0 });
	assert.equal(show(receipt).status, 1);
	assert.equal(toldOf('0901000104', /dung xu ly/), 0);

	const right = event('right-1');
	const headers = signed(right);
	assert.equal((await (await push(right, headers)).json()).taken, 1);
	await system.sms('0901000104', /da dung xu ly/);
	assert.equal((await (await push(right, headers)).json()).repeated, 1);
	assert.equal(show(receipt).history.filter((word) => word.status === 8).length, 1);
	assert.equal(toldOf('0901000104', /dung xu ly/), 1);
});

test('without the right secret file there is no such route inside', async () => {
	assert.equal((await fetch(`${system.inside}/portal/v1/events`, { method: 'POST', body: '{}' })).status, 404);
});

test('a clerk sees the SMS first, then says it once, and the portal is told', async () => {
	const { receipt, number } = await applied('0901000105');
	const say = ['notify', receipt, '--status', '5', '--reason', 'Thiếu ảnh', '--papers', '2 ảnh 4x6'];
	const shown = JSON.parse(system.motcua('--json', ...say, '--dry-run'));
	assert.match(shown.text, /can bo sung giay to\. Can nop: 2 anh 4x6\. Ly do: Thieu anh\./);
	assert.equal(shown.parts, 1);
	assert.doesNotMatch(JSON.stringify(shown), /901000105/);
	assert.match(system.motcua(...say, '--dry-run'), /Nothing was sent/);
	assert.equal(toldOf('0901000105', /can bo sung/), 0);
	assert.deepEqual(show(receipt).history.filter((word) => word.source === 'clerk'), []);

	assert.match(system.motcua(...say, '--key', 'word-1'), /is told too/);
	assert.equal(await system.sms('0901000105', /can bo sung giay to/), shown.text);
	assert.match(system.motcua(...say, '--key', 'word-1'), /said before/);
	assert.throws(() => system.motcua(...say), /said already/);
	assert.throws(() => system.motcua('notify', receipt, '--status', '1'), /only the portal/);
	assert.throws(() => system.motcua('notify', receipt, '--status', '3'), /needs a reason/);
	assert.throws(() => system.motcua('notify', receipt, '--status', '3', '--reason', 'xem http://x.vn'), /internet address/);
	assert.throws(() => system.motcua('notify', receipt, '--status', '3', '--reason', 'a'.repeat(101)), /too long/);
	assert.throws(() => system.motcua('notify', '0000000000', '--status', '2'), /no dossier/);

	const told = await until('the portal is told', async () =>
		(await system.portalDossiers()).find((one) => one.dossier_number === number).told
			?.filter((one) => one.what === 'word'));
	assert.equal(told.length, 1);
	assert.equal(told[0].body.status, 5);
	assert.equal(told[0].body.papers, '2 ảnh 4x6');
	const dossier = show(receipt);
	assert.equal(dossier.status, 1);
	assert.equal(dossier.history.filter((word) => word.source === 'clerk').length, 1);
	await until('the row says so', () => show(receipt).told_to_portal.every((one) => one.state === 'done'));
	assert.match(system.motcua('dossiers', 'show', receipt), /clerk +5 +Thiếu ảnh/);

	// The portal takes the word over: it comes back as an event, and the citizen is not told again.
	await simulator('advance', { dossier_number: number, status: 5, reason: 'Thiếu ảnh' });
	await until('the portal says it itself', () => show(receipt).status === 5);
	assert.equal(toldOf('0901000105', /can bo sung giay to/), 1);
});
