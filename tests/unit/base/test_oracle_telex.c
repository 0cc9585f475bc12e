/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Our Telex and VNI beside those of the m17n library, over a spelling dictionary and the words of
 * names: an implementation that shares nothing with ours, driven key by key as an input field does.
 *
 * Typings are made from the words by Unicode's own decomposition, so no table of ours takes part.
 * Both ours and m17n put the tone on the first of open oa, oe, uy, the dictionary on the second: a
 * word is compared with the dictionary as letters and tone, wherever the tone stands. With m17n it
 * must be equal, character by character, but for the reasons that enum reason lists.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <m17n.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include "gateway/base/syllable.h"
#include "gateway/base/telex.h"
#include "gateway/base/utf8.h"

#define DICTIONARY "tests/node_modules/dictionary-vi/index.dic"
#define NAMES	   "tests/unit/base/oracle/names.txt"
#define WORDS_MAX  8000
#define WORD_SIZE  32

/* --- words --------------------------------------------------------------------------------- */

static struct {
	char words[WORDS_MAX][WORD_SIZE]; /* small letters, NFC */
	size_t count, from_dictionary, from_names, others; /* the first of others' languages */
} list;

static void add_word(const char *word)
{
	utf8proc_uint8_t *nfc;
	char *small = list.words[list.count];
	size_t len = 0, at = 0;
	uint32_t cp;

	assert_true(list.count < WORDS_MAX);
	nfc = utf8proc_NFC((const utf8proc_uint8_t *)word);
	while (utf8_next((char *)nfc, strlen((char *)nfc) + 1, &at, &cp) == 0 && cp) {
		assert_true(len + 4 < WORD_SIZE);
		len += utf8_put((uint32_t)utf8proc_tolower((utf8proc_int32_t)cp), small + len);
	}
	free(nfc);
	small[len] = '\0';
	for (size_t i = 0; i < list.count; i++)
		if (strcmp(list.words[i], small) == 0)
			return;
	list.count++;
}

static FILE *open_list(const char *path)
{
	FILE *file = fopen(path, "r");

	if (!file)
		fprintf(stderr, "%s is missing: run deploy/install-dependencies.sh\n", path);
	return file;
}

/* Words of the dictionary in small letters: capitals are abbreviations. */
static int read_dictionary(void)
{
	FILE *file = open_list(DICTIONARY);
	char line[128];

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\r\n/")] = '\0';
		if (line[0] && !(line[0] >= '0' && line[0] <= 'Z'))
			add_word(line);
	}
	fclose(file);
	list.from_dictionary = list.count;
	return 0;
}

static int read_names(void)
{
	FILE *file = open_list(NAMES);
	char line[512];

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file)) {
		char *save, *word = strtok_r(line, " \n", &save);

		if (word && strcmp(word, "other") == 0) {
			list.others = list.count;
			continue;
		}
		for (; word && line[0] != '#'; word = strtok_r(NULL, " \n", &save)) {
			add_word(word);
			list.from_names++;
		}
	}
	fclose(file);
	return 0;
}

/* --- typings ------------------------------------------------------------------------------- */

enum style { AFTER_LETTER, TONE_LAST, MARKS_LAST, STYLES };

/* Keys of marks, by their combining character. */
static char key_of(uint32_t mark, char base, bool vni)
{
	switch (mark) {
	case 0x301:
		return vni ? '1' : 's';
	case 0x300:
		return vni ? '2' : 'f';
	case 0x309:
		return vni ? '3' : 'r';
	case 0x303:
		return vni ? '4' : 'x';
	case 0x323:
		return vni ? '5' : 'j';
	case 0x302:
		return vni ? '6' : base;
	case 0x31b:
		return vni ? '7' : 'w';
	case 0x306:
		return vni ? '8' : 'w';
	default:
		return '\0';
	}
}

static bool is_tone(uint32_t mark)
{
	return mark == 0x301 || mark == 0x300 || mark == 0x309 || mark == 0x303 || mark == 0x323;
}

struct typing {
	char keys[2 * WORD_SIZE]; /* all of it */
	char letters[WORD_SIZE], marks[8], tone[2]; /* in the order in which they are struck */
	size_t n, marks_n;
	bool doubles_only; /* of marks: no key among them that is no double */
};

static void type_mark(struct typing *typing, char key, bool tone, enum style style)
{
	if (style == AFTER_LETTER || (style == TONE_LAST && !tone)) {
		typing->letters[typing->n++] = key;
	} else if (tone) {
		typing->tone[0] = key;
	} else if ((key == 'w' || key == '7') && strchr(typing->marks, key)) {
		/* one key is enough for both letters of u-o with horns */
	} else {
		typing->marks[typing->marks_n++] = key;
	}
}

/* False for words that hold letters without keys. Marks of one letter go before its tone, as NFD
 * gives the dot below before the circumflex. */
static bool type_word(const char *word, bool vni, enum style style, struct typing *typing)
{
	utf8proc_uint8_t *nfd = utf8proc_NFD((const utf8proc_uint8_t *)word);
	const char *s = (const char *)nfd;
	size_t len = strlen(s), at = 0;
	char base = '\0', tone = '\0';
	bool can = true;
	uint32_t cp;

	*typing = (struct typing) { .n = 0 };
	while (can && at <= len) {
		cp = 0; /* the end, behind which a tone is typed too */
		if (at == len)
			at++;
		else
			assert_int_equal(utf8_next(s, len, &at, &cp), 0);
		if (cp >= 0x300 && cp < 0x370) {
			char key = key_of(cp, base, vni);

			can = key != '\0';
			if (is_tone(cp))
				tone = key;
			else
				type_mark(typing, key, false, style);
			continue;
		}
		if (tone)
			type_mark(typing, tone, true, style);
		tone = '\0';
		base = cp == 0x111 ? 'd' : (char)cp;
		can &= cp < 0x80 || cp == 0x111;
		if (cp)
			typing->letters[typing->n++] = base;
		if (cp == 0x111)
			type_mark(typing, vni ? '9' : 'd', false, style);
	}
	free(nfd);
	typing->doubles_only =
		typing->marks_n > 0 && !typing->tone[0] && !vni && !strchr(typing->marks, 'w');
	snprintf(typing->keys, sizeof(typing->keys), "%s%s%s", typing->letters, typing->marks,
		typing->tone);
	return can;
}

/* --- theirs -------------------------------------------------------------------------------- */

static struct {
	MInputContext *telex, *vni;
} m17n;

static MInputContext *open_method(const char *name)
{
	MInputMethod *method = minput_open_im(msymbol("vi"), msymbol(name), NULL);

	return method ? minput_create_ic(method, NULL) : NULL;
}

static void theirs(MInputContext *context, const char *keys, char out[WORD_SIZE])
{
	MText *text = mtext();
	int n;

	minput_reset_ic(context);
	for (size_t i = 0; i <= strlen(keys); i++) {
		char name[2] = { keys[i], '\0' };
		MSymbol key = keys[i] ? msymbol(name) : Mnil;

		if (!minput_filter(context, key, NULL) &&
			minput_lookup(context, key, NULL, text) < 0 && keys[i])
			mtext_cat_char(text, keys[i]);
	}
	n = mconv_encode_buffer(msymbol("utf-8"), text, (unsigned char *)out, WORD_SIZE - 1);
	assert_true(n >= 0);
	out[n] = '\0';
	m17n_object_unref(text);
}

/* --- ours ---------------------------------------------------------------------------------- */

/* In small letters, as the typings are. */
static struct vn_typed ours(const char *keys, char out[WORD_SIZE])
{
	struct vn_typed what = { .words = 0 };
	char name[NAME_OCTETS_MAX + 1];
	size_t at = 0, n = 0;
	uint32_t cp;
	int rc = vn_typed_name(keys, strlen(keys), name, sizeof(name), &what);

	if (rc < 0)
		snprintf(name, sizeof(name), "(%s)", err_name(rc));
	while (n + 4 < WORD_SIZE && name[at] && utf8_next(name, strlen(name), &at, &cp) == 0)
		n += utf8_put((uint32_t)utf8proc_tolower((utf8proc_int32_t)cp), out + n);
	out[n] = '\0';
	return what;
}

/* Letters with the tone behind them, so that its place does not count. */
static void without_place(const char *word, char out[WORD_SIZE])
{
	utf8proc_uint8_t *nfd = utf8proc_NFD((const utf8proc_uint8_t *)word);
	const char *s = (const char *)nfd;
	size_t at = 0, n = 0;
	uint32_t cp, tone = 0;

	while (s[at] && utf8_next(s, strlen(s), &at, &cp) == 0) {
		if (is_tone(cp))
			tone = cp;
		else
			n += utf8_put(cp, out + n);
	}
	if (tone)
		n += utf8_put(tone, out + n);
	out[n] = '\0';
	free(nfd);
}

static bool same_but_place(const char *a, const char *b)
{
	char x[WORD_SIZE], y[WORD_SIZE];

	without_place(a, x);
	without_place(b, y);
	return strcmp(x, y) == 0;
}

/* --- tests --------------------------------------------------------------------------------- */

static int open_all(void **state)
{
	(void)state;
	M17N_INIT();
	if (!(m17n.telex = open_method("telex")) || !(m17n.vni = open_method("vni"))) {
		fprintf(stderr, "m17n has no Telex or VNI: run deploy/install-dependencies.sh\n");
		return -1;
	}
	return read_dictionary() < 0 || read_names() < 0 ? -1 : 0;
}

static void close_method(MInputContext *context)
{
	MInputMethod *method = context->im;

	minput_destroy_ic(context);
	minput_close_im(method);
}

static int close_all(void **state)
{
	(void)state;
	close_method(m17n.telex);
	close_method(m17n.vni);
	M17N_FINI();
	return 0;
}

static void there_are_thousands_of_words(void **state)
{
	(void)state;
	print_message("%zu words of the dictionary, %zu of names (%zu of other languages)\n",
		list.from_dictionary, list.from_names, list.count - list.others);
	assert_true(list.from_dictionary > 6500);
	assert_true(list.from_names > 400);
	assert_true(list.count - list.others > 30);
}

/* Words whose two o are letters: Telex reads them as one with a circumflex. */
static bool has_double_o(const char *word)
{
	return strstr(word, "oo") || strstr(word, "oó") || strstr(word, "oò");
}

/* Why ours may differ from theirs. */
enum reason {
	EQUAL,
	NO_SYLLABLE, /* such a word stays as typed with us; m17n does not look */
	PLACE, /* m17n leaves a tone that was typed before the final on the wrong vowel: ho`an */
	DOUBLE_O, /* two o typed in VNI: taken for Telex, as nobody is named so */
	UNEXPLAINED,
	REASONS
};

static enum reason compare(const char *word, const char *a, const char *b)
{
	if (strcmp(a, b) == 0)
		return EQUAL;
	if (!vn_syllable_wellformed(word, strlen(word)))
		return NO_SYLLABLE;
	if (same_but_place(a, b) && same_but_place(b, word) &&
		!vn_syllable_wellformed(a, strlen(a)))
		return PLACE;
	return has_double_o(word) && same_but_place(a, word) ? DOUBLE_O : UNEXPLAINED;
}

static void assert_like_m17n(bool vni, enum style style)
{
	size_t counts[REASONS] = { 0 }, compared = 0;

	for (size_t i = 0; i < list.count; i++) {
		char a[WORD_SIZE], b[WORD_SIZE];
		struct typing typing;
		enum reason reason;

		if (!type_word(list.words[i], vni, style, &typing))
			continue;
		compared++;
		theirs(vni ? m17n.vni : m17n.telex, typing.keys, a);
		ours(typing.keys, b);
		reason = compare(list.words[i], a, b);
		counts[reason]++;
		if (reason == UNEXPLAINED)
			print_message("%s: m17n %s, ours %s\n", typing.keys, a, b);
	}
	print_message("%s, %s: %zu words, %zu equal; of the others %zu no syllable, %zu another "
		      "place, %zu double o, %zu unexplained\n",
		vni ? "VNI" : "Telex", style == AFTER_LETTER ? "after the letter" : "tone last",
		compared, counts[EQUAL], counts[NO_SYLLABLE], counts[PLACE], counts[DOUBLE_O],
		counts[UNEXPLAINED]);
	assert_int_equal(counts[UNEXPLAINED], 0);
	assert_true(compared > 6500);
	assert_true(counts[EQUAL] > compared - compared / 30);
	assert_true(style == AFTER_LETTER || counts[PLACE] <= 1);
}

static void telex_right_after_its_letter_is_that_of_m17n(void **state)
{
	(void)state;
	assert_like_m17n(false, AFTER_LETTER);
}

static void telex_with_the_tone_last_is_that_of_m17n(void **state)
{
	(void)state;
	assert_like_m17n(false, TONE_LAST);
}

static void vni_right_after_its_letter_is_that_of_m17n(void **state)
{
	(void)state;
	assert_like_m17n(true, AFTER_LETTER);
}

static void vni_with_the_tone_last_is_that_of_m17n(void **state)
{
	(void)state;
	assert_like_m17n(true, TONE_LAST);
}

static bool ascii(const char *word)
{
	for (; *word; word++)
		if ((unsigned char)*word >= 0x80)
			return false;
	return true;
}

/* Each syllable typed in each of the ways; late doubles that no other key goes with are kept as
 * letters, which telex.h says. */
static void assert_comes_back(bool vni, enum style style)
{
	size_t compared = 0, other_place = 0, kept = 0;

	for (size_t i = 0; i < list.others; i++) {
		const char *word = list.words[i];
		struct vn_typed what;
		struct typing typing;
		char got[WORD_SIZE];

		if (!vn_syllable_wellformed(word, strlen(word)) || has_double_o(word))
			continue;
		assert_true(type_word(word, vni, style, &typing));
		what = ours(typing.keys, got);
		compared++;
		if (typing.doubles_only && strcmp(got, typing.keys) == 0) {
			kept++;
			continue;
		}
		if (!same_but_place(got, word) || what.doubtful || what.changed == ascii(word))
			fail_msg("%s for %s gives %s", typing.keys, word, got);
		other_place += strcmp(got, word) != 0;
	}
	print_message("%s, way %d: %zu come back, %zu in the other place, %zu late doubles kept\n",
		vni ? "VNI" : "Telex", (int)style, compared, other_place, kept);
	assert_true(compared > 6500);
	assert_true(other_place < compared / 40);
	assert_true(kept < compared / 15 && (kept == 0) == (vni || style != MARKS_LAST));
}

static void every_syllable_comes_back_from_telex_typed_in_three_ways(void **state)
{
	(void)state;
	for (unsigned style = AFTER_LETTER; style < STYLES; style++)
		assert_comes_back(false, (enum style)style);
}

static void every_syllable_comes_back_from_vni_typed_in_three_ways(void **state)
{
	(void)state;
	for (unsigned style = AFTER_LETTER; style < STYLES; style++)
		assert_comes_back(true, (enum style)style);
}

static void nearly_every_word_of_the_lists_is_a_syllable(void **state)
{
	size_t not_one = 0;

	(void)state;
	for (size_t i = 0; i < list.others; i++) {
		if (vn_syllable_wellformed(list.words[i], strlen(list.words[i])))
			continue;
		print_message("no syllable: %s\n", list.words[i]);
		assert_true(i < list.from_dictionary); /* every word of names is */
		not_one++;
	}
	assert_true(not_one < list.from_dictionary / 100);
}

static void words_of_other_languages_stay_and_are_doubtful(void **state)
{
	(void)state;
	for (size_t i = list.others; i < list.count; i++) {
		char got[WORD_SIZE];
		struct vn_typed what = ours(list.words[i], got);

		if (strcmp(got, list.words[i]) != 0 || what.changed)
			fail_msg("%s becomes %s", list.words[i], got);
		assert_int_equal(what.doubtful,
			!vn_syllable_wellformed(list.words[i], strlen(list.words[i])));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_are_thousands_of_words),
		cmocka_unit_test(telex_right_after_its_letter_is_that_of_m17n),
		cmocka_unit_test(telex_with_the_tone_last_is_that_of_m17n),
		cmocka_unit_test(vni_right_after_its_letter_is_that_of_m17n),
		cmocka_unit_test(vni_with_the_tone_last_is_that_of_m17n),
		cmocka_unit_test(every_syllable_comes_back_from_telex_typed_in_three_ways),
		cmocka_unit_test(every_syllable_comes_back_from_vni_typed_in_three_ways),
		cmocka_unit_test(nearly_every_word_of_the_lists_is_a_syllable),
		cmocka_unit_test(words_of_other_languages_stay_and_are_doubtful),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
