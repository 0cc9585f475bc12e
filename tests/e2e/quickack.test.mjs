// SPDX-License-Identifier: AGPL-3.0-or-later
// deploy/quickack.sh in a network namespace of its own, never on this machine's routes; where no
// namespace may be made, what it would do to them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fillIn, ownFolder, root } from './lib/place.mjs';

const script = path.join(root, 'deploy/quickack.sh');

function run(command, ...args) {
	const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
	return { status, out: stdout, errors: stderr };
}

const namespaces = run('unshare', '-rn', 'ip', 'link', 'set', 'lo', 'up').status === 0;

/** What a shell says in a namespace with lo up. */
function inside(commands) {
	return run('unshare', '-rn', 'sh', '-euc', `ip link set lo up\n${commands.replaceAll('quickack', `'${script}'`)}`);
}

test('it says what it would do, and does nothing', () => {
	const before = run('ip', '-4', 'route', 'show', 'table', 'local').out;
	const { status, out } = run(script, 'set', '--dry-run');
	assert.equal(status, 0);
	const lines = out.trim().split('\n');
	assert.ok(lines.length >= 2);
	for (const line of lines)
		assert.match(line, /^ip -4 route change table local local 127\.\S+ dev lo .* quickack 1$/);
	assert.doesNotMatch(run(script, 'undo', '--dry-run').out, /quickack/);
	assert.equal(run('ip', '-4', 'route', 'show', 'table', 'local').out, before);
});

test('what it sets it undoes, however often it is asked', () => {
	if (!namespaces) {
		assert.equal(run(script, 'undo', '--dry-run').status, 0);
		return;
	}
	const { status, out, errors } = inside(`
		ip -4 route show table local; quickack show || true
		quickack set; quickack show; quickack set; quickack show
		quickack undo; quickack undo; quickack show || true; ip -4 route show table local`);
	assert.equal(status, 0, errors);
	const [before, afterwards] = out.split('off\non\non\noff\n');
	assert.match(before, /127\.0\.0\.0\/8/);
	assert.equal(afterwards, before);
});

test('it refuses what it does not know, and a machine without loopback', () => {
	for (const args of [[], ['start'], ['set', '--now'], ['show', '--dry-run'], ['set', '--dry-run', 'x']]) {
		const { status, out, errors } = run(script, ...args);
		assert.equal(status, 1, args.join(' '));
		assert.equal(out, '');
		assert.match(errors, /say set, undo or show/);
	}
	if (namespaces)
		assert.match(run('unshare', '-rn', script, 'set').errors, /is lo up\?/);
});

test('the unit names the script where it was put', () => {
	const folder = ownFolder();
	const unit = path.join(folder, 'motcua-quickack.service');
	fillIn('deploy/quickack.service.in', { SCRIPT: '/usr/lib/motcua/quickack.sh' }, unit);
	assert.match(fs.readFileSync(unit, 'utf8'), /^ExecStart=\/usr\/lib\/motcua\/quickack.sh set\nExecStop=\/usr\/lib\/motcua\/quickack.sh undo$/m);
	fs.rmSync(folder, { recursive: true });
});
