// SPDX-License-Identifier: AGPL-3.0-or-later
// The online forms that Motcua ships are forms by Form.io's own reading: its validator takes each
// of them, finds on an empty form exactly the required fields that are shown, and every condition
// speaks of a field that is there. What menus/ makes of them is not known here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formNames, formioErrors, isAnswer, isField, readCatalogue, readForm, walk } from './lib/eform.mjs';

const catalogue = readCatalogue();
const names = formNames();

/** The names that a JSONLogic condition reads. */
function variables(logic) {
	if (Array.isArray(logic))
		return logic.flatMap(variables);
	if (!logic || typeof logic !== 'object')
		return [];
	return Object.entries(logic).flatMap(([operator, value]) =>
		operator === 'var' ? [value] : variables(value));
}

// Our own reading of a condition on an empty form, where every name has no value.
function holdsWhenEmpty(logic) {
	if (logic === null || typeof logic !== 'object' || Array.isArray(logic))
		return logic;
	const [[operator, value]] = Object.entries(logic);
	const operands = (Array.isArray(value) ? value : [value]).map(holdsWhenEmpty);
	switch (operator) {
	case 'var': return null;
	case '==': return operands[0] === operands[1];
	case '!=': return operands[0] !== operands[1];
	case 'in': return operands[1].includes(operands[0]);
	case '!': return !operands[0];
	case 'and': return operands.every(Boolean);
	case 'or': return operands.some(Boolean);
	default: throw new Error(`a condition uses ${operator}, which our forms do not`);
	}
}

function shownWhenEmpty({ component, above }) {
	return [...above, component].every(({ conditional }) => {
		if (conditional?.json)
			return holdsWhenEmpty(conditional.json);
		return !conditional?.when || !conditional.show;
	});
}

test('there is a form for every procedure of the catalogue, and none beside', () => {
	const wanted = catalogue.procedures.map((entry) => `${entry.form ?? entry.code}.json`);
	assert.deepEqual(names, [...new Set(wanted)].sort());
	for (const entry of catalogue.procedures)
		assert.equal(entry.eform_version, readForm(`${entry.form ?? entry.code}.json`).version, entry.code);
});

for (const name of names) {
	const form = readForm(name);
	const all = [...walk(form.components)];

	test(`${name}: Form.io finds the required fields that are shown, and no others`, () => {
		const wanted = all.filter((one) => isAnswer(one) && !one.repeated &&
			one.component.validate?.required && shownWhenEmpty(one)).map((one) => one.path);
		assert.ok(wanted.length > 0);
		assert.deepEqual(formioErrors(name, {}), wanted.sort());
	});

	test(`${name}: each key stands once in its place, and 14 to 90 are fields`, () => {
		const paths = all.map((one) => one.path);
		assert.deepEqual(paths.filter((one, i) => paths.indexOf(one) !== i), []);
		for (const { component } of all)
			assert.match(component.key, /^[a-z][A-Za-z0-9]{0,30}$/);
		const count = all.filter(isField).length;
		assert.ok(count >= 14 && count <= 90, `${count} fields`);
	});

	test(`${name}: each condition speaks of a field, and of a choice that it has`, () => {
		const fields = new Map(all.filter(isField).map((one) => [one.path, one.component]));
		for (const { component, path: where } of all) {
			const { when, eq, json } = component.conditional ?? {};
			const read = when ? [when] : variables(json).map((one) => one.replace(/^data\./, ''));
			for (const key of read)
				assert.ok(fields.has(key), `${where} asks for ${key}`);
			const options = fields.get(when)?.data?.values ?? fields.get(when)?.values;
			if (options)
				assert.ok(options.some((one) => one.value === eq), `${where}: ${when} is never ${eq}`);
		}
	});

	test(`${name}: each choice has options, each pattern is one, each field a label`, () => {
		for (const one of all.filter(isField)) {
			const { type, label, data, dataSrc, values, validate } = one.component;
			const options = (type === 'select' ? data.values : values) ?? [];
			assert.ok(label.trim() && label === label.normalize('NFC'), one.path);
			if (['radio', 'selectboxes'].includes(type) || (type === 'select' && dataSrc !== 'url'))
				assert.ok(options.length > 1, one.path);
			assert.equal(new Set(options.map((option) => option.value)).size, options.length, one.path);
			assert.ok(!/\\[a-zA-Z]/.test(new RegExp(validate?.pattern ?? '').source), one.path);
		}
	});
}
