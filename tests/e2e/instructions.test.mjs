// SPDX-License-Identifier: AGPL-3.0-or-later
// The hot path in instructions, which no other load on the machine changes: one dialogue from
// dialling to the receipt, engine and rendering, counted under callgrind. A change that makes it
// dearer by a tenth is seen here; one that is worth it raises the bound and says why.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { program, root, service } from './lib/place.mjs';

const TIMES = 20;
/** 2.67 million for 11 screens when this was written; the libraries of Debian 12 are in it. */
const INSTRUCTIONS_MAX = 2_950_000;

function instructions(times) {
	const { stderr, status } = spawnSync('valgrind', ['--tool=callgrind', '--callgrind-out-file=/dev/null',
		program('tests/bench/dialogue'), service, path.join(root, 'menus/service/samples.json'), '1.004873',
		String(times)], { encoding: 'utf8' });
	assert.equal(status, 0, stderr);
	return Number(/Collected : (\d+)/.exec(stderr)[1]);
}

test('a dialogue takes no more instructions than it did', () => {
	const each = Math.round((instructions(TIMES) - instructions(0)) / TIMES);
	console.log(`${each} instructions for one dialogue; ${INSTRUCTIONS_MAX} are allowed`);
	assert.ok(each < INSTRUCTIONS_MAX, `${each}`);
	assert.ok(each > INSTRUCTIONS_MAX / 10, 'nothing was played');
});
