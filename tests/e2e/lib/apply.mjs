// SPDX-License-Identifier: AGPL-3.0-or-later
// The way through the menus to an application for 1.004873, in unaccented Vietnamese.
import assert from 'node:assert/strict';

/** From the home menu to the declaration, whose `1` sends the application. */
export const toDeclaration = ['1', '1', '1', '1', '070201012345', '1', '1'];
export const idTail = '2345';

/** The numbers of the last screen: the receipt and the appointment code. */
export function numbersOf(text) {
	const m = /Ma ho so (\d{10})\. Ma hen (\d{9})\./.exec(text);
	assert.ok(m, `no receipt and code on: ${text}`);
	return { receipt: m[1], code: m[2] };
}

/** Applies in one dialogue over the HTTP bearer. */
export async function apply(system, phone) {
	const dialogue = await system.dial(phone);
	await dialogue.send(...toDeclaration);
	assert.match(dialogue.text, /^Giay hon nhan: chua tung ket hon/);
	await dialogue.send('1');
	assert.equal(dialogue.ended, true);
	return numbersOf(dialogue.text);
}

/** What the counter says about a receipt to anybody who knows the last digits of the id, all pages. */
export async function statusOf(system, phone, receipt) {
	const dialogue = await system.dial(phone, `*1022*2*${receipt}#`);
	await dialogue.send(idTail);
	const pages = [dialogue.text];
	while (dialogue.text.includes('9 Tiep'))
		pages.push(await dialogue.send('9'));
	return pages.map((page) => page.replace(/\n(9 Tiep|0 Ve|1 Ve).*/gs, '')).join(' ');
}
