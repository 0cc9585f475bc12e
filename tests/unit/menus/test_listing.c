/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every tree of the service as its screens, in each language and script behind OsmoHLR, compared
 * with files that are documentation. With MOTCUA_GOLDEN=write the files are made anew: read the
 * difference before it is committed.
 */
#include "tests/unit/menus/proof_world.h"
#include "menus/listing.h"
#include "menus/proof.h"
#include "tests/lib/menus_world.h"

#define GOLDEN "tests/unit/menus/golden/trees"

static const struct {
	const char *name, *language;
	bool accents;
} scripts[] = { { "vi-plain", "vi", false }, { "vi-accents", "vi", true }, { "en", "en", false } };

static char *read_golden(const char *path)
{
	char *text = NULL;
	size_t len = 0;
	FILE *file = fopen(path, "r");

	if (!file)
		fail_msg("%s cannot be opened: MOTCUA_GOLDEN=write makes it", path);
	if (getdelim(&text, &len, '\0', file) < 0)
		fail_msg("%s cannot be read", path);
	fclose(file);
	return text;
}

static void write_golden(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (!file)
		fail_msg("%s cannot be opened: MOTCUA_GOLDEN=write makes it", path);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void compare(const char *path, const char *text)
{
	const char *mode = getenv("MOTCUA_GOLDEN");
	char *golden;

	if (mode && strcmp(mode, "write") == 0) {
		write_golden(path, text);
		return;
	}
	golden = read_golden(path);
	assert_string_equal(text, golden);
	free(golden);
}

static void every_tree_reads_as_in_its_golden_file(void **state)
{
	struct menu_set *set = menus_world_set(NULL);
	struct samples *samples = proof_samples(set);
	(void)state;

	for (unsigned tree = 0; tree < menu_set_trees(set); tree++)
		for (unsigned i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
			struct listing_view view = { .language = texts_language_find(
							     menu_set_texts(set),
							     scripts[i].language),
				.accents = scripts[i].accents,
				.bearer = "gsup" };
			char path[128], *text;

			assert_true(proof_budget(view.bearer, &view.budget));
			text = listing_make(set, set, samples, tree, &view);
			snprintf(path, sizeof(path), GOLDEN "/%s.%s.txt",
				menu_set_tree_code(set, tree), scripts[i].name);
			compare(path, text);
		}
	talloc_free(set);
}

/* Not a question left out, nothing unknown shown. */
static void a_listing_shows_every_screen_with_its_data(void **state)
{
	struct menu_set *set = menus_world_set(NULL);
	struct samples *samples = proof_samples(set);
	struct listing_view view = { .bearer = "ussd", .budget = BUDGET_USSD };
	(void)state;

	for (unsigned tree = 0; tree < menu_set_trees(set); tree++) {
		char *text = listing_make(set, set, samples, tree, &view);
		unsigned named = 0;

		for (unsigned node = 0; node < menu_set_nodes(set, tree); node++) {
			char *headline = talloc_asprintf(
				text, "\n%s, ", menu_set_node_name(set, tree, node));

			named += strstr(text, headline) != NULL;
		}
		assert_true(named > 10);
		assert_null(strchr(text, '{'));
		assert_null(strstr(text, ": ?"));
		assert_null(strstr(text, "? (")); /* a placeholder that nothing filled */
	}
	talloc_free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_tree_reads_as_in_its_golden_file),
		cmocka_unit_test(a_listing_shows_every_screen_with_its_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
