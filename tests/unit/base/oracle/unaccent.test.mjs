// SPDX-License-Identifier: AGPL-3.0-or-later
// Our unaccent beside two implementations that share nothing with it: vn-str's tables and the
// engine's own NFD, over a spelling dictionary and over every syllable that can be put together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import dictionary from 'dictionary-vi';
import vnStr from 'vn-str';
import { filter } from './filter.mjs';

const onsets = ['', 'b', 'c', 'ch', 'd', 'đ', 'g', 'gh', 'gi', 'h', 'k', 'kh', 'l', 'm', 'n', 'ng', 'ngh', 'nh', 'p',
	'ph', 'qu', 'r', 's', 't', 'th', 'tr', 'v', 'x'];
const rhymes = ['a', 'ac', 'ach', 'ai', 'am', 'an', 'ang', 'anh', 'ao', 'ap', 'at', 'au', 'ay', 'ăc', 'ăm', 'ăn', 'ăng',
	'ăp', 'ăt', 'âc', 'âm', 'ân', 'âng', 'âp', 'ât', 'âu', 'ây', 'e', 'ec', 'em', 'en', 'eng', 'eo', 'ep', 'et', 'ê',
	'êch', 'êm', 'ên', 'ênh', 'êp', 'êt', 'êu', 'i', 'ich', 'im', 'in', 'inh', 'ip', 'it', 'iu', 'ia', 'iêc', 'iêm',
	'iên', 'iêng', 'iêp', 'iêt', 'iêu', 'o', 'oa', 'oac', 'oai', 'oan', 'oang', 'oanh', 'oat', 'oay', 'oăn', 'oăng',
	'oc', 'oe', 'oi', 'om', 'on', 'ong', 'op', 'ot', 'ô', 'ôc', 'ôi', 'ôm', 'ôn', 'ông', 'ôp', 'ôt', 'ơ', 'ơi', 'ơm',
	'ơn', 'ơp', 'ơt', 'u', 'ua', 'uân', 'uât', 'uê', 'uc', 'ui', 'um', 'un', 'ung', 'uôc', 'uôi', 'uôm', 'uôn', 'uông',
	'uôt', 'up', 'ut', 'uy', 'uya', 'uyên', 'uyêt', 'ư', 'ưa', 'ưc', 'ưi', 'ưng', 'ươc', 'ươi', 'ươm', 'ươn', 'ương',
	'ươp', 'ươt', 'ưt', 'ưu', 'ươu', 'y', 'yên', 'yêu'];
const tones = ['', '\u0300', '\u0301', '\u0309', '\u0303', '\u0323'];

// The tone on the last of the vowels that carries a mark, else on the first: good enough to meet
// every toned letter in every place.
function toned(rhyme, tone) {
	const marked = [...rhyme].findLastIndex((c) => 'ăâêôơư'.includes(c));
	const at = Math.max(marked, 0);
	const letters = [...rhyme];
	letters[at] += tone;
	return letters.join('').normalize('NFC');
}

function syllables() {
	return onsets.flatMap((onset) => rhymes.flatMap((rhyme) => tones.map((tone) => onset + toned(rhyme, tone))));
}

const words = new TextDecoder().decode(dictionary.dic).split('\n').slice(1).map((line) => line.trim()).filter(Boolean);
const byNfd = (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replaceAll('đ', 'd').replaceAll('Đ', 'D');

function compare(texts, convert) {
	const ours = filter('unaccent', texts);
	const wrong = texts.filter((text, i) => ours[i] !== convert(text));
	assert.deepEqual(wrong, []);
}

test('the dictionary holds thousands of words, most with accents', () => {
	assert.ok(words.length > 6000, `${words.length} words`);
	assert.ok(words.filter((word) => byNfd(word) !== word).length > 5000);
});

test('every word of the dictionary loses its accents as by vn-str', () => {
	compare(words, vnStr.rmVnTones);
});

test('every word of the dictionary loses its accents as by NFD, in capitals and decomposed too', () => {
	compare(words, byNfd);
	compare(words.map((word) => word.toUpperCase()), byNfd);
	compare(words.map((word) => word.normalize('NFD')), byNfd);
});

test('every syllable that can be put together loses its accents as by vn-str and NFD', () => {
	const all = syllables();

	assert.ok(all.length > 20000);
	compare(all, vnStr.rmVnTones);
	compare(all.map((syllable) => syllable.toUpperCase()), byNfd);
	compare(all.map((syllable) => syllable.normalize('NFD')), byNfd);
});

test('no unaccented word needs more than ASCII', () => {
	assert.deepEqual(filter('unaccent', words).filter((word) => !/^[ -~]*$/.test(word)), []);
});

test('folding agrees with small letters of NFD and single spaces', () => {
	const lines = [];
	for (let i = 0; i + 3 < words.length; i += 3)
		lines.push(`  ${words[i]}\t ${words[i + 1].toUpperCase()}   ${words[i + 2].normalize('NFD')} `);
	const ours = filter('fold', lines);

	lines.forEach((line, i) => assert.equal(ours[i], byNfd(line).toLowerCase().trim().split(/\s+/).join(' ')));
});
