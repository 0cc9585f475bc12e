// SPDX-License-Identifier: AGPL-3.0-or-later
// The terminal phone against a network of a few lines: what it plays, what it refuses, which SMS it
// shows. Everything else here trusts its verdict, so it is tried alone first.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ownAddress, ownFolder, program } from './lib/place.mjs';
import { readMessages } from './lib/sms.mjs';

const folder = ownFolder();
const smsLog = path.join(folder, 'fakesmsc.log');
let server;
let url;
let asked = [];

// A dialogue of two screens, and a portal with one dossier.
function answer(request) {
	if (request.sequence === 0)
		return { text: `Chọn\n1 Mot\n2 Hai`, end: false, coding: 'ucs2', sequence: 1 };
	return { text: `So bien nhan 0123456789. ${request.input}`, end: true, coding: 'gsm7', sequence: 2 };
}

before(async () => {
	const host = await ownAddress();
	server = http.createServer(async (request, response) => {
		let body = '';
		for await (const chunk of request)
			body += chunk;
		if (request.url === '/sim/dossiers') {
			response.end('{"dossiers": [{"receipt": "0123456789", "dossier_number": "H10-1"}]}');
			return;
		}
		const json = JSON.parse(body);
		asked.push(json);
		if (json.dialled === '*500#')
			response.statusCode = 503;
		response.end(json.dialled === '*500#' ? '{"error":"full"}' : JSON.stringify(answer(json)));
	});
	await new Promise((resolve) => server.listen(8081, host, resolve));
	url = `http://${host}:8081`;
});

after(() => {
	server.close();
	fs.rmSync(folder, { recursive: true });
});

function run(args, input = '') {
	const child = spawn(program('motcua-phone'), ['--url', url, '--portal', url, '--sms-log', smsLog,
		'--wait', '1', ...args]);
	const out = { stdout: '', stderr: '' };
	child.stdout.on('data', (data) => { out.stdout += data; });
	child.stderr.on('data', (data) => { out.stderr += data; });
	child.stdin.end(input);
	return new Promise((resolve) => child.on('close', (status) => resolve({ status, ...out })));
}

function play(...lines) {
	const file = path.join(folder, 'script.txt');
	fs.writeFileSync(file, lines.join('\n') + '\n');
	asked = [];
	return run(['--script', file]);
}

function fakesmsc(...payloads) {
	fs.writeFileSync(smsLog, payloads.map((payload, i) =>
		`2026-11-22 01:04:24 [1] [0] DEBUG: Got message ${i + 1}: <${payload}>\n`).join(''));
}

test('a script that comes true ends with 0 and prints the transcript', async () => {
	fakesmsc('1022 84901234567 text Bien nhan 0123456789');
	const result = await play('# a comment', '', 'dial *1022#', 'expect Chọn', 'expect-not Ba', 'send 1',
		'expect-end', 'save so /nhan ([0-9]{10})/', 'expect ${so}', 'sms ${so}', 'portal ${so}');
	assert.equal(result.stderr, '');
	assert.equal(result.status, 0);
	assert.match(result.stdout, /> dial \*1022#\n\+-+\+\n\| Chọn {26} \|\n\| 1 Mot/);
	assert.match(result.stdout, /SMS from 1022:\n {4}Bien nhan 0123456789/);
	assert.match(result.stdout, /The portal's view:\n\{\n {2}"receipt": "0123456789"/);
	assert.match(result.stdout, /all 7 checks came true/);
});

test('requests carry session, phone, and the sequence that the last answer asked for', async () => {
	await play('dial *1022#', 'send 2', 'expect 2', 'dial *1022#', 'expect 1');
	assert.deepEqual(asked.map(({ phone, dialled, input, sequence }) => [phone, dialled, input, sequence]), [
		['0901234567', '*1022#', undefined, 0],
		['0901234567', undefined, '2', 1],
		['0901234567', '*1022#', undefined, 0],
	]);
	assert.equal(asked[0].session, asked[1].session);
	assert.notEqual(asked[0].session, asked[2].session);
});

test('an answer to a question that may not be asked is sent only if it is', async () => {
	const result = await play('dial *1022#', 'send-on 1 Ba', 'expect Chọn', 'send-on 2 Chọn', 'expect-not Chọn');
	assert.equal(result.stderr, '');
	assert.deepEqual(asked.map(({ input }) => input), [undefined, '2']);
});

for (const [what, lines, reason] of [
	['a text that is not there', ['dial *1022#', 'expect Ba'], /script\.txt:2: the screen does not say "Ba"/],
	['a text that should not be there', ['dial *1022#', 'expect-not Hai'], /:2: the screen says "Hai"/],
	['a dialogue that goes on', ['dial *1022#', 'expect-end'], /:2: the dialogue still waits/],
	['an expression without a match', ['dial *1022#', 'save x /[0-9]{9}/'], /:2: nothing on the screen matches/],
	['a name that was not saved', ['dial *1022#', 'expect ${x}'], /:2: nothing was saved as \$\{x\}/],
	['an SMS that does not come', ['sms never'], /:1: no SMS says "never" within 1000 ms/],
	['a dossier that is not in the portal', ['portal never'], /:1: no dossier in the portal holds "never"/],
	['an answer without a dialogue', ['send 1'], /:1: no dialogue is open/],
	['an unknown word', ['dail *1022#'], /:1: "dail" is no command/],
	['a word without its argument', ['expect'], /:1: expect needs something after it/],
	['an answer without its question', ['dial *1022#', 'send-on 1'], /:2: send-on needs an answer and a text/],
	['a refused request', ['dial *500#', 'expect x'], /:1: the counter answers 503: \{"error":"full"\}/],
	['a script that checks nothing', ['dial *1022#'], /checks nothing/],
]) {
	test(`a script stops at ${what} and says where and why`, async () => {
		const result = await play(...lines);
		assert.equal(result.status, 1);
		assert.match(result.stderr, reason);
		assert.doesNotMatch(result.stdout, /came true/);
	});
}

const messages = [
	['plain text', ['1022 0901234567 text Xin chao'], 'Xin chao'],
	['text with line breaks', ['1022 0901234567 text mot', 'hai', '', 'ba'], 'mot\nhai\n\nba'],
	['UCS-2', ['1022 0901234567 ucs-2 %00H%1E%D3%00+%00s%01%A1'], 'Hồ sơ'],
	['a long plain message, parts out of order',
		['1022 0901234567 udh %05%00%03%05%02%02 data hai%21', '1022 0901234567 udh %05%00%03%05%02%01 data mot+'],
		'mot hai!'],
	['a long UCS-2 message', ['1022 0901234567 udh %05%00%03%08%02%01 data %1E%D3%00+',
		'1022 0901234567 udh %05%00%03%08%02%02 data %1E%D3'], 'ồ ồ'],
	['a sign that both brackets and records use', ['1022 0901234567 text a <b> c'], 'a <b> c'],
];
for (const [what, payloads, text] of messages) {
	test(`both readers understand ${what}`, async () => {
		fakesmsc(...payloads);
		assert.deepEqual(readMessages([smsLog]), [{ from: '1022', to: '0901234567', text }]);
		const result = await run([], '\n');
		const shown = text.split('\n').map((line) => `    ${line}`.trimEnd()).join('\n');
		assert.ok(result.stdout.replace(/ +$/gm, '').includes(`SMS from 1022:\n${shown}\n`), result.stdout);
	});
}

test('messages to other phones are not shown', async () => {
	fakesmsc('1022 0912345678 text not mine', 'nor this', '1022 84901234567 text mine');
	const result = await run([], '');
	assert.match(result.stdout, /mine/);
	assert.doesNotMatch(result.stdout, /not mine|nor this/);
});

test('control characters of a message do not reach the terminal', async () => {
	fakesmsc('1022 0901234567 data %1b%5b2Jclear');
	const result = await run([], '');
	assert.match(result.stdout, /\?\[2Jclear/);
	assert.doesNotMatch(result.stdout, /\x1b/);
});

test('a person dials, answers and leaves through a pipe', async () => {
	const result = await run([], '*1022#\n1\nq\n');
	assert.equal(result.status, 0);
	assert.match(result.stdout, /\| 2 Hai.*\| So bien nhan/s);
});

test('wrong options give the usage and a wrong number a sentence', async () => {
	assert.match((await run(['--nonsense'])).stderr, /--sms-log/);
	const wrong = await run(['--phone', '12']);
	assert.equal(wrong.status, 2);
	assert.match(wrong.stderr, /12 is no Vietnamese mobile number/);
});
