// SPDX-License-Identifier: AGPL-3.0-or-later
// The command line program alone, against an inside API that is played here: what a person at a
// terminal sees of names with accents, and of arguments that cannot be.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ownAddress, ownFolder, program } from './lib/place.mjs';

const token = path.join(ownFolder(), 'token');
const name = `Bộ phận Một cửa, UBND xã ${'Thử Nghiệm '.repeat(6)}`;
const offices = [
	{ code: '1', short_name: 'Thử Nghiệm', name, capacity: 1, slot_minutes: 30 },
	{ code: '2', short_name: 'Plain', name: 'Plain', capacity: 1, slot_minutes: 30 },
];
const asked = [];
const api = http.createServer((request, response) => {
	asked.push(request.url);
	response.end(JSON.stringify({ offices, dossiers: [] }));
});
let url;

before(async () => {
	const host = await ownAddress();
	await new Promise((resolve) => api.listen(0, host, resolve));
	url = `http://${host}:${api.address().port}`;
	fs.writeFileSync(token, 'secret\n', { mode: 0o600 });
});

after(() => api.close());

function motcua(...args) {
	return new Promise((resolve) => {
		execFile(program('motcua'), ['-u', url, '-T', token, ...args], { encoding: 'buffer' },
			(error, out, errors) => resolve({ failed: Boolean(error), out, errors: errors.toString() }));
	});
}

test('columns stand below each other whatever accents a name has, and no letter is cut', async () => {
	const { out } = await motcua('offices', 'list');
	const lines = new TextDecoder('utf-8', { fatal: true }).decode(out).trimEnd().split('\n');
	const column = lines[0].indexOf('NAME', lines[0].indexOf('SHORT NAME') + 10);
	assert.equal(lines[1].slice(column, column + 3), 'Bộ ');
	assert.equal(lines[2].slice(column, column + 6), 'Plain ');
});

test('an argument too long to be one is refused, not shortened into another question', async () => {
	asked.length = 0;
	const { failed, errors } = await motcua('dossiers', 'list', 'a'.repeat(300));
	assert.ok(failed);
	assert.match(errors, /office: /);
	assert.deepEqual(asked, []);
});
