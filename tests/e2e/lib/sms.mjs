// SPDX-License-Identifier: AGPL-3.0-or-later
// What fakesmsc writes about the messages it got, read as messages. The terminal phone has a reader of
// its own in C; two readers that agree are a check of each other.
import fs from 'node:fs';

function octets(encoded) {
	const out = [];
	for (let i = 0; i < encoded.length; i++) {
		const hex = encoded[i] === '%' ? encoded.slice(i + 1, i + 3) : '';
		if (/^[0-9a-f]{2}$/i.test(hex)) {
			out.push(parseInt(hex, 16));
			i += 2;
		} else {
			out.push(encoded[i] === '+' ? 32 : encoded.charCodeAt(i));
		}
	}
	return Buffer.from(out);
}

function utf16be(buffer) {
	return Buffer.from(buffer).swap16().toString('utf16le');
}

// With a header, no field says which alphabet it is: real UTF-16 has a zero octet or is no UTF-8.
function either(buffer) {
	const text = buffer.toString('utf8');
	return buffer.includes(0) || text.includes('\ufffd') ? utf16be(buffer) : text;
}

function decode(type, data) {
	if (type === 'text')
		return data;
	return type === 'ucs-2' ? utf16be(octets(data)) : either(octets(data));
}

function readLine(line) {
	const got = /Got message \d+: <(.*)>$/.exec(line);
	if (!got)
		return null;
	const m = /^(\S+) (\S+) (?:udh (\S+) )?(text|data|ucs-2) (.*)$/.exec(got[1]);
	if (!m)
		return { goesOn: got[1] };
	const udh = m[3] ? octets(m[3]) : null;
	return { from: m[1], to: m[2], reference: udh?.[3] ?? 0, parts: udh?.[4] ?? 1, part: udh?.[5] ?? 1,
		text: decode(m[4], m[5]) };
}

/** All messages of the files in order, `{from, to, text}`, long ones put together. */
export function readMessages(files) {
	const whole = [];
	const open = new Map();
	for (const file of files) {
		let last = null;
		for (const line of fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : []) {
			const message = readLine(line);
			if (!message)
				continue;
			if (message.goesOn !== undefined) {
				if (last)
					last.text += `\n${message.goesOn}`;
				continue;
			}
			const { from, to, reference, parts, part, text } = message;
			last = null;
			if (parts === 1) {
				last = { from, to, text };
				whole.push(last);
				continue;
			}
			const key = `${from} ${to} ${reference} ${parts}`;
			const list = open.get(key) ?? open.set(key, []).get(key);
			list[part - 1] = text;
			if (Object.keys(list).length === parts) {
				whole.push({ from, to, text: list.join('') });
				open.delete(key);
			}
		}
	}
	return whole;
}

/** "0901234567", whichever way a number is written. */
export function national(number) {
	return number.replace(/^(\+|00)?84/, '0');
}
