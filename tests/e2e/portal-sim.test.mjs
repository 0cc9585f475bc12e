// SPDX-License-Identifier: AGPL-3.0-or-later
// The portal simulator as a program: what it answers, how it misbehaves, and that kill -9 loses no
// dossier that it acknowledged. Other tests take its word for what has reached the portal.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { fillForm, formioErrors, isAnswer, readCatalogue, readForm, walk } from './lib/eform.mjs';
import { Part } from './lib/part.mjs';
import { ownAddress, ownFolder, ports, program, root } from './lib/place.mjs';
import { until } from './lib/wait.mjs';

const folder = ownFolder();
const journal = path.join(folder, 'data', 'dossiers.jsonl');
const code = '1.004873';
const answers = {
	nycHoTen: 'Điểu Thị Mai', nycQuanHe: '1', nycSoGiayToTuyThan: '070190000123',
	nxnHoTen: 'Điểu Thị Mai', nxnGioiTinh: '2', nxnNgaySinh: '1990-05-17', nxnDanToc: 'Xtiêng',
	nxnQuocTich: 'Việt Nam', nxnLoaiCuTru: '1', nxnNoiCuTru: 'Thôn Bù La', nxnLoaiGiayToTuyThan: '3',
	nxnSoGiayToTuyThan: '070190000123', nxnNgayCapGiayToTuyThan: '2021-08-01',
	nxnNoiCapGiayToTuyThan: 'Bộ Công an', nxnTinhTrangHonNhan: '1', nxnLoaiMucDichSuDung: '1',
};
let host;
let url;
let sim;
let serial = 0;

function launch(...more) {
	return new Part('portal', program('motcua-portal-sim'), ['--listen', `${host}:${ports.portal}`,
		'--data', path.join(folder, 'data'), '--catalogue', path.join(root, 'tests/sim/portal'), ...more],
	path.join(folder, 'portal.log')).start();
}

async function start(...more) {
	sim = launch(...more);
	await until('the portal answers', async () => {
		sim.mustRun();
		return (await fetch(`${url}/sim/dossiers`)).ok;
	});
}

async function restart() {
	await sim.kill();
	await start();
}

async function ask(method, where, body, headers = {}) {
	const response = await fetch(url + where, { method, headers,
		body: typeof body === 'object' ? JSON.stringify(body) : body });
	const text = await response.text();
	return { status: response.status, headers: response.headers, json: text && JSON.parse(text) };
}

const key = (n) => String(n).padStart(10, '0');

/** A copy of `data` in which the dotted path has this value, or none. */
function put(data, where, value) {
	const copy = structuredClone(data);
	const keys = where.split('.');
	const last = keys.pop();
	const place = keys.reduce((at, one) => (at[one] ??= {}), copy);
	if (value === undefined)
		delete place[last];
	else
		place[last] = value;
	return copy;
}

/** Numbers from a seed, so that a failure comes again: pick(list) is one of the list. */
function picker(seed) {
	let state = seed * 2654435761 >>> 0;
	return (list) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return list[Math.floor(state / 2 ** 32 * list.length)];
	};
}

function submit(receipt, change = {}, body = {}) {
	return ask('POST', '/v1/dossiers', { receipt, procedure: code, office: '25270',
		applicant: { phone: '84901234567' }, answers: { ...answers, ...change }, ...body },
	{ 'Idempotency-Key': receipt });
}

const behave = (how) => ask('POST', '/sim/behave', how);
const held = async () => (await ask('GET', '/sim/dossiers')).json.dossiers;

before(async () => {
	host = await ownAddress();
	url = `http://${host}:${ports.portal}`;
	await start();
});

beforeEach(() => behave({ slow_ms: 0, down: false, flaky_percent: 0, refuse_field: '', drop_answers: 0 }));

after(async () => {
	await sim.stop();
	fs.rmSync(folder, { recursive: true });
});

test('a form is given once, and 304 to whoever has it', async () => {
	const { json } = await ask('GET', '/v1/procedures');
	assert.equal(json.procedures[0].code, code);
	const form = await ask('GET', `/v1/procedures/${code}/eform`);
	assert.ok(form.json.components.length > 0);
	const again = await ask('GET', `/v1/procedures/${code}/eform`, undefined,
		{ 'If-None-Match': form.headers.get('etag') });
	assert.equal(again.status, 304);
	assert.equal((await ask('GET', '/v1/procedures/9.9/eform')).status, 404);
	assert.ok((await ask('GET', '/v1/offices')).json.offices.length > 0);
});

test('a dossier gets its number once, however often it comes', async () => {
	const receipt = key(++serial);
	const first = await submit(receipt);
	assert.equal(first.status, 201);
	assert.match(first.json.dossier_number, /^H10\.25-\d{6}-\d{4}$/);
	assert.match(first.json.due, /T17:00:00\+07:00$/);
	const second = await submit(receipt);
	assert.equal(second.status, 200);
	assert.deepEqual(second.json, first.json);
	const [dossier] = (await held()).filter((one) => one.receipt === receipt);
	assert.equal(dossier.body.applicant.phone, '84901234567');
});

test('answers are checked against the form', async () => {
	const cases = [
		[{ nxnHoTen: '' }, {}, 'nxnHoTen'],
		[{ nxnHoTen: undefined }, {}, 'nxnHoTen'],
		[{ nxnHoTen: 'A'.repeat(101) }, {}, 'nxnHoTen'],
		[{ nxnGioiTinh: '7' }, {}, 'nxnGioiTinh'],
		[{ nxnSoGiayToTuyThan: '12 34' }, {}, 'nxnSoGiayToTuyThan'],
		[{ nxnTinhTrangHonNhan: '3' }, {}, 'nxnSoBanAnLyHon'],
		[{ nxnLoaiMucDichSuDung: '2' }, {}, 'nxnMucDichSuDung'],
		[{ notAField: 'x' }, {}, 'notAField'],
		[{}, { procedure: '9.9' }, 'procedure'],
		[{}, { answers: [] }, 'answers'],
	];
	for (const [change, body, field] of cases) {
		const { status, json } = await submit(key(900), change, body);
		assert.equal(status, 422, field);
		assert.deepEqual(json.errors.map((error) => error.field), [field]);
		assert.ok(json.errors[0].reason);
	}
	const left = await submit(key(++serial), { nxnDanToc: undefined }, { left_to_clerk: ['nxnDanToc'] });
	assert.equal(left.status, 201);
});

test('nested answers, rows and conditions are checked by their path', async () => {
	const form = '2.002621';
	const answered = put(fillForm(readForm(`${form}.json`).components, (list) => list[0]),
		'thuongTru.thanhVien', [{ hoTen: 'Điểu A' }, {}]);
	const send = (data, left) => submit(key(++serial), {},
		{ procedure: form, answers: data, left_to_clerk: left });
	const fields = async (data, left) => {
		const { status, json } = await send(data, left);
		return status === 201 ? [] : json.errors.map((error) => error.field);
	};
	const without = (where) => put(answered, where);
	const absent = put(answered, 'nks.loaiKhaiSinh', '2');
	const outside = put(answered, 'noiTreSinh', '2');
	const cases = [
		['all', answered, []],
		['a nested field missing', without('me.noiCuTru.maXa'), ['me.noiCuTru.maXa']],
		['a container missing', without('nks.noiSinh'), ['nks.noiSinh.maTinh', 'nks.noiSinh.maXa', 'nks.noiSinh.dcChiTiet']],
		['a container that is none', put(answered, 'nks.queQuan', 'x'), ['nks.queQuan', 'nks.queQuan.maTinh', 'nks.queQuan.maXa']],
		['an unknown nested key', put(answered, 'cha.tuoi', '40'), ['cha.tuoi']],
		['a dotted key', put(answered, 'nks', { ...answered.nks, 'noiSinh.maXa': '1' }), ['nks.noiSinh.maXa']],
		['an absent father', put(absent, 'cha'), []],
		['a father who is not absent', without('cha.hoTen'), ['cha.hoTen']],
		['born outside, with witness', put(outside, 'maGCS'), []],
		['born outside, witness nameless', put(put(outside, 'maGCS'), 'lamChung.hoTen'), ['lamChung.hoTen']],
		['born outside, pledged', put(put(outside, 'loaiVanBanSinh', '2'), 'lamChung'), []],
		['a foreigner without passport', put(put(answered, 'me.quocTich', 'KH'), 'me.soHoChieu'), ['me.soHoChieu']],
		['rows that are none', put(answered, 'thuongTru.thanhVien', [1]), ['thuongTru.thanhVien']],
		['a row with an unknown key', put(answered, 'thuongTru.thanhVien', [{}, { tuoi: 3 }]), ['thuongTru.thanhVien[1].tuoi']],
		['a row too long', put(answered, 'thuongTru.thanhVien', [{ hoTen: 'x'.repeat(101) }]), ['thuongTru.thanhVien[0].hoTen']],
		['no consent', put(answered, 'camDoan', false), ['camDoan']],
		['a number as text', put(answered, 'soLuongBanSao', '2'), ['soLuongBanSao']],
		['half a copy', put(answered, 'soLuongBanSao', 1.5), ['soLuongBanSao']],
		['too many copies', put(answered, 'soLuongBanSao', 21), ['soLuongBanSao']],
		['a text as number', put(answered, 'nks.hoTen', 12), ['nks.hoTen']],
		['a day that is none', put(answered, 'nks.ngaySinh', '2026-02-29'), ['nks.ngaySinh']],
		['a day before all', put(answered, 'nks.ngaySinh', '1999-12-31'), ['nks.ngaySinh']],
		['a year alone', put(answered, 'me.ngaySinh', '00/00/1990'), []],
		['a day without year', put(answered, 'me.ngaySinh', '17/05/0000'), ['me.ngaySinh']],
		['a day of 31 February', put(answered, 'me.ngaySinh', '31/02/1990'), ['me.ngaySinh']],
		['an e-mail that is none', put(answered, 'nyc.email', 'mai'), ['nyc.email']],
		['a box that is not there', put(answered, 'giayToKemTheo', { gcs: true, xyz: true }), ['giayToKemTheo']],
		['a list from elsewhere', put(answered, 'noiDangKy', '99999'), []],
	];
	for (const [what, data, wanted] of cases)
		assert.deepEqual((await fields(data)).sort(), wanted.sort(), what);
	assert.deepEqual(await fields(without('me.hoTen'), ['me.hoTen']), []);
	assert.deepEqual(await fields(answered, ['me.tuoi', 'thuongTru.thanhVien.hoTen']), ['me.tuoi']);
});

test('it finds in answers to every form what Form.io finds', async () => {
	const LAX = ['checkbox', 'currency', 'file', 'selectboxes', 'datagrid', 'editgrid']; // Form.io takes any type there
	const WRONG = ['x'.repeat(1001), '99/99/9999'];
	let found = 0;
	for (const { code: procedure, form = procedure } of readCatalogue().procedures) {
		const { components } = readForm(`${form}.json`);
		const fields = [...walk(components)].filter((one) => isAnswer(one) && !one.repeated);
		const strict = fields.filter((one) => !LAX.includes(one.component.type));
		for (let seed = 1; seed <= 24; seed++) {
			const pick = picker(seed);
			const whole = fillForm(components, pick);
			const where = pick(seed % 3 === 1 ? fields : strict).path;
			const data = [whole, put(whole, where), put(whole, where, pick(WRONG))][seed % 3];
			const wanted = formioErrors(`${form}.json`, structuredClone(data));
			const { status, json } = await submit(key(++serial), {}, { procedure, answers: data });
			const told = status === 201 ? [] : json.errors.map((error) => error.field).sort();
			assert.deepEqual(told, wanted, `${procedure}, seed ${seed}: ${where}`);
			found += wanted.length;
		}
	}
	assert.ok(found > 60, `${found} mistakes found`);
});

test('what is no dossier is refused without harm', async () => {
	const headers = { 'Idempotency-Key': key(901) };
	assert.equal((await ask('POST', '/v1/dossiers', {})).status, 400);
	assert.equal((await ask('POST', '/v1/dossiers', '{"a":', headers)).status, 400);
	assert.equal((await ask('POST', '/v1/dossiers', '[]', headers)).status, 400);
	assert.equal((await ask('POST', '/v1/dossiers', 'x'.repeat(70000), headers)).status, 413);
	assert.equal((await ask('GET', '/v1/dossiers/H10.25-000000-0001')).status, 404);
});

test('a dossier moves, and its events come in order after a cursor', async () => {
	const { json: { dossier_number: number } } = await submit(key(++serial));
	for (const [status, reason] of [[2, ''], [5, 'Bổ sung bản án ly hôn']])
		assert.equal((await ask('POST', '/sim/advance', { dossier_number: number, status, reason })).status, 200);
	const { json: dossier } = await ask('GET', `/v1/dossiers/${number}`);
	assert.equal(dossier.status, 5);
	assert.equal(dossier.history.length, 2);
	const first = await ask('GET', '/v1/events?after=0&limit=1');
	assert.equal(first.json.events[0].status, 2);
	const second = await ask('GET', `/v1/events?after=${first.json.next}`);
	assert.equal(second.json.events[0].reason, 'Bổ sung bản án ly hôn');
	const none = await ask('GET', `/v1/events?after=${second.json.next}`);
	assert.deepEqual(none.json, { events: [], next: second.json.next });
	assert.equal((await ask('GET', '/v1/events?after=x')).status, 400);
	assert.equal((await ask('POST', '/sim/advance', { dossier_number: 'none', status: 2 })).status, 404);
	assert.equal((await ask('POST', '/sim/advance', { dossier_number: number, status: 11 })).status, 400);
});

test('it is slow, down, flaky or strict when told so', async () => {
	await behave({ slow_ms: 300 });
	const began = performance.now();
	const both = await Promise.all([submit(key(++serial)), submit(key(++serial))]);
	const took = performance.now() - began;
	assert.deepEqual(both.map((answer) => answer.status), [201, 201]);
	assert.ok(took >= 300 && took < 3000, `${took} ms`);
	await behave({ slow_ms: 0, down: true });
	assert.equal((await submit(key(++serial))).status, 503);
	await behave({ down: false, flaky_percent: 100 });
	assert.equal((await submit(key(serial))).status, 500);
	await behave({ flaky_percent: 0, refuse_field: 'nxnHoTen' });
	assert.equal((await submit(key(serial))).json.errors[0].field, 'nxnHoTen');
	assert.equal((await behave({ slow_ms: 'long' })).status, 400);
	assert.equal((await behave({ typing_error: 1 })).status, 400);
	await behave({ refuse_field: '' });
	assert.equal((await submit(key(serial))).status, 201);
});

test('a dropped answer leaves the dossier in, and the second try finds it', async () => {
	const receipt = key(++serial);
	await behave({ drop_answers: 1 });
	await assert.rejects(submit(receipt));
	// All connections were cut, and fetch() may pick one that it has not yet seen close.
	const again = await until('an answer', () => submit(receipt));
	assert.equal(again.status, 200);
	assert.equal((await held()).filter((one) => one.receipt === receipt).length, 1);
});

test('after kill -9 each acknowledged dossier is there once', async () => {
	const acknowledged = new Map();
	for (let round = 0; round < 5; round++) {
		const killed = new Promise((resolve) => setTimeout(resolve, 20 + round * 15)).then(() => sim.kill());
		await Promise.all([...Array(4)].map(async () => {
			for (;;) {
				const receipt = key(++serial);
				try {
					const { json } = await submit(receipt);
					acknowledged.set(receipt, json.dossier_number);
				} catch {
					return;
				}
			}
		}));
		await killed;
		await start();
	}
	const dossiers = await held();
	const numbers = new Set(dossiers.map((one) => one.dossier_number));
	assert.ok(acknowledged.size >= 20, `${acknowledged.size} acknowledged`);
	assert.equal(numbers.size, dossiers.length);
	for (const [receipt, number] of acknowledged) {
		const found = dossiers.filter((one) => one.receipt === receipt);
		assert.deepEqual(found.map((one) => one.dossier_number), [number]);
	}
	assert.equal(new Set(dossiers.map((one) => one.receipt)).size, dossiers.length);
});

test('a torn last line is cut off, a torn middle refuses the start', async () => {
	const count = (await held()).length;
	await sim.stop();
	const whole = fs.readFileSync(journal, 'utf8');
	fs.appendFileSync(journal, '{"kind":"dossier","dossier_num');
	await start();
	assert.equal((await held()).length, count);
	assert.equal(fs.readFileSync(journal, 'utf8'), whole);
	assert.equal((await submit(key(++serial))).status, 201);
	await restart();
	assert.equal((await held()).length, count + 1);
	await sim.stop();
	const kept = fs.readFileSync(journal, 'utf8');
	fs.writeFileSync(journal, `{"kind":\n${kept}`);
	const refused = launch();
	assert.equal((await refused.ended).status, 1);
	assert.match(refused.tail(1), /line 1/);
	fs.writeFileSync(journal, kept);
	await start();
});

test('it ends cleanly on SIGTERM and asks for its token', async () => {
	const token = path.join(folder, 'token');
	fs.writeFileSync(token, 'open-sesame\n');
	assert.deepEqual(await sim.stop(), { status: 0, signal: null, forced: false });
	await start('--token-file', token);
	assert.equal((await ask('GET', '/v1/procedures')).status, 401);
	assert.equal((await ask('GET', '/v1/procedures', undefined, { Authorization: 'Bearer open-sesam' })).status, 401);
	assert.equal((await ask('GET', '/v1/procedures', undefined, { Authorization: 'Bearer open-sesame' })).status, 200);
	await sim.stop();
	await start();
});
