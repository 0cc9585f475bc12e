// SPDX-License-Identifier: AGPL-3.0-or-later
// Where a test runs: a loopback address and a folder of its own, and what has been built.
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const build = path.resolve(root, process.env.B || `build/${process.env.VARIANT || 'release'}`);

/** Each test has its own address, so all may use the same ports. */
export const ports = {
	inside: 8081, outside: 8080, vty: 4265, portal: 8090,
	bearerbox: 13001, admin: 13000, sendsms: 13013, smsc: 10000,
};

/** The service's menus as they were compiled. */
export const service = path.join(build, 'service');

export function program(name) {
	const file = path.join(build, name);
	if (!fs.existsSync(file))
		throw new Error(`${file} was not built`);
	return file;
}

function isFree(host, port) {
	return new Promise((resolve) => {
		const server = net.createServer();
		server.once('error', () => resolve(false));
		server.listen(port, host, () => server.close(() => resolve(true)));
	});
}

/** An address of 127.0.0.0/8 on which none of our ports is taken. */
export async function ownAddress() {
	for (let tries = 0; tries < 50; tries++) {
		const host = `127.${randomInt(16, 250)}.${randomInt(1, 250)}.${randomInt(2, 250)}`;
		const free = await Promise.all(Object.values(ports).map((port) => isFree(host, port)));
		if (free.every(Boolean))
			return host;
	}
	throw new Error('no free loopback address found');
}

export function ownFolder() {
	return fs.mkdtempSync(path.join(os.tmpdir(), 'motcua-e2e-'));
}

/** Fills a template of deploy/ as the demo does. */
export function fillIn(template, values, file) {
	const pairs = Object.entries(values).map(([name, value]) => `${name}=${value}`);
	fs.writeFileSync(file, execFileSync(path.join(root, 'deploy/fill-in.sh'),
		[path.join(root, template), ...pairs]), { mode: 0o600 });
}
