// SPDX-License-Identifier: AGPL-3.0-or-later
// The VTY as an operator meets it over telnet.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { Lone } from './lib/daemon.mjs';
import { ports, program, root } from './lib/place.mjs';
import { Telnet } from './lib/telnet.mjs';
import { until } from './lib/wait.mjs';

let lone;

before(async () => {
	lone = await Lone.start();
});

after(() => lone?.stop());

function telnet(to = lone) {
	return Telnet.open(to.host, ports.vty);
}

test('a dialogue is shown with its screen, and its phone is masked', async () => {
	const dialogue = await lone.dial('0903000001');
	await dialogue.send('1', '1');
	const vty = await telnet();
	const shown = await vty.say('show dialogues');
	assert.match(shown, /8490\*{5}01 +http +1\.004873 +\w+ +open/);
	assert.doesNotMatch(shown, /903000001/);
	vty.close();
});

test('every show says something, and what is no command is said to be none', async () => {
	const vty = await telnet();
	for (const [what, pattern] of [['outbox', /^kannel +answers[^]*oldest_queued_s[^]*messages:/],
		['portal', /^url +http[^]*breaker +\w+[^]*dossiers/], ['offices', /Bình Phước/],
		['menus', /1\.004873 +\d+ +[0-9a-f]{32}[^]*Tiếng Việt/], ['version', /motcuad/],
		['store', /schema +\d+\nkey +\d+/]])
		assert.match(await vty.say(`show ${what}`), pattern);
	assert.match(await vty.say('show everything'), /Unknown command/);
	vty.close();
});

test('libosmocore\'s own counters follow what is counted', async () => {
	const vty = await telnet();
	const dialled = await until('a dialogue is counted', async () => {
		const text = await vty.say('show rate-counters');
		return /dialogues_begun_total: +[1-9]/.test(text) && text;
	}, 5);
	assert.match(dialled, /commits_failed_total:not_recorded: +0 .*Commits that failed/);
	assert.match(await vty.say('show stats'), /Dialogues in memory/);
	vty.close();
});

test('what the VTY shows is what the API says', async () => {
	const vty = await telnet();
	const portal = await lone.json('portal');
	assert.match(await vty.say('show portal'), new RegExp(`breaker +${portal.breaker}\n`));
	const menus = await lone.json('menus');
	assert.match(await vty.say('show menus'), new RegExp(menus.trees[1].hash));
	vty.close();
});

test('written and read again, the configuration is the same', async () => {
	const before = await telnet();
	await before.say('enable');
	await before.say('configure terminal');
	await before.say('log stderr');
	assert.equal(await before.say('logging level sms info'), '');
	await before.say('end');
	const running = await before.say('show running-config');
	assert.match(running, / logging level sms info\n/);
	assert.match(await before.say('write file'), /Configuration saved/);
	before.close();
	assert.equal(fs.statSync(lone.file('motcua.cfg')).mode & 0o777, 0o644, 'as motcuad(8) says');
	const written = fs.readFileSync(lone.file('motcua.cfg'), 'utf8');
	await lone.daemon.stop(8);
	await lone.startDaemon();
	const again = await telnet();
	await again.say('enable');
	assert.equal(await again.say('show running-config'), running);
	await again.say('write file');
	again.close();
	const lines = (text) => text.split('\n').filter((line) => !line.startsWith('!'));
	assert.deepEqual(lines(fs.readFileSync(lone.file('motcua.cfg'), 'utf8')), lines(written));
});

test('logging to the terminal shows what goes on, without a number', async () => {
	const vty = await telnet();
	await vty.say('logging enable');
	await vty.say('logging filter all 1');
	await vty.say('enable');
	vty.socket.write('reload\n');
	await until('the log line comes over telnet', () => /reload: read anew/.test(vty.got.toString()));
	vty.close();
});

test('with login a password is asked for, and three wrong ones end it', async () => {
	const locked = await Lone.start((config) => `password s3cret\nline vty\n login\n${config}`);
	try {
		const vty = await telnet(locked);
		assert.match(vty.greeting, /Password: $/);
		await vty.say('wrong');
		await vty.say('wrong');
		await vty.say('wrong');
		await until('it is closed', () => vty.closed);
		const other = await telnet(locked);
		other.socket.write('s3cret\n');
		assert.match(await other.answer(), /motcuad> $/);
		assert.match(await other.say('show portal'), /breaker/);
		other.close();
	} finally {
		await locked.stop();
	}
});

test('login without a password lets nobody in', async () => {
	const shut = await Lone.start((config) => `line vty\n login\n${config}`);
	try {
		const vty = await telnet(shut);
		await until('it is closed', () => vty.closed);
		assert.doesNotMatch(vty.greeting, /[>#] $/);
	} finally {
		await shut.stop();
	}
});

test('an address that others reach is refused at the start, wherever it stands', () => {
	const config = fs.readFileSync(lone.file('motcua.cfg'), 'utf8');
	for (const [change, sentence] of [
		[config.replace(/^ vty .*$/m, ` vty 0.0.0.0 ${ports.vty}`), /vty: expected an address 127/],
		[config.replace(/^line vty$/m, 'line vty\n bind 0.0.0.0'), /line vty \/ bind/]]) {
		const file = lone.file('open.cfg');
		fs.writeFileSync(file, change, { mode: 0o600 });
		const tried = spawnSync(program('motcuad'), ['-c', file, '-t'], { cwd: root, encoding: 'utf8' });
		assert.equal(tried.status, 1);
		assert.match(tried.stderr, sentence);
	}
});
