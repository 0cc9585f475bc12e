// SPDX-License-Identifier: AGPL-3.0-or-later
// The reader of online forms on forms that nobody here wrote: the fixtures with which Form.io tests
// its own components. Each is either read as Form.io's own code reads it (paths, required, what is
// shown, what is missing) or refused with a reason that names the component. The forms this service
// ships with are held to the same, on random answers.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { ownFolder, program } from './lib/place.mjs';

const require = createRequire(import.meta.url);
const core = require('@formio/core');
const fixtures = path.join(path.dirname(require.resolve('formiojs/package.json')), 'components');
const shipped = new URL('../../menus/service/eforms/', import.meta.url).pathname;
const folder = ownFolder();
// Form.io's validator complains there of each answer whose type it did not expect.
console.error = () => {};
console.warn = () => {};
const carriers = new Set(['textfield', 'textarea', 'number', 'currency', 'phoneNumber', 'email',
	'select', 'radio', 'selectboxes', 'checkbox', 'datetime', 'day', 'time', 'hidden', 'file', 'signature']);

function dump(form, answers) {
	const files = [['form', form], ...(answers ? [['answers', answers]] : [])].map(([name, value]) => {
		const file = path.join(folder, `${name}.json`);
		fs.writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
		return file;
	});
	const { status, signal, stdout, stderr } = spawnSync(program('tests/forms/eform_dump'), files);
	assert.equal(signal, null, `ended by ${signal}: ${stderr}`);
	assert.equal(status, 0, stderr.toString());
	return JSON.parse(stdout);
}

// A fixture is a component, a form, or an object of forms by name.
function formsOf(name, fixture) {
	if (Array.isArray(fixture?.components) && !carriers.has(fixture.type) && fixture.type !== 'container' &&
		!/grid|panel|fieldset|well|tabs|tree|survey|address/.test(fixture.type ?? '')) {
		return [[name, fixture]];
	}
	if (typeof fixture?.type === 'string') {
		return [[name, { title: name, components: [fixture] }]];
	}
	return Object.entries(fixture ?? {}).filter(([, value]) => value && typeof value === 'object')
		.flatMap(([key, value]) => formsOf(`${name}:${key}`, value));
}

function allFixtures() {
	const files = fs.readdirSync(fixtures, { recursive: true }).map(String)
		.filter((file) => /fixtures\/.*\.js$/.test(file) && !/\/(index|values)\.js$/.test(file)).sort();
	return files.flatMap((file) => {
		const loaded = require(path.join(fixtures, file));
		return formsOf(file, loaded.default ?? loaded);
	});
}

// The fields as Form.io's own walk over a form finds them, rows as "[]".
function fieldsOfCore(form) {
	const fields = new Map();
	core.Utils.eachComponent(structuredClone(form).components, (component, _path, _list, _parent, paths) => {
		if (carriers.has(component.type)) {
			fields.set(paths.dataPath.replace(/\[\d+\]/g, '[]'), component);
		}
	}, true);
	return fields;
}

function isRequired(component) {
	const parts = component.type === 'day' ? Object.values(component.fields ?? {}) : [];
	const kept = component.input !== false &&
		(component.protected || !('persistent' in component) ||
			(component.persistent && component.persistent !== 'client-only'));
	return Boolean(kept && (component.validate?.required || parts.some((part) => part?.required)));
}

function compareFields(name, form, read) {
	const theirs = fieldsOfCore(form);
	assert.deepEqual(read.fields.map(({ path: own }) => own).sort(), [...theirs.keys()].sort(), name);
	for (const field of read.fields) {
		const component = theirs.get(field.path);
		assert.equal(field.type, component.type, `${name}: ${field.path}`);
		assert.equal(field.required, isRequired(component), `${name}: ${field.path} required`);
		assert.equal(field.multiple, Boolean(component.multiple), `${name}: ${field.path} multiple`);
	}
}

// What Form.io's validator hides and misses, with its own conditions; no script runs, as only forms
// without one come here.
function judgeOfCore(form, answers) {
	const scope = { errors: [] };
	const own = structuredClone(form);
	core.processSync({
		form: own,
		submission: { data: structuredClone(answers) },
		data: structuredClone(answers),
		components: own.components,
		processors: [core.conditionProcessInfo, core.hideChildrenProcessorInfo, core.validateProcessInfo],
		scope,
		config: {},
	});
	const missing = scope.errors
		.filter(({ ruleName, errorKeyOrMessage }) => ruleName === 'required' || errorKeyOrMessage === 'requiredDayEmpty').map(({ context }) => context.path);
	// one name for a field that is missing in two ways, and no row where the fault is of the whole
	const wrong = new Set(scope.errors.map(({ context }) => context.path.replace(/\[\d+\]$/, '')));
	const hidden = (scope.conditionals ?? []).filter((one) => one.conditionallyHidden);
	return { missing: [...new Set(missing)], wrong, hidden };
}

const missingOf = (read) => read.faults.filter(({ what }) => what === 'is missing').map((fault) => fault.path);

// A small generator with a seed, so that a failure can be repeated.
function generator(seed) {
	let state = seed;
	return (n) => {
		state = (Math.imul(state, 1103515245) + 12345) >>> 0;
		return (state >>> 8) % n;
	};
}

function setPath(data, keys, value) {
	let at = data;
	keys.slice(0, -1).forEach((key) => {
		at = key.endsWith('[]') ? ((at[key.slice(0, -2)] ??= [{}])[0]) : (at[key] ??= {});
	});
	at[keys.at(-1)] = value;
}

function answerFor(field, next) {
	const option = field.options.length ? field.options[next(field.options.length)] : 'x';
	// now and then something no form should take
	if (next(6) === 0) {
		return [next(1000), '', 'Ầ'.repeat(next(40)), '1-2', [], {}, '99/99/9999', -next(9)][next(8)];
	}
	switch (field.type) {
	case 'number':
	case 'currency': return next(5);
	case 'checkbox': return next(2) === 1;
	case 'selectboxes': return Object.fromEntries(field.options.map((value) => [value, next(2) === 1]));
	case 'datetime': return '2001-02-03';
	case 'day': return '02/03/2001';
	case 'time': return '08:30:00';
	case 'email': return 'a@b.vn';
	default: return field.options.length || !next(3) ? option : String(next(4));
	}
}

function randomAnswers(fields, next) {
	const data = {};
	const compared = new Map(fields.flatMap((field) => field.reads).map(([own, value]) => [`${own}=${value}`, [own, value]]));
	const wanted = [...compared.values()];
	for (const field of fields) {
		if (next(3) > 0) {
			setPath(data, field.path.split('.'), answerFor(field, next));
		}
	}
	// what conditions compare with is worth trying more often
	for (const [own, value] of wanted) {
		const field = fields.find((one) => one.path === own);
		if (field && ['textfield', 'select', 'radio', 'textarea', 'hidden'].includes(field.type) && next(2)) {
			setPath(data, own.split('.'), field.multiple ? [value] : value);
		}
	}
	return data;
}

// Returns in how many of the random submissions something was hidden.
function compareJudgements(name, form, read, rounds) {
	const next = generator(name.length * 7919 + rounds);
	let hidden = 0;
	for (let round = 0; round < rounds; round++) {
		const answers = round === 0 ? {} : randomAnswers(read.fields, next);
		const theirs = judgeOfCore(form, answers);
		const ours = dump(form, answers);
		// what is missing for us is so for Form.io, and what is wrong for Form.io, for whatever
		// reason, is wrong for us
		assert.deepEqual(missingOf(ours).filter((own) => !theirs.missing.includes(own)), [], `${name}: ${JSON.stringify(answers)}`);
		const told = ours.faults.map((fault) => fault.path);
		const untold = [...theirs.wrong].filter((own) => !told.some((one) => own === one || own.startsWith(`${one}[`)));
		assert.deepEqual(untold, [], `${name}: ${JSON.stringify(answers)}`);
		hidden += theirs.hidden.length > 0 ? 1 : 0;
	}
	return hidden;
}

test('each fixture of Form.io is read as Form.io reads it, or refused by the component\'s name', () => {
	const counts = { read: 0, resolvable: 0, refused: 0, hidden: 0 };
	for (const [name, form] of allFixtures()) {
		const read = dump(form);
		if (read.error || read.problems.some((problem) => !problem.resolvable)) {
			counts.refused++;
			for (const problem of read.problems ?? []) {
				assert.match(problem.place, /^(form|components\[)/, name);
				assert.ok(problem.what.length > 5, name);
			}
			assert.match(read.error ?? 'form.json:', /form\.json:/, name);
			continue;
		}
		compareFields(name, form, read);
		if (read.problems.length > 0) {
			counts.resolvable++;
			continue;
		}
		counts.read++;
		counts.hidden += compareJudgements(name, form, read, 4);
	}
	assert.ok(counts.read >= 110 && counts.refused <= 45 && counts.hidden >= 10, JSON.stringify(counts));
	console.log(`fixtures: ${JSON.stringify(counts)}`);
});

test('the forms of the service are judged as Form.io judges them, on random answers', () => {
	let hidden = 0;
	for (const file of fs.readdirSync(shipped).sort()) {
		const form = JSON.parse(fs.readFileSync(path.join(shipped, file), 'utf8'));
		const read = dump(form);
		assert.deepEqual(read.problems.filter((problem) => !problem.resolvable), [], file);
		compareFields(file, form, read);
		hidden += compareJudgements(file, form, read, 15);
	}
	assert.ok(hidden > 20, `${hidden} submissions with something hidden`);
});

// Every way to say a condition, one field each; `s` a text, `n` a number, `b` boxes, `m` several.
function conditionForm() {
	const line = (component, operator, value, more = {}) => ({ show: true, conjunction: 'all',
		conditions: [{ component, operator, value }], ...more });
	const logic = (json) => ({ json });
	const v = (name) => ({ var: `data.${name}` });
	const when = ['1', 1, true, '', 'p', 'x'].flatMap((eq) => ['s', 'n', 'b', 'm', 'c', 'b.p', 'none.at.all']
		.flatMap((field) => [true, false, 'true', 'false'].map((show) => ({ show, when: field, eq }))));
	const lines = ['isEqual', 'isNotEqual', 'includes', 'notIncludes', 'startsWith', 'endsWith', 'lessThan',
		'greaterThan', 'lessThanOrEqual', 'greaterThanOrEqual', 'isEmpty', 'isNotEmpty'].flatMap((operator) =>
		['s', 'n', 'b', 'm', 'c'].flatMap((field) => ['1', 2, 'x', 'p', 'true'].map((value) => line(field, operator, value))));
	const logics = ['s', 'n', 'm', 'c'].flatMap((name) => [
		...['1', 1, true, null, 'x', ''].flatMap((value) => ['==', '!=', '===', '!=='].map((operator) => ({ [operator]: [v(name), value] }))),
		{ in: [v(name), ['1', 2, 'x', null]] }, { in: ['1', v(name)] }, { in: [v(name), 'x12'] }, { '!': v(name) },
		{ '!!': [v(name)] }, { and: [{ '==': [v(name), 1] }, { '!': [v('c')] }] }, { or: [{ '!=': [v(name), 'x'] }, { in: [2, v(name)] }] },
	]).map(logic);
	const both = [line('s', 'isEqual', '1', { show: false }),
		{ show: true, conjunction: 'any', conditions: [{ component: 's', operator: 'isEqual', value: '1' }, { component: 'n', operator: 'isEqual', value: 2 }] }];
	const one = (type, key, more) => ({ type, key, label: key, input: true, ...more });
	const values = [{ label: 'p', value: 'p' }, { label: '1', value: '1' }];
	return { components: [one('textfield', 's'), one('number', 'n'), one('selectboxes', 'b', { values }), one('checkbox', 'c'),
		one('textfield', 'm', { multiple: true }),
		...[...when, ...lines, ...logics, ...both].map((conditional, i) => one('textfield', `f${i}`, { conditional }))] };
}

test('a field is shown when Form.io shows it, in every way a condition can be said', () => {
	const all = conditionForm();
	const asked = all.components.slice(0, 5);
	const next = generator(4);
	const some = (list) => list[next(list.length)];
	let hidden = 0;
	for (let from = 5; from < all.components.length; from += 240) {
		const form = { components: [...asked, ...all.components.slice(from, from + 240)] };
		for (let round = 0; round < 40; round++) {
			const answers = Object.fromEntries(Object.entries({
				s: some([undefined, '', '1', 'x', 'x12', 'true', null]),
				n: some([undefined, 0, 1, 2, 2.5, -1]),
				b: some([undefined, { p: true, 1: false }, { p: false, 1: true }, {}]),
				c: some([undefined, true, false]),
				m: some([undefined, [], ['1'], ['x', '1'], ['true', 'p']]),
			}).filter(([, value]) => value !== undefined));
			const theirs = new Set(judgeOfCore(form, answers).hidden.map((one) => one.path));
			const ours = dump(form, answers).fields.filter((field) => !field.shown).map((field) => field.path);
			const differ = form.components.filter(({ key }) => theirs.has(key) !== ours.includes(key))
				.map(({ conditional }) => JSON.stringify(conditional));
			assert.deepEqual(differ, [], JSON.stringify(answers));
			hidden += ours.length;
		}
	}
	assert.ok(hidden > 1000);
});
