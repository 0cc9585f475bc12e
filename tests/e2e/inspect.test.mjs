// SPDX-License-Identifier: AGPL-3.0-or-later
// What an operator and a monitor see: /metrics, /readyz, the command line, and a reload.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { apply, numbersOf } from './lib/apply.mjs';
import { Lone } from './lib/daemon.mjs';
import { ports } from './lib/place.mjs';
import { readMetrics } from './lib/prometheus.mjs';
import { until } from './lib/wait.mjs';

let lone;

before(async () => {
	lone = await Lone.start();
});

after(() => lone?.stop());

async function metrics() {
	const answer = await fetch(`${lone.inside}/metrics`);
	assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
	return readMetrics(await answer.text());
}

test('the reader of metrics refuses what the format does not allow', () => {
	const head = '# HELP a_total A\n# TYPE a_total counter\n';
	assert.equal(readMetrics(`${head}a_total{x="1",y="\\"2"} 3\n`).series.size, 1);
	for (const bad of ['a_total 1\n', `${head}a_total 1`, `${head}a_total one\n`, `${head}b_total 1\n`,
		`${head}a_total{x=1} 1\n`, `${head}a_total{x="1",} 1\n`, `${head}a_total{x="1",x="2"} 1\n`,
		`${head}a_total 1\na_total 2\n`, `${head}${head}`, `${head}a_total -1\n`, `${head}\n`,
		'# HELP a A\n# TYPE a counter\na 1\n', '# TYPE a_total counter\na_total 1\n'])
		assert.throws(() => readMetrics(bad), undefined, bad);
});

test('metrics are valid, all have a name of ours, and follow what happens', async () => {
	const before = await metrics();
	for (const { name, help, type } of before.families.values())
		assert.ok(name.startsWith('motcua_') && help && type, name);
	await apply(lone, '0904000001');
	const dialogue = await lone.dial('0904000002');
	assert.equal(dialogue.ended, false);
	const after = await metrics();
	const grown = (series) => after.series.get(series) - before.series.get(series);
	assert.equal(grown('motcua_submits_total'), 1);
	assert.equal(grown('motcua_dialogues_begun_total'), 2);
	assert.equal(grown('motcua_dialogues_ended_total'), 1);
	assert.ok(grown('motcua_sms_planned_total') >= 1);
	assert.ok(grown('motcua_commits_total') >= 1);
	assert.ok(grown('motcua_http_requests_total{listener="inside"}') > 8);
	assert.equal(after.series.get('motcua_store_writable'), 1);
	for (const [series, value] of before.series)
		if (/_total\b/.test(series))
			assert.ok(after.series.get(series) >= value, `${series} went back`);
});

test('a path that is not there is counted at its own listener', async () => {
	const before = await metrics();
	await fetch(`http://${lone.host}:${ports.outside}/nothing`);
	const after = await metrics();
	const outside = 'motcua_http_refused_total{listener="outside",reason="path"}';
	assert.equal(after.series.get(outside) - before.series.get(outside), 1);
});

test('metrics are not for the outside, and what is shown of people needs the token', async () => {
	assert.equal((await fetch(`http://${lone.host}:${ports.outside}/metrics`)).status, 404);
	for (const what of ['dialogues', 'outbox', 'portal', 'offices', 'menus', 'version'])
		assert.equal((await fetch(`${lone.inside}/api/v1/show/${what}`)).status, 401);
	for (const path of ['reload', 'backups'])
		assert.equal((await fetch(`${lone.inside}/api/v1/${path}`, { method: 'POST', body: '' })).status, 401);
	assert.equal((await lone.json('menus')).reload.done, 0);
});

test('the command line shows dialogues, messages, portal, menus, offices and versions', async () => {
	const dialogues = await lone.json('dialogues');
	const mine = dialogues.dialogues.find((row) => row.phone === '8490*****02');
	assert.equal(mine.procedure, 'home');
	assert.equal(mine.state, 'open');
	const outbox = await lone.json('outbox');
	assert.ok(outbox.messages.some((row) => row.phone === '8490*****01'));
	assert.doesNotMatch(JSON.stringify([dialogues, outbox]), /90400000/);
	assert.equal((await lone.json('portal')).dossiers.queued, 1);
	assert.deepEqual((await lone.json('menus')).trees.map((tree) => tree.code),
		Object.keys(JSON.parse(fs.readFileSync(lone.file('menus/proof.json'))).trees));
	assert.equal((await lone.json('offices')).offices.length, 1);
	const version = await lone.json('version');
	assert.equal(version.client, version.version);
	assert.match((await lone.motcua('version')).out, /^motcua +\S+\nmotcuad +\S+\nschema +\d+/);
	assert.match((await lone.motcua('dialogues')).out, /^in_memory +\d+[^]*phone +bearer +procedure/);
});

test('a clerk sees that a helper filed, and of which phone, masked', async () => {
	const own = await apply(lone, '0904000007');
	assert.equal((await lone.json('dossiers', 'show', own.receipt)).helper, null);
	assert.match((await lone.motcua('dossiers', 'show', own.receipt)).out, /^helper +-$/m);
	const dialogue = await lone.dial('0904000008', '*1022*6#');
	await dialogue.send('1', '0904000009', '1', '1', '070201012345', '1', '1', '1');
	const helped = numbersOf(dialogue.text);
	const shown = await lone.json('dossiers', 'show', helped.receipt);
	assert.equal(shown.phone, '8490*****09');
	assert.equal(shown.helper, '8490*****08');
	assert.match((await lone.motcua('dossiers', 'show', helped.receipt)).out, /^helper +8490\*{5}08$/m);
	const listed = (await lone.json('dossiers', 'list')).dossiers;
	assert.deepEqual([own, helped].map(({ receipt }) => listed.find((row) => row.receipt === receipt).helper),
		[null, '8490*****08']);
	assert.doesNotMatch(JSON.stringify(shown), /90400000/);
});

/** Changes what home says. */
async function changeTitle(words) {
	lone.edit('source/texts/vi.json', (text) => text.replace(/("home\.title": ")[^"]*/, `$1${words}`));
	assert.equal((await lone.compile()).errors.replace(/^remark:.*\n/gm, ''), '');
}

test('SIGHUP reads menus anew, and a dialogue under way ends on what it began with', async () => {
	const old = await lone.dial('0904000003');
	await changeTitle('Xin chao');
	lone.daemon.signal('SIGHUP');
	await until('the menus are read', async () => (await lone.json('menus')).reload.done === 1);
	assert.match((await lone.dial('0904000004')).text, /^Xin chao/);
	await old.send('1');
	assert.doesNotMatch(await old.send('0'), /Xin chao/);
	assert.equal((await lone.json('menus')).sets, 2);
});

test('a bad file changes nothing, and is named to the person, in the log and in /readyz', async () => {
	const good = fs.readFileSync(lone.file('offices.json'));
	await changeTitle('Khong bao gio');
	fs.writeFileSync(lone.file('offices.json'), '{"offices": [');
	const { status, errors } = await lone.motcua('reload');
	assert.equal(status, 1);
	assert.match(errors, /offices\.json/);
	assert.match((await lone.dial('0904000005')).text, /^Xin chao/);
	const ready = await lone.ready();
	assert.equal(ready.status, 200);
	assert.ok(ready.notes.some((note) => /^reload: .*offices\.json/.test(note)), JSON.stringify(ready));
	assert.match(lone.log(), /reload refused, all stays as it was: .*offices\.json/);
	assert.equal((await metrics()).series.get('motcua_reload_refused'), 1);
	fs.writeFileSync(lone.file('offices.json'), good);
	assert.match((await lone.motcua('reload')).out, /^read anew/);
	assert.deepEqual((await lone.ready()).notes.filter((note) => note.startsWith('reload')), []);
	assert.match((await lone.dial('0904000006')).text, /^Khong bao gio/);
});
