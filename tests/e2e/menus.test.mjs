// SPDX-License-Identifier: AGPL-3.0-or-later
// Menus from their sources to the phone: compiled and refused by the command line, loaded and refused by
// the daemon, and forms that come from the portal.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Lone } from './lib/daemon.mjs';
import { program, root } from './lib/place.mjs';
import { until } from './lib/wait.mjs';

const code = '1.004873';
const overlay = `source/overlays/${code}.json`;
const form = `source/eforms/${code}.json`;
let lone;

before(async () => {
	lone = await Lone.start((config) => config, { portal: true });
});

after(() => lone?.stop());

const read = (name) => fs.readFileSync(lone.file(name), 'utf8');
const readJson = (name) => JSON.parse(read(name));
const proof = () => readJson('menus/proof.json');
const menus = (...args) => lone.motcua('menus', ...args);
const withoutRemarks = ({ errors }) => errors.replace(/^remark:.*\n/gm, '');

function changeJson(name, change) {
	const json = readJson(name);
	change(json);
	fs.writeFileSync(lone.file(name), JSON.stringify(json));
}

/** Runs with a file changed, and puts it back as it was. */
async function changed(name, change, run) {
	const before = read(name);
	changeJson(name, change);
	try {
		await run();
	} finally {
		fs.writeFileSync(lone.file(name), before);
	}
}

test('what is compiled says what was proved, and is what the same sources always give', async () => {
	const { status, out } = await lone.compile();
	assert.equal(status, 0);
	assert.match(out, /^\S+: \d+ procedures, \d+ fields, \d+ branches, \d+ screens, proved in \d+ ms\n$/);
	const first = proof();
	assert.equal(first.motcua_proof, 1);
	assert.match(first.set, /^[0-9a-f]{32}$/);
	assert.deepEqual(first.least, { septets: 130, units: 57, end_septets: 128, end_units: 56 });
	assert.ok(first.screens > 1000 && first.trees.home && first.trees[code]);
	assert.deepEqual(Object.keys(first.trees).sort(), ['home',
		...fs.readdirSync(lone.file('source/overlays')).map((name) => name.replace('.json', ''))].sort());
	assert.equal((await lone.compile()).status, 0);
	assert.deepEqual(proof(), first);
	assert.ok(!fs.existsSync(lone.file('menus.new')) && !fs.existsSync(lone.file('menus.old')));
	assert.match((await menus('check', lone.file('menus'))).out,
		/^1\.004873 +\d+ screens and steps, form [\w.-]+$[^]*is as it was proved\n$/m);
	assert.match((await lone.motcua('reload')).out, /^read anew/);
});

const mistakes = [
	['a required field that nobody accounts for', overlay, (o) => { delete o.fields.nxnHoTen; },
		/overlays\/1\.004873\.json: fields: the form demands 1 that are not named: nxnHoTen/],
	['a field that the form does not have', overlay, (o) => { o.fields.noSuch = { fixed: '1' }; },
		/overlays\/1\.004873\.json: fields\.noSuch/],
	['a value that is none of the options', overlay, (o) => { o.fields.nxnGioiTinh.map.male = '7'; },
		/overlays\/1\.004873\.json: fields\.nxnGioiTinh: "7" is none of the form's options/],
	['a field left to the clerk without a reason', overlay, (o) => { delete o.fields.nxnHoTen.why; },
		/overlays\/1\.004873\.json: fields\.nxnHoTen.*why/],
	['a frame that there is not', overlay, (o) => { o.questions[0].ask = 'telepathy'; },
		/overlays\/1\.004873\.json: questions\[0\].*telepathy/],
	['a text that there is not', overlay, (o) => { delete o.texts.vi.situation; }, /situation/],
	['a language that says it is complete and is not', 'source/texts/en.json',
		(t) => { delete t.texts['home.title']; }, /en.*home\.title|home\.title.*en/],
	['an option wider than a screen', overlay, (o) => { o.texts.vi.never = 'Chưa từng kết hôn '.repeat(12); },
		/overlays\/1\.004873\.json: nodes\.situation, vi, gsup: option "Chua tung[^"]*" needs \d+ septets/],
	['a way that needs more keys than it may', overlay, (o) => { o.effort.first.keys = 5; },
		/overlays\/1\.004873\.json: effort\.first: \d+ keypresses, the budget is 5/],
	['a field missing on one branch', overlay,
		(o) => { o.fields.nxnLoaiMucDichSuDung = [{ when: { answer: 'purpose', is: 'marry' }, fixed: '1' }]; },
		/overlays\/1\.004873\.json: fields\.nxnLoaiMucDichSuDung: is missing, where .*purpose=property/],
	['a target of home that there is not', 'source/home.json', (h) => { h.start = 'nowhere'; },
		/home\.json: start/],
	['a key that the overlay does not know', overlay, (o) => { o.quesions = []; },
		/overlays\/1\.004873\.json: .*quesions/],
];

for (const [what, file, change, sentence] of mistakes)
	test(`${what} is refused with its place, and what was compiled stays`, async () => {
		const before = read('menus/proof.json');
		await changed(file, change, async () => {
			for (const args of [['check', lone.file('source')],
				['compile', lone.file('source'), '--out', lone.file('menus')]]) {
				const answer = await menus(...args);
				assert.equal(answer.status, 1, `${args[0]} takes it`);
				assert.match(withoutRemarks(answer), sentence);
			}
		});
		assert.equal(read('menus/proof.json'), before);
		assert.ok(!fs.existsSync(lone.file('menus.new')));
	});

test('all that is wrong is told at once, of every procedure', async () => {
	await changed(overlay, (o) => {
		delete o.fields.nxnHoTen;
		o.fields.noSuch = { fixed: '1' };
	}, async () => {
		const { errors } = await menus('check', lone.file('source'));
		assert.match(errors, /nxnHoTen/);
		assert.match(errors, /noSuch/);
	});
});

test('a file that is no JSON is named with its line', async () => {
	const before = read(overlay);
	fs.writeFileSync(lone.file(overlay), before.replace('"questions"', 'questions'));
	const answer = await menus('check', lone.file('source'));
	fs.writeFileSync(lone.file(overlay), before);
	assert.equal(answer.status, 1);
	assert.match(withoutRemarks(answer), /overlays\/1\.004873\.json: .*line \d+/);
});

test('a folder that is not of compiled menus is never replaced', async () => {
	for (const name of ['source', 'sms', 'offices.json']) {
		const { status, errors } = await menus('compile', lone.file('source'), '--out', lone.file(name));
		assert.equal(status, 1);
		assert.match(errors, /is no compiled folder, and stays as it is/);
	}
	assert.ok(read(overlay) && read('sms/vi.json') && read('offices.json'));
	fs.mkdirSync(lone.file('empty'));
	assert.equal((await menus('compile', lone.file('source'), '--out', `${lone.file('empty')}/`)).status, 0);
	assert.deepEqual(readJson('empty/proof.json'), proof());
	assert.match((await menus('compile', lone.file('source'))).errors, /--out DIR/);
});

test('menus changed after their proof are refused by a reload, and the service goes on', async () => {
	const before = (await lone.dial('0906000001')).text;
	const text = read('menus/texts/vi.json');
	lone.edit('menus/texts/vi.json', (vi) => vi.replace(/("home\.title": ")[^"]*/, '$1Khong chung minh'));
	const { status, errors } = await lone.motcua('reload');
	assert.equal(status, 1);
	assert.match(errors, /a text or a unit was changed after it was proved: .*motcua menus compile/);
	assert.match((await menus('check', lone.file('menus'))).errors, /was changed after it was proved/);
	const ready = await lone.ready();
	assert.equal(ready.status, 200);
	assert.ok(ready.notes.some((note) => /^reload: .*after it was proved/.test(note)), JSON.stringify(ready));
	assert.match(lone.log(), /reload refused, all stays as it was: .*after it was proved/);
	assert.equal((await lone.dial('0906000002')).text, before);
	fs.writeFileSync(lone.file('menus/texts/vi.json'), text);
	assert.match((await lone.motcua('reload')).out, /^read anew/);
	assert.deepEqual((await lone.ready()).notes.filter((note) => note.startsWith('reload')), []);
});

test('a tree changed after the proof is named', async () => {
	await changed(`menus/procedures/${code}.json`, (tree) => { tree.submit.papers.pop(); }, async () => {
		const { errors } = await lone.motcua('reload');
		assert.match(errors, /the tree 1\.004873 was changed after it was proved/);
	});
	assert.match((await lone.motcua('reload')).out, /^read anew/);
});

test('a signal tells it in the log and in /readyz', async () => {
	fs.renameSync(lone.file('menus/proof.json'), lone.file('proof.json'));
	lone.daemon.signal('SIGHUP');
	await until('the refusal is told', async () =>
		(await lone.ready()).notes.some((note) => /^reload: .*there are no proved menus/.test(note)));
	fs.renameSync(lone.file('proof.json'), lone.file('menus/proof.json'));
	assert.match((await lone.motcua('reload')).out, /^read anew/);
});

test('without proved menus the daemon does not start, and says why', async () => {
	fs.renameSync(lone.file('menus/proof.json'), lone.file('proof.json'));
	try {
		for (const args of [['-t'], []]) {
			const { status, errors } = await new Promise((resolve) => {
				execFile(program('motcuad'), [...args, '-c', lone.file('motcua.cfg')], { timeout: 20000 },
					(error, out, said) => resolve({ status: error?.code, errors: said }));
			});
			assert.equal(status, 1);
			assert.match(errors, /there are no proved menus: run motcua menus compile/);
		}
	} finally {
		fs.renameSync(lone.file('proof.json'), lone.file('menus/proof.json'));
	}
});

// --- looking at menus -------------------------------------------------------------------------
test('screens are shown as a phone shows them', async () => {
	const plain = (await menus('show', code, lone.file('source'))).out;
	assert.match(plain, /^1\.004873: Cap Giay[^\n]*\nvi, gsup\n/);
	assert.match(plain, /^situation, \d+ septets$/m);
	assert.match((await menus('show', code, lone.file('source'), '--script', 'accents')).out, /Cấp Giấy/);
	assert.match((await menus('show', 'home', lone.file('source'), '--lang', 'en', '--bearer', 'sms')).out,
		/\nen, sms\n/);
	for (const [option, value] of [['--lang', 'xx'], ['--script', 'x'], ['--bearer', 'x']]) {
		const { status, errors } = await menus('show', code, lone.file('source'), option, value);
		assert.equal(status, 1);
		assert.match(errors, /xx?: /);
	}
	assert.match((await menus('show', '9.9', lone.file('source'))).errors, /there is no 9\.9\.json/);
});

test('effort is counted, and its steps are the screens', async () => {
	const rows = JSON.parse((await menus('--json', 'effort', code, lone.file('source'))).out);
	const typical = rows.filter((row) => row.way === 'typical');
	assert.deepEqual(typical.map((row) => row.world), ['first', 'again']);
	const allowed = readJson(overlay).effort;
	for (const { world, screens, keys, replies } of typical) {
		assert.ok(screens <= allowed[world].screens && keys <= allowed[world].keys && replies < screens);
		const shortest = rows.find((row) => row.world === world && row.way !== 'typical');
		assert.ok(shortest.keys <= keys);
	}
	const { out } = await menus('effort', code, lone.file('source'), '--steps');
	const steps = out.split('=== ')[1];
	assert.equal(steps.match(/^--- \d+ /gm).length, typical[0].screens);
	assert.equal(steps.match(/^> /gm).length, typical[0].replies);
});

test('every branch is one line of JSON with what is submitted', async () => {
	const lines = (await menus('--json', 'branches', code, lone.file('source'))).out.trimEnd().split('\n');
	const branches = lines.map((line) => JSON.parse(line));
	assert.ok(branches.length > 8);
	for (const branch of branches) {
		assert.equal(branch.code, code);
		assert.ok(branch.label && branch.answers.situation && branch.submission.answers.nxnTinhTrangHonNhan);
	}
	assert.deepEqual([...new Set(branches.map((branch) => branch.answers.situation))].sort(),
		['divorced', 'married', 'never', 'widowed']);
	const plain = (await menus('branches', code, lone.file('source'))).out.trimEnd().split('\n');
	assert.equal(plain.length, branches.length);
});

test('what a language lacks is told', async () => {
	await changed('source/texts/en.json', (en) => {
		en.complete = false;
		delete en.texts['home.title'];
	}, async () => {
		const [vi, en] = JSON.parse((await menus('--json', 'languages', lone.file('source'))).out);
		assert.deepEqual([vi.missing, vi.complete, en.missing, en.complete], [[], true, ['home.title'], false]);
		assert.ok(vi.screens > en.screens, 'English has no accents');
		assert.ok(vi.leafed.length > 0);
	});
});

// --- forms of the portal ----------------------------------------------------------------------
const eform = (headers, which = code) => fetch(`${lone.inside}/api/v1/eforms/${which}`,
	{ headers: { Authorization: `Bearer ${read('inside.token').trim()}`, ...headers } });

test('the stored form is given out as the portal has it, once', async () => {
	const answer = await until('the form is read', async () => {
		const got = await eform();
		return got.status === 200 && got;
	});
	assert.deepEqual(await answer.json(), readJson(form));
	const etag = answer.headers.get('etag');
	assert.equal((await eform({ 'If-None-Match': etag })).status, 304);
	assert.equal((await fetch(`${lone.inside}/api/v1/eforms/${code}`)).status, 401);
});

test('what can be no code is refused before anybody is asked', async () => {
	for (const which of ['..%2fx', 'a-b', '1%20', '1'.repeat(16), '.1'])
		assert.equal((await eform({}, which)).status, 400, which);
	assert.equal((await (await eform({}, 'a-b')).json()).error, 'code');
	assert.equal((await fetch(`${lone.inside}/api/v1/eforms/8.1`)).status, 401);
});

/** The portal starts anew, with one more procedure, of this form, if there is one. */
async function portalOffers(which, json) {
	const catalogue = JSON.parse(fs.readFileSync(path.join(root, 'tests/sim/portal/catalogue.json'), 'utf8'));
	fs.rmSync(lone.file('catalogue'), { recursive: true, force: true });
	lone.own('menus/service/eforms', 'catalogue/eforms');
	if (json) {
		catalogue.procedures.push({ code: which, name: 'Thủ tục mới', fee: 8000, time_limit_days: 5 });
		fs.writeFileSync(lone.file(`catalogue/eforms/${which}.json`), JSON.stringify(json));
	}
	fs.writeFileSync(lone.file('catalogue/catalogue.json'), JSON.stringify({ ...catalogue, eforms: 'eforms' }));
	await lone.portal.stop();
	if (!lone.portal.args.includes('--catalogue'))
		lone.portal.args.push('--catalogue', lone.file('catalogue'));
	await lone.startPortal();
}

test('a procedure that the menus lack is imported from the portal, and compared with it later', async () => {
	const which = '8.000001';
	const made = ['overlays', 'eforms'].map((part) => `source/${part}/${which}.json`);
	const json = readJson(form);
	await portalOffers(which, json);
	try {
		const asked = await eform({}, which);
		assert.equal(asked.status, 202, 'it is not stored');
		assert.match((await asked.json()).message, /^the portal is asked for it/);
		const { status, out, errors } = await menus('import', which, lone.file('source'));
		assert.equal(status, 0, errors);
		assert.match(out, /overlays\/8\.000001\.json: decide field by field what to ask/);
		assert.deepEqual(readJson(made[1]), json);
		assert.equal((await eform({}, which)).status, 200, 'it is stored now');
		const checked = await menus('check', lone.file('source'));
		assert.equal(withoutRemarks(checked), '');
		assert.match(checked.out, /^8\.000001 /m);

		json.components.push({ type: 'textfield', key: 'moi', label: 'Mới', input: true });
		await portalOffers(which, json);
		const compared = await until('the portal is asked anew', async () => {
			const answer = await menus('diff', which, lone.file('source'));
			return /added/.test(answer.out) && answer;
		}, 30);
		assert.match(compared.out, /^ {2}added +moi: /m);
	} finally {
		for (const name of made)
			fs.rmSync(lone.file(name), { force: true });
	}
});

test('a procedure that the portal does not have is told so', async () => {
	const { status, errors } = await menus('import', '9.9', lone.file('source'));
	assert.equal(status, 1);
	assert.match(errors, /404: 9\.9: the portal does not offer it\n$/);
	assert.ok(!fs.existsSync(lone.file('source/overlays/9.9.json')));
});

test('a portal that is away is told so, with what was wrong', async () => {
	await lone.portalBehaves({ down: true });
	for (const [verb, which] of [['import', '9.7'], ['diff', '2.000815']]) {
		const { status, errors } = await menus(verb, which, lone.file('source'));
		assert.equal(status, 1);
		assert.match(errors, /503: [\d.]+: the form is not to be had now: HTTP 503\n$/);
	}
	await lone.portal.stop();
	const { errors } = await menus('import', '9.6', lone.file('source'));
	assert.match(errors, /503: 9\.6: the form is not to be had now: .*connect/);
	await lone.startPortal();
});

test('an overlay that is there is never touched by an import', async () => {
	const before = read(overlay);
	const { status, errors } = await menus('import', code, lone.file('source'));
	assert.equal(status, 1);
	assert.match(errors, /is there already, and stays as it is; 'motcua menus diff 1\.004873/);
	assert.equal(read(overlay), before);
});

test('the form of a procedure comes from the portal, and --dry-run writes nothing', async () => {
	const kept = read(overlay);
	fs.rmSync(lone.file(overlay));
	try {
		const { status, out } = await menus('import', code, lone.file('source'), '--dry-run');
		assert.equal(status, 0);
		assert.match(out, /"motcua_overlay": 1/);
		assert.deepEqual(JSON.parse(out.split(/^eforms\/.*:\n|^overlays\/.*:\n/m)[1]), readJson(form));
		assert.ok(!fs.existsSync(lone.file(overlay)));
	} finally {
		fs.writeFileSync(lone.file(overlay), kept);
	}
});

test('a form becomes an overlay that compiles at once', async () => {
	const made = ['overlays', 'eforms'].map((part) => `source/${part}/9.8.json`);
	try {
		const { status, out } = await menus('import', '9.8', lone.file('source'), '--eform', lone.file(form));
		assert.equal(status, 0);
		assert.match(out, /overlays\/9\.8\.json: decide field by field what to ask/);
		assert.match(out, /home\.json: nothing leads to tree:9\.8 yet/);
		assert.deepEqual(readJson(made[1]), readJson(form));
		const checked = await menus('check', lone.file('source'));
		assert.equal(withoutRemarks(checked), '');
		assert.match(checked.out, /^9\.8 /m);
	} finally {
		for (const name of made)
			fs.rmSync(lone.file(name), { force: true });
	}
});

test('names that are no code, and forms that are none, are refused', async () => {
	for (const verb of ['import', 'diff']) {
		const { status, errors } = await menus(verb, '../x', lone.file('source'));
		assert.equal(status, 1, verb);
		assert.match(errors, /is no code of a procedure/, verb);
	}
	fs.writeFileSync(lone.file('bad.json'), '{"title": "x"}');
	const { status, errors } = await menus('import', '9.9', lone.file('source'), '--eform', lone.file('bad.json'));
	assert.equal(status, 1);
	assert.match(errors, /bad\.json: .*components/);
	assert.ok(!fs.existsSync(lone.file('source/overlays/9.9.json')));
});

function newForm(change) {
	const json = readJson(form);
	change(json);
	fs.writeFileSync(lone.file('new.json'), JSON.stringify(json));
	return ['diff', code, lone.file('source'), '--eform', lone.file('new.json')];
}

test('a form that has not changed asks nothing', async () => {
	const { status, out } = await menus('diff', code, lone.file('source'));
	assert.equal(status, 0, 'the portal has the form that was treated');
	assert.match(out, /the form is the one that was treated/);
});

test('a new required field breaks the overlay, is told so, and is not taken', async () => {
	const before = read(form);
	const args = newForm((json) => json.components.push(
		{ type: 'textfield', key: 'moi', label: 'Mới', input: true, validate: { required: true } }));
	for (const more of [[], ['--take']]) {
		const { status, out } = await menus(...args, ...more);
		assert.equal(status, 1);
		assert.match(out, /^! added +moi: /m);
	}
	assert.equal(read(form), before);
});

test('a new field that nobody must fill is taken', async () => {
	const before = read(form);
	const args = newForm((json) => json.components.push(
		{ type: 'textfield', key: 'moi', label: 'Mới', input: true }));
	assert.equal((await menus(...args)).status, 0);
	assert.equal(read(form), before);
	const { status, out } = await menus(...args, '--take');
	assert.equal(status, 0);
	assert.match(out, /^ {2}added +moi: /m);
	assert.deepEqual(readJson(form), readJson('new.json'));
	assert.match((await menus(...args)).out, /the form is the one that was treated/);
	fs.writeFileSync(lone.file(form), before);
});
