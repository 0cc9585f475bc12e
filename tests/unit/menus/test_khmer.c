/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A script that is not Latin: a few texts in Khmer, never shipped, on UCS-2 pages. No page may end
 * within what a reader sees as one sign, least of all behind a coeng, which writes the next
 * consonant below the one before.
 */
#include "tests/unit/menus/proof_world.h"
#include "gateway/base/ucs2.h"
#include "gateway/base/utf8.h"
#include "menus/measure.h"
#include "menus/proof.h"
#include "menus/rehearsal.h"

#define KHMER "tests/unit/menus/khm/khm.json"
#define COENG "\xe1\x9f\x92"

#define NODES \
	"'first':{'kind':'message','text':'long','next':'second'}," \
	"'second':{'kind':'menu','text':'joined','options':[{'text':'option','next':'id'}," \
	"{'text':'option','next':'id'},{'text':'option','next':'id'}]}," \
	"'id':{'kind':'entry','entry':'national_id','text':'word.none','key':'id','next':'over'}" \
	"," PROOF_END
#define TEXTS "{'long':'x','joined':'x','option':'x'}"

static struct menu_set *khmer(const char *texts)
{
	struct menu_set *set = proof_set(NULL, NODES, PROOF_SUBMIT, texts, KHMER);

	assert_int_equal(texts_languages(menu_set_texts(set)), 2);
	return set;
}

static bool is_mark(const char *at, size_t len)
{
	uint32_t cp = 0;
	size_t next = 0;

	/* dependent vowels, signs and the coeng itself (U+17B4..17D3, U+17DD) */
	return len > 0 && utf8_next(at, len, &next, &cp) == 0 &&
		((cp >= 0x17b4 && cp <= 0x17d3) || cp == 0x17dd);
}

/* No line of the screen begins with a mark or ends with a coeng. */
static void assert_whole_signs(const struct screen *screen)
{
	const char *line = screen->text;

	for (;;) {
		size_t len = strcspn(line, "\n");

		assert_false(is_mark(line, len));
		assert_false(len >= 3 && memcmp(line + len - 3, COENG, 3) == 0);
		if (!line[len])
			return;
		line += len + 1;
	}
}

/* All pages of the node at hand; the octets of Khmer on them. */
static size_t leaf(struct rehearsal *rehearsal, unsigned room)
{
	size_t octets = 0;

	for (;;) {
		const struct screen *screen = &rehearsal->screen;

		assert_int_equal(screen->coding, CODING_UCS2);
		assert_in_range(ucs2_units(screen->text, screen->len), 1, room);
		assert_whole_signs(screen);
		for (size_t i = 0; i < screen->len; i++)
			octets += (uint8_t)screen->text[i] == 0xe1;
		if (screen->page + 1 == screen->pages)
			return octets;
		assert_int_equal(rehearsal_type(rehearsal, "9"), OK);
	}
}

static void pages_end_between_signs_at_every_budget(void **state)
{
	struct menu_set *set = khmer(TEXTS);
	struct samples *samples = proof_samples(set);
	(void)state;

	for (unsigned room = 45; room <= 134; room++) {
		struct budget budget = { 130, room, 128, room };
		struct rehearsal rehearsal;

		rehearsal_init(&rehearsal, set, samples, SAMPLES_FIRST, 1, room % 2, &budget);
		assert_int_equal(rehearsal_dial(&rehearsal, "*1022#"), OK);
		assert_int_equal(rehearsal_choose(&rehearsal, 1), OK);
		assert_string_equal(rehearsal_node(&rehearsal), "first");
		assert_true(leaf(&rehearsal, room) > 190);
		assert_int_equal(rehearsal_choose(&rehearsal, 0), OK);
		assert_string_equal(rehearsal_node(&rehearsal), "second");
		assert_true(leaf(&rehearsal, room) > 100);
		rehearsal_fini(&rehearsal);
	}
	talloc_free(set);
}

static void a_language_that_is_not_complete_is_noted_not_refused(void **state)
{
	static struct proof proof;
	static const struct proof_bearer narrow = { "narrow", { 130, 45, 128, 45 } };
	struct menu_set *set = khmer(TEXTS);
	struct samples *samples = proof_samples(set);
	bool found = false;
	(void)state;

	proof_run(set, samples, NULL, 0, &proof);
	for (unsigned i = 0; i < proof.findings_n; i++)
		print_message("%s\n", proof.findings[i].sentence);
	assert_int_equal(proof.refusing + proof.notes, 0);
	proof_run(set, samples, &narrow, 1, &proof);
	for (unsigned i = 0; i < proof.findings_n; i++) {
		if (!strstr(proof.findings[i].sentence, ", khm"))
			continue;
		assert_false(proof.findings[i].refuses);
		found = true;
	}
	assert_true(found);
	assert_true(proof.notes > 0);
	talloc_free(set);
}

/* However the room falls, a text is cut between signs and no octet is lost. */
static void every_cut_falls_between_signs(void **state)
{
	struct menu_set *set = khmer(TEXTS);
	const struct texts *texts = menu_set_texts(set);
	(void)state;

	for (uint16_t i = 0; i < texts_count(texts); i++) {
		const char *text = texts_get(texts, i, 1, true);
		size_t len = strlen(text);

		for (unsigned room = 8; room < 80; room++)
			for (size_t at = 0; at < len;) {
				size_t fits = measure_fit(CODING_UCS2, text + at, len - at, room);

				assert_in_range(fits, 1, len - at);
				assert_false(is_mark(text + at + fits, len - at - fits));
				assert_false(fits < len - at && fits >= 3 &&
					memcmp(text + at + fits - 3, COENG, 3) == 0);
				at += fits;
			}
	}
	talloc_free(set);
}

static void words_part_at_the_zero_width_space(void **state)
{
	static const char text[] = "\xe1\x9e\x80\xe1\x9e\x81\xe2\x80\x8b\xe1\x9e\x82\xe1\x9e\x83";
	(void)state;

	assert_int_equal(measure_fit_words(CODING_UCS2, text, sizeof(text) - 1, 5), 15);
	assert_int_equal(measure_fit_words(CODING_UCS2, text, sizeof(text) - 1, 4), 9);
	assert_int_equal(measure_fit_words(CODING_UCS2, text, sizeof(text) - 1, 2), 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_end_between_signs_at_every_budget),
		cmocka_unit_test(a_language_that_is_not_complete_is_noted_not_refused),
		cmocka_unit_test(every_cut_falls_between_signs),
		cmocka_unit_test(words_part_at_the_zero_width_space),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
