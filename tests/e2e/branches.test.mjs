// SPDX-License-Identifier: AGPL-3.0-or-later
// Every way through every procedure ends in what the portal's form takes, by Form.io's own
// validator: it may miss only what the submission says is left to the clerk, brought on paper or
// prefilled. Nothing is said of a field that the form does not show. The ways come from the real
// command; how the menus judge a form themselves is not asked.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { isAnswer, readForm, walk } from './lib/eform.mjs';
import { Judges } from './lib/judges.mjs';
import { program, root } from './lib/place.mjs';

const source = path.join(root, 'menus/service');
const codes = fs.readdirSync(path.join(source, 'overlays')).map((name) => name.replace(/\.json$/, '')).sort();
const SHIPPED = ['1.004873', '2.002621', '2.002622', '1.001193', '1.000656', '1.000894', '2.000815',
	'2.000635', '1.004222', '1.011607'];
const OUTPUT_MAX = 256 * 1024 * 1024;

const judges = new Judges();
after(() => judges.close());

function branchesOf(code) {
	const lines = execFileSync(program('motcua'), ['menus', 'branches', code, source, '--json'],
		{ encoding: 'utf8', stdio: 'pipe', maxBuffer: OUTPUT_MAX });
	return lines.trim().split('\n').map((line) => JSON.parse(line));
}

/** The paths of all values, rows as the form's walk names them and as they stand. */
function* values(data, where = '') {
	for (const [key, value] of Object.entries(data)) {
		const here = Array.isArray(data) ? `${where}[${key}]` : where ? `${where}.${key}` : key;
		if (value !== null && typeof value === 'object')
			yield* values(value, here);
		else
			yield here;
	}
}

const asWalked = (where) => where.replace(/\[\d+\]/g, '');

/** The path of the field that holds a value: the path itself, or that of boxes or a list above it. */
function fieldOf(fields, where) {
	for (let at = where; ; at = at.slice(0, at.search(/(\.[^.[]*|\[\d+\])$/))) {
		if (fields.has(asWalked(at)))
			return at;
		if (!/[.[]/.test(at))
			return undefined;
	}
}

/** The answers that a source of an overlay reads. */
const keysOf = (source) => [source.answer, source.of].filter(Boolean);

/** Whether one of a field's sources leaves it to the clerk with a sentence why. */
const explained = (sources) => sources.some((one) => one.clerk && /\w+ \w+/.test(one.why ?? ''));

/** Whether one of the answers a field is made of was "I don't have it", or a year alone. */
function unanswered(sources, answers) {
	return sources.flatMap(keysOf).some((key) => answers[key] === '' || /^(19|20)\d\d$/.test(answers[key] ?? ''));
}

/** Everything about one submission that must not be, as [path, what]. */
function* faults({ fields, overlay }, { answers, submission }, { errors, hidden }) {
	const named = { left_to_clerk: submission.left_to_clerk, on_paper: submission.on_paper,
		prefilled: submission.prefilled };
	const excused = new Set(Object.values(named).flat());
	const papers = new Set(submission.on_paper);
	const given = new Set();
	const isHidden = (where) => hidden.has(where) ||
		fields.get(asWalked(where)).above.some((one) => hidden.has(one));

	for (const where of errors)
		if (!excused.has(where))
			yield [where, 'Form.io complains, and nobody is to fill it'];
	for (const value of values(submission.answers)) {
		const where = fieldOf(fields, value);
		if (!where) {
			yield [value, 'is no field of the form'];
			continue;
		}
		given.add(where);
		if (isHidden(where))
			yield [where, 'has a value, and the form does not show it'];
	}
	for (const [list, wheres] of Object.entries(named)) {
		for (const where of wheres) {
			if (!fields.has(asWalked(where)))
				yield [where, `is under ${list}, and is no field of the form`];
			// On paper may come what the form shows only once the desk has seen it, such as a passport.
			else if (list === 'left_to_clerk' && !papers.has(where) && isHidden(where))
				yield [where, 'is left to the clerk, and the form does not show it'];
			if (given.has(where))
				yield [where, `is under ${list}, and has a value`];
		}
	}
	for (const where of submission.left_to_clerk) {
		const sources = [overlay.fields[where] ?? []].flat();
		if (!papers.has(where) && !explained(sources) && !unanswered(sources, answers))
			yield [where, 'is left to the clerk without a sentence why'];
	}
	for (const where of submission.to_check)
		if (!given.has(where))
			yield [where, 'is to be checked, and has no value'];
}

/** The form's fields by path, each with the paths of what it stands in. */
function fieldsOf(form) {
	const all = [...walk(readForm(form).components)];
	const paths = new Map(all.map((one) => [one.component, one.path]));
	return new Map(all.filter(isAnswer).map((one) =>
		[one.path, { above: one.above.map((component) => paths.get(component)) }]));
}

const range = (numbers) => [...new Set([Math.min(...numbers), Math.max(...numbers)])].join('-');

function report(code, branches, fields, overlay) {
	const filled = branches.map(({ submission }) =>
		new Set([...values(submission.answers)].map((one) => fieldOf(fields, one))).size);
	const clerk = branches.map(({ submission: { left_to_clerk: left, on_paper: papers } }) =>
		left.length - papers.length);
	const explainedHere = Object.values(overlay.fields).filter((one) => explained([one].flat())).length;
	console.log(`${code}: ${branches.length} branches, ${fields.size} fields, filled ${range(filled)}, ` +
		`left to clerk ${range(clerk)} (${explainedHere} with a sentence why, others only if not known)`);
}

test('all procedures that are to be shipped are there', () => {
	assert.deepEqual(SHIPPED.filter((code) => !codes.includes(code)), []);
});

for (const code of codes) {
	test(`${code}: Form.io takes what every branch submits`, async () => {
		const overlay = JSON.parse(fs.readFileSync(path.join(source, 'overlays', `${code}.json`)));
		const form = `${overlay.form ?? code}.json`;
		const fields = fieldsOf(form);
		const branches = branchesOf(code);
		const verdicts = await judges.judge(form, branches.map((one) => one.submission.answers));
		const found = new Map();

		branches.forEach((branch, i) => {
			for (const [where, what] of faults({ fields, overlay }, branch, verdicts[i]))
				found.set(`${where} ${what}`, found.get(`${where} ${what}`) ?? `${branch.world}: ${branch.label}`);
		});
		report(code, branches, fields, overlay);
		assert.deepEqual(Object.fromEntries(found), {});
		assert.deepEqual([...new Set(branches.map((one) => one.world))].sort(), ['again', 'first']);
		assert.ok(branches.some((one) => /(^|, )no \w/.test(one.label)), 'nobody ever says "I don\'t have it"');
	});
}
