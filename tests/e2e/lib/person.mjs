// SPDX-License-Identifier: AGPL-3.0-or-later
// A person who reads screens and answers them: which question it is, and which digit stands before
// which answer, comes from the words on the screen, held against the compiled menus' texts. What to
// answer comes from whoever sends the person: {key of the tree: value}.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { service } from './place.mjs';

const DAY_MS = 24 * 3600 * 1000;
const SCREENS_MAX = 60;

/** Without accents, as a screen without them shows it. */
export const plain = (text) =>
	text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D');

const readIn = (folder, ...names) => JSON.parse(fs.readFileSync(path.join(folder, ...names)));
export const read = (...names) => readIn(service, ...names);
export const procedures = () =>
	fs.readdirSync(path.join(service, 'procedures')).map((name) => name.replace(/\.json$/, '')).sort();

/** A day of Vietnam as it is typed, so many days from today. */
export function dayFrom(days) {
	const [year, month, day] = new Date(Date.now() + 7 * 3600 * 1000 + days * DAY_MS).toISOString()
		.slice(0, 10).split('-');
	return day + month + year;
}

const asIso = (typed) => typed.replace(/^(\d\d)(\d\d)(\d{4})$/, '$3-$2-$1');

/** The targets of a "next". */
const targets = (next) => [next].flat().filter(Boolean).map((one) => one.to ?? one);

export class Person {
	/** `name` says how to type a name: {typed, kept}; `menus` is the compiled folder. */
	constructor(dialogue, { answers = {}, name, menus = service } = {}) {
		this.texts = readIn(menus, 'texts', 'vi.json').texts;
		this.notices = Object.keys(this.texts).filter((id) => id.startsWith('notice.')).map((id) => this.says(id));
		Object.assign(this, { dialogue, answers, name, menus });
		this.asked = []; // keys, in the order of asking
	}

	says(id) {
		return plain(this.texts[id] ?? assert.fail(`no text ${id}`));
	}

	/** The digit before an option on the screen. */
	digitOf(option) {
		const line = plain(this.dialogue.text).split('\n').find((one) => one.slice(2) === option);
		return line?.[0];
	}

	/** Leafs to the option and takes it; false if no page has it. */
	async choose(option) {
		for (let page = 0; page < 8; page++) {
			const digit = this.digitOf(option);
			if (digit) {
				await this.dialogue.send(digit);
				return true;
			}
			if (!/\n9 /.test(this.dialogue.text))
				return false;
			await this.dialogue.send('9');
		}
		return false;
	}

	/** The options that lead from a menu of home to a procedure; undefined if none do. */
	way(home, from, code, seen = new Set()) {
		const node = home.nodes[from];
		if (!node?.options || seen.has(from))
			return undefined;
		seen.add(from);
		for (const option of node.options)
			if (targets(option.next).includes(`tree:${code}`))
				return [option.text];
		for (const option of node.options) {
			for (const target of targets(option.next)) {
				const rest = this.way(home, target, code, seen);
				if (rest)
					return [option.text, ...rest];
			}
		}
		return undefined;
	}

	/** Through home to the first question of a procedure, from the menu that was dialled. */
	async goTo(code, from) {
		const home = readIn(this.menus, 'home.json');
		const way = this.way(home, from ?? home.start, code);
		assert.ok(way, `home has no way to ${code}`);
		for (const option of way)
			assert.ok(await this.choose(this.says(option)), `no "${this.says(option)}" on:\n${this.dialogue.text}`);
		this.isIn(code);
	}

	/** From here on the questions are those of a procedure. */
	isIn(code) {
		this.tree = readIn(this.menus, 'procedures', `${code}.json`);
	}

	/** The screen, and the notice on top of it taken off. */
	screen() {
		const text = plain(this.dialogue.text);
		const notice = this.notices.find((one) => text.startsWith(one));
		return { notice, text: notice ? text.slice(notice.length).trimStart() : text };
	}

	isShown(node) {
		if (!node.text)
			return false;
		const { notice, text } = this.screen();
		const head = this.says(node.text).split('{')[0];
		const options = (node.options ?? []).filter((one) => !one.when).map((one) => this.says(one.text));
		const [line] = text.split('\n');
		// A question may begin with what was typed, or leave its words to a notice.
		if (!head || (notice && /^1 /.test(text)))
			return options.length > 0 && options.every((one) => this.digitOf(one));
		return text.startsWith(head) || (line.length > 20 && head.startsWith(line));
	}

	/** The question on the screen; of several in the same words, the one that has an answer. */
	question() {
		const shown = Object.values(this.tree.nodes).filter((node) => this.isShown(node));
		return shown.find((node) => this.answers[node.key] !== undefined) ?? shown[0] ??
			assert.fail(`no question of ${this.tree.code} is on:\n${this.dialogue.text}`);
	}

	/** What is typed for an entry. A day that is over must be over by the clock too. */
	typed(node) {
		const answer = this.answers[node.key];
		if (!answer && node.skip)
			return '1';
		if (node.entry === 'name' && this.name)
			return this.name.typed;
		if (node.entry === 'date' && node.from < 0 && asIso(answer) > asIso(dayFrom(-3)))
			return dayFrom(-3);
		return answer ?? assert.fail(`no answer for ${node.key} on:\n${this.dialogue.text}`);
	}

	async answer() {
		const node = this.question();
		if (node.key)
			this.asked.push(node.key);
		const at = node.kind === 'menu' && (node.options.find((one) => one.value === this.answers[node.key] &&
			one.value !== undefined) ?? node.options[0]);
		switch (node.kind) {
		case 'menu':
			assert.ok(await this.choose(this.says(at.text)), `no "${this.says(at.text)}" on:\n${this.dialogue.text}`);
			break;
		case 'entry':
			await this.dialogue.send(this.typed(node));
			break;
		default: // a list, whose first item is as good as any; a message goes on at its end
			while (!/\n1 /.test(this.dialogue.text))
				await this.dialogue.send('9');
			await this.dialogue.send('1');
		}
	}

	/** Answers until the dialogue is over, or until the question of a key is shown. */
	async answerAll(untilKey) {
		for (let screens = 0; !this.dialogue.ended; screens++) {
			if (untilKey && this.question().key === untilKey)
				return;
			assert.ok(screens < SCREENS_MAX, `no end in sight: ${this.dialogue.text}`);
			await this.answer();
		}
	}
}
