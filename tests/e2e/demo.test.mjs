// SPDX-License-Identifier: AGPL-3.0-or-later
// deploy/demo.sh as people meet it: it plays a script, goes on with its data, says in a clear sentence
// what keeps it from starting, and leaves nothing running whichever way it ends.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ownAddress, ownFolder, program, root } from './lib/place.mjs';
import { until } from './lib/wait.mjs';

const folder = ownFolder();
const data = path.join(folder, 'demo');
const script = path.join(root, 'tests/demo/first-application.txt');
let host;

before(async () => {
	host = await ownAddress();
});

after(() => fs.rmSync(folder, { recursive: true }));

function demo(args = [], environment = {}) {
	const child = spawn(path.join(root, 'deploy/demo.sh'), args, {
		env: { ...process.env, MOTCUA_DEMO_DATA: data, MOTCUA_DEMO_HOST: host, ...environment },
	});
	child.out = '';
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (text) => { child.out += text; });
	child.ended = new Promise((resolve) => child.on('close', (status, signal) => resolve({ status, signal })));
	return child;
}

/** Command lines of processes that belong to our demo: they name its folder or its address. */
function leftovers() {
	return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
		.map((pid) => {
			try {
				return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
			} catch {
				return ''; // it has just ended
			}
		}).filter((line) => line.includes(folder) || line.includes(host));
}

/** A demo whose phone waits for a person. */
async function waitingDemo() {
	const child = demo();
	await until('the phone is there', () => {
		assert.equal(child.exitCode, null, child.out);
		return child.out.includes('Dial, for example *1022#');
	}, 30);
	return child;
}

/** A build folder in which one program is replaced by a shell script. */
function buildWith(name, body) {
	const build = fs.mkdtempSync(path.join(folder, 'build-'));
	for (const each of ['motcuad', 'motcua', 'motcua-phone', 'motcua-portal-sim'])
		fs.symlinkSync(program(each), path.join(build, each));
	fs.rmSync(path.join(build, name));
	fs.writeFileSync(path.join(build, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
	return build;
}

test('a written dialogue is played to its end, and again on the same data', async () => {
	for (const run of ['first', 'second']) {
		const child = demo(['--script', script]);
		const { status } = await child.ended;
		assert.equal(status, 0, `${run} run: ${child.out}`);
		assert.match(child.out, /checks came true/);
		assert.match(child.out, /SMS from 1022/);
		assert.match(child.out, /The portal's view/);
		assert.deepEqual(leftovers(), []);
	}
});

test('a script that does not come true is a failure with its reason', async () => {
	const wrong = path.join(folder, 'wrong.txt');
	fs.writeFileSync(wrong, 'dial *1022#\nexpect no counter says this\n');
	const child = demo(['--script', wrong]);
	assert.equal((await child.ended).status, 1);
	assert.match(child.out, /wrong\.txt:2: the screen does not say "no counter says this"/);
	assert.deepEqual(leftovers(), []);
});

test('a port in use is named, with its setting, before anything starts', async () => {
	const server = net.createServer();
	await new Promise((resolve) => server.listen(15013, host, resolve));
	const child = demo(['--script', script]);
	assert.equal((await child.ended).status, 1);
	server.close();
	assert.match(child.out, /port 15013 of 127\S+ is in use, and smsbox needs it: .* MOTCUA_DEMO_SENDSMS/);
	assert.deepEqual(leftovers(), []);
});

test('a part that ends while it starts is named, with the end of its log', async () => {
	const child = demo(['--script', script], { B: buildWith('motcuad', 'echo "the disk is made of cheese"; exit 1') });
	assert.equal((await child.ended).status, 1);
	assert.match(child.out, /motcuad ended while starting[^]*the disk is made of cheese/);
	assert.deepEqual(leftovers(), []);
});

test('a program that was not built is named', async () => {
	const child = demo([], { B: path.join(folder, 'nothing') });
	assert.equal((await child.ended).status, 1);
	assert.match(child.out, /motcuad was not built: run make/);
});

test('a script that cannot be read is a sentence', async () => {
	const child = demo(['--script', path.join(folder, 'none.txt')]);
	assert.equal((await child.ended).status, 2);
	assert.match(child.out, /cannot read the script/);
});

test('a person leaves with q and nothing stays', async () => {
	const child = await waitingDemo();
	child.stdin.write('*1022#\nq\n');
	assert.equal((await child.ended).status, 0);
	assert.deepEqual(leftovers(), []);
});

test('a second demo on the same data says who has it', async () => {
	const first = await waitingDemo();
	const second = demo();
	assert.equal((await second.ended).status, 1);
	assert.match(second.out, new RegExp(`a demo is running on \\S+ already \\(pid ${first.pid}\\)`));
	first.stdin.write('q\n');
	assert.equal((await first.ended).status, 0);
});

for (const [signal, expected] of [['SIGTERM', 143], ['SIGINT', 130], ['SIGHUP', 129]]) {
	test(`${signal} stops everything in order`, async () => {
		const child = await waitingDemo();
		child.kill(signal);
		assert.equal((await child.ended).status, expected);
		assert.doesNotMatch(child.out, /is killed/);
		assert.deepEqual(leftovers(), []);
	});
}

test('a part that ends under way stops everything and is named', async () => {
	const child = await waitingDemo();
	process.kill(Number(fs.readFileSync(path.join(data, 'run/bearerbox.pid'), 'utf8')), 'SIGKILL');
	assert.equal((await child.ended).status, 1);
	assert.match(child.out, /bearerbox ended unexpectedly/);
	assert.deepEqual(leftovers(), []);
});

test('even a killed demo leaves nothing running, and the next one starts', async () => {
	const child = await waitingDemo();
	child.kill('SIGKILL');
	child.stdin.destroy();
	await child.ended;
	await until('all parts are gone', () => leftovers().length === 0, 5);
	const next = await waitingDemo();
	next.stdin.write('q\n');
	assert.equal((await next.ended).status, 0);
	assert.deepEqual(leftovers(), []);
});
