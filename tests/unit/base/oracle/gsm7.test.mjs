// SPDX-License-Identifier: AGPL-3.0-or-later
// Our GSM-7 beside that of the npm package smpp, over the whole Basic Multilingual Plane.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import smpp from 'smpp';
import { filter } from './filter.mjs';

const theirs = smpp.encodings.ASCII; // so is the default alphabet called there

// Without the line end, which parts the lines we send, and ESC, which that package sends as it is
// though it is no character but the way into the extension table.
function characters() {
	const all = [];
	for (let code = 1; code < 0x10000; code++)
		if (code !== 10 && code !== 27 && (code < 0xd800 || code > 0xdfff))
			all.push(String.fromCharCode(code));
	return all;
}

test('the same characters have septets, and the same ones', () => {
	const all = characters();
	const ours = filter('gsm7', all);
	const different = all.filter((c, i) => ours[i] !== (theirs.match(c) ? theirs.encode(c).toString('hex') : '-'));

	assert.equal(ours.filter((septets) => septets !== '-').length, 136); // of 137, without the line end
	assert.deepEqual(different, []);
});

test('texts have the same septets', () => {
	const texts = ['Ho so 0123456789 da nhan', 'a@b_c$ {1} [2] ~ \\ | ^ €', 'ÄÖÑÜ§äöñüà ΔΦΓΛΩΠΨΣΘΞ', ''];

	assert.deepEqual(filter('gsm7', texts), texts.map((text) => theirs.encode(text).toString('hex')));
});
