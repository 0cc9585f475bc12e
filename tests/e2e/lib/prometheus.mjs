// SPDX-License-Identifier: AGPL-3.0-or-later
// A strict reader of Prometheus' text format 0.0.4: whatever the format does not allow is an error,
// and so is what a scraper would take but a person would stumble over (a family torn apart, a
// counter not named so, a series twice).

const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(.*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|[+-]Inf)$/;
const label = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/;

function labelsOf(text, where) {
	const labels = {};
	let rest = text;
	while (rest) {
		const m = label.exec(rest);
		if (!m || (m[3] === ',' && rest.length === m[0].length))
			throw new Error(`${where}: labels are malformed`);
		if (m[1] in labels)
			throw new Error(`${where}: label ${m[1]} twice`);
		labels[m[1]] = m[2];
		rest = rest.slice(m[0].length);
	}
	return labels;
}

/** Map of series ('name{labels}') to number; also `families`: name -> {type, help}. */
export function readMetrics(text) {
	if (!text.endsWith('\n'))
		throw new Error('the last line has no end');
	const series = new Map();
	const families = new Map();
	let family = null;
	text.slice(0, -1).split('\n').forEach((line, i) => {
		const where = `line ${i + 1} "${line}"`;
		const head = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line);
		if (head && head[1] === 'HELP') {
			if (families.has(head[2]))
				throw new Error(`${where}: family twice`);
			family = { name: head[2], help: head[3], type: null };
			families.set(family.name, family);
		} else if (head) {
			if (!family || family.name !== head[2] || family.type)
				throw new Error(`${where}: TYPE does not follow its HELP`);
			if (!['counter', 'gauge'].includes(head[3]))
				throw new Error(`${where}: unknown type`);
			if ((head[3] === 'counter') !== head[2].endsWith('_total'))
				throw new Error(`${where}: only counters end in _total, and all do`);
			family.type = head[3];
		} else {
			const m = sample.exec(line);
			if (!m)
				throw new Error(`${where}: neither comment nor sample`);
			if (!family?.type || m[1] !== family.name)
				throw new Error(`${where}: outside its family`);
			labelsOf(m[3] ?? '', where);
			const name = m[1] + (m[2] ?? '');
			if (series.has(name))
				throw new Error(`${where}: series twice`);
			if (family.type === 'counter' && Number(m[4]) < 0)
				throw new Error(`${where}: a counter below 0`);
			series.set(name, Number(m[4]));
		}
	});
	return { series, families };
}
