// SPDX-License-Identifier: AGPL-3.0-or-later
// How it ends: orderly, in a named time, with nothing lost and nothing leaked.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import { test } from 'node:test';
import { apply } from './lib/apply.mjs';
import { Lone } from './lib/daemon.mjs';
import { Part } from './lib/part.mjs';
import { ports, program, root } from './lib/place.mjs';
import { System } from './lib/system.mjs';
import { until } from './lib/wait.mjs';

/* STOP_LIMIT_MS of gateway/main.c, and what a loaded machine may add. */
const limitMs = 4000 + 2000;

async function withLone(run) {
	const lone = await Lone.start();
	try {
		await run(lone);
	} finally {
		await lone.stop();
	}
}

/** SIGTERM, and how long it took; `again` sends a second one at once. */
async function terminate(lone, again = false) {
	const began = performance.now();
	lone.daemon.signal('SIGTERM');
	if (again) {
		await until('it has heard', () => /stopping/.test(lone.log()));
		lone.daemon.signal('SIGTERM');
	}
	return { ...await lone.daemon.ended, took: performance.now() - began };
}

test('answers given right before SIGTERM are offered after the start', () => withLone(async (lone) => {
	const dialogue = await lone.dial('0905000001');
	await dialogue.send('1', '1', '1', '1');
	assert.deepEqual({ ...await terminate(lone), took: 0 }, { status: 0, signal: null, took: 0 });
	await lone.startDaemon();
	const again = await lone.dial('0905000001');
	assert.match(again.text, /^Co ho so dang lam do[^]*1 Lam tiep/);
	assert.equal(await again.send('1'), dialogue.text);
}));

test('so are answers given right before the second SIGTERM, which ends it at once', () => withLone(async (lone) => {
	const dialogue = await lone.dial('0905000002');
	await dialogue.send('1', '1', '1', '1');
	const { status, took } = await terminate(lone, true);
	assert.equal(status, 0);
	assert.ok(took < 900, `${took} ms`);
	await lone.startDaemon();
	const again = await lone.dial('0905000002');
	assert.equal(await again.send('1'), dialogue.text);
}));

test('whoever dials meanwhile is told why not, and who is under way may go on', () => withLone(async (lone) => {
	const dialogue = await lone.dial('0905000003');
	lone.daemon.signal('SIGTERM');
	await until('it has heard', () => /stopping/.test(lone.log()));
	const refused = await lone.dial('0905000004');
	assert.equal(refused.ended, true);
	assert.match(refused.text, /tam dung|bao tri|goi lai|thu lai/i);
	await dialogue.send('1');
	assert.equal(dialogue.ended, false);
	assert.equal((await lone.ready()).status, 503);
	assert.deepEqual((await lone.ready()).reasons, ['stopping']);
	assert.equal((await lone.daemon.ended).status, 0);
}));

test('peers that hang do not hold it up', () => withLone(async (lone) => {
	const sockets = [ports.inside, ports.outside, ports.vty].map((port) => net.connect(port, lone.host));
	sockets.forEach((socket) => socket.on('error', () => {}));
	sockets[0].write('POST /ussd/v1/motcua HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
	sockets[1].write('GET /heal');
	const reader = net.connect(ports.inside, lone.host).on('error', () => {});
	reader.write('GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n');
	reader.pause();
	const { status, took } = await terminate(lone);
	assert.equal(status, 0);
	assert.ok(took < limitMs, `${took} ms`);
	[...sockets, reader].forEach((socket) => socket.destroy());
}));

test('under valgrind a dialogue, a reload and a stop touch no wrong octet and leak nothing', async () => {
	const lone = await Lone.start();
	await lone.daemon.stop(8);
	const log = lone.file('valgrind.log');
	lone.daemon = new Part('motcuad under valgrind', 'valgrind', [`--log-file=${log}`, '--error-exitcode=9',
		'--leak-check=full', '--errors-for-leak-kinds=definite', program('motcuad'), '-c',
		lone.file('motcua.cfg')], lone.file('motcuad.log'), { cwd: root });
	try {
		await lone.startDaemon();
		await apply(lone, '0905000005');
		const dialogue = await lone.dial('0905000006');
		await dialogue.send('1', '1', '1');
		assert.match((await lone.motcua('reload')).out, /^read anew/);
		await dialogue.send('1');
		assert.equal((await lone.motcua('dialogues')).status, 0);
		await fetch(`${lone.inside}/metrics`);
		lone.daemon.signal('SIGTERM');
		assert.deepEqual(await lone.daemon.ended, { status: 0, signal: null }, fs.readFileSync(log, 'utf8'));
	} finally {
		await lone.stop();
	}
});

test('with Kannel and the portal at work there is one thread', async () => {
	const system = await System.start();
	try {
		await apply(system, '0905000007');
		await system.sms('0905000007', /da den Cong dich vu cong/);
		const pid = system.daemon.pid;
		assert.match(fs.readFileSync(`/proc/${pid}/comm`, 'utf8'), /^motcuad/);
		assert.equal(fs.readdirSync(`/proc/${pid}/task`).length, 1);
	} finally {
		await system.stop();
	}
});
