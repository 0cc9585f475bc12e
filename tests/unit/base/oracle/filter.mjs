// SPDX-License-Identifier: AGPL-3.0-or-later
// Sends lines through one of our text codecs, as test_oracle_text offers them on stdin and stdout.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const build = process.env.MOTCUA_BUILD ?? process.env.B ?? `build/${process.env.VARIANT ?? 'release'}`;
const program = path.resolve(root, build, 'tests/unit/base/test_oracle_text');

// The converted lines, one for each given. Throws if the program fails or loses a line.
export function filter(name, lines) {
	const run = spawnSync(program, ['--filter', name], {
		input: lines.map((line) => line + '\n').join(''),
		encoding: 'utf8',
		maxBuffer: 1 << 28,
	});
	if (run.error)
		throw run.error;
	if (run.status !== 0)
		throw new Error(`${program} --filter ${name}: status ${run.status}, signal ${run.signal}`);
	const out = run.stdout.split('\n');
	out.pop();
	if (out.length !== lines.length)
		throw new Error(`${lines.length} lines went in, ${out.length} came back`);
	return out;
}
