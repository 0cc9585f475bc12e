// SPDX-License-Identifier: AGPL-3.0-or-later
// The portal's online forms as tests see them: a walk over the components, what Form.io's own
// validator says of answers, and answers made up from a form. Independent of menus/ and of the
// simulator, which are compared with it.
import fs from 'node:fs';
import path from 'node:path';
import core from '@formio/core';
import { root } from './place.mjs';

const { conditionProcessInfo, processSync, validateProcessInfo } = core;
const folder = path.join(root, 'menus/service/eforms');
const LAYOUT = ['panel', 'fieldset', 'well', 'columns', 'htmlelement', 'button'];
export const ROWS = ['datagrid', 'editgrid'];

function children(component) {
	if (component.type === 'columns')
		return component.columns.flatMap((column) => column.components);
	return component.components ?? [];
}

/** Every component with its path, the paths of what it stands in, and whether rows repeat it. */
export function* walk(components, prefix = '', above = [], repeated = false) {
	for (const component of components) {
		const where = prefix + component.key;
		yield { component, path: where, above, repeated };
		const nests = component.tree && component.input;
		yield* walk(children(component), nests ? `${where}.` : prefix, [...above, component],
			repeated || ROWS.includes(component.type));
	}
}

export const isField = ({ component }) => !LAYOUT.includes(component.type) && !component.tree;
export const isAnswer = (one) => isField(one) || ROWS.includes(one.component.type);

export const formNames = () => fs.readdirSync(folder).sort();
export const readForm = (name) => JSON.parse(fs.readFileSync(path.join(folder, name)));
export const readCatalogue = () =>
	JSON.parse(fs.readFileSync(path.join(root, 'tests/sim/portal/catalogue.json')));

/** What Form.io's processors say of answers: the paths it complains of, and those it hides. */
// A hidden group does not hide what is in it here, so our fields say it by themselves.
export function formioJudges(name, data) {
	const form = readForm(name); // anew, as the processors leave their marks in it
	const scope = {};
	processSync({ form, components: form.components, data, scope,
		processors: [conditionProcessInfo, validateProcessInfo] });
	const hidden = (scope.conditionals ?? []).filter((one) => one.conditionallyHidden);
	return {
		errors: [...new Set((scope.errors ?? []).map((error) => error.context.path))].sort(),
		hidden: new Set(hidden.map((one) => one.path)),
	};
}

/** The paths that Form.io's validator complains of. */
export const formioErrors = (name, data) => formioJudges(name, data).errors;

const WORDS = ['Điểu Thị Mai', '070190000123', '0901234567', '70001.GCS.00123.26', '1990'];

/** An answer that fits a field; `pick` chooses from a list. */
function answer(component, pick) {
	const { type, data, values, dataFormat, validate = {}, datePicker = {} } = component;
	const { min = 0, max = 50, maxLength = 1000, pattern = '.*' } = validate;
	switch (type) {
	case 'select': return pick(data.values ?? [{ value: '25270' }]).value;
	case 'radio': return pick(values).value;
	case 'selectboxes': return Object.fromEntries(values.map(({ value }, i) => [value, i === 0 || pick([true, false])]));
	case 'checkbox': return true;
	case 'number': case 'currency': return pick([min, Math.min(max, min + 3)]);
	case 'email': return 'mai.dieu@xa.example';
	case 'datetime': return pick([datePicker.minDate ?? '1990-05-17', '2026-02-28']);
	case 'day': return pick(['17/05/1990', '00/00/1990', '29/02/2000']);
	case 'time': return dataFormat === 'HH:mm' ? '23:59' : '23:59:00';
	case 'file': return [{ name: 'a.pdf', size: 1 }];
	default: return WORDS.find((one) => one.length <= maxLength && new RegExp(`^${pattern}$`).test(one));
	}
}

/** Answers to all fields, hidden ones too, for whoever checks them is to leave those alone. */
export function fillForm(components, pick) {
	const data = {};
	for (const component of components) {
		if (ROWS.includes(component.type))
			data[component.key] = [...Array(pick([1, 2]))].map(() => fillForm(component.components, pick));
		else if (component.tree)
			data[component.key] = fillForm(component.components, pick);
		else if (LAYOUT.includes(component.type))
			Object.assign(data, fillForm(children(component), pick));
		else
			data[component.key] = answer(component, pick);
	}
	return data;
}
