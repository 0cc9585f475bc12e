/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Our Telex and VNI beside those of the m17n library, over a spelling dictionary and the words of
 * names: an implementation that shares nothing with ours, driven key by key as an input field does.
 *
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
#include "tests/unit/base/telex_words.h"

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
