/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whole dialogues of the real service, screen by screen, in each language and script at each
 * bearer's budget with the longest data, compared with files that people have read aloud. With
 * MOTCUA_GOLDEN=write the files are made anew: read the difference before it is committed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "gateway/base/gsm7.h"
#include "gateway/base/ucs2.h"
#include "menus/page.h"
#include "tests/lib/menus_world.h"

#define GOLDEN	   "tests/unit/menus/golden"
#define GOLDEN_MAX (256 * 1024)

static const struct {
	const char *name;
	const char *effect_outcome; /* of `effect`, NULL: done; of none: the dossier is unbooked */
	enum effect effect;
	/* First what is dialled; "#n" chooses the n-th choice of the node, wherever its page is. */
	const char *typed[20];
} dialogues[] = {
	{ "apply and send", NULL, EFFECT_NONE,
		{ "", "#1", "#1", "#3", "#2", "070190123456", "#1", "#5", "#1", "#1" } },
	{ "apply without an id, on another day", NULL, EFFECT_NONE,
		{ "1*1", "#2", "#1", "1", "#2", "#6", "2411", "#7", "#1", "#1", "#1", "#2" } },
	{ "change what was declared", NULL, EFFECT_NONE,
		{ "1*1", "#1", "#1", "070190123456", "#1", "#1", "#1", "#2", "#3", "070090123456",
			"#1", "#2", "#1", "#2", "#1", "#1" } },
	{ "the slot has just gone", "full", EFFECT_DOSSIER_SUBMIT,
		{ "1*1", "#4", "#4", "070190123456", "#1", "#1", "#1", "#1" } },
	{ "submitted before", "already", EFFECT_DOSSIER_SUBMIT,
		{ "1*1", "#4", "#3", "070190123456", "#1", "#1", "#1", "#1" } },
	{ "no free times", "none", EFFECT_SLOTS_LIST, { "1*1", "#1", "#1", "1", "#1" } },
	{ "my dossiers", NULL, EFFECT_NONE, { "2", "#3", "3456", "9", "9", "9" } },
	{ "look up by dial string", NULL, EFFECT_NONE, { "2*5724000000", "345", "3456" } },
	{ "what was said of a dossier", NULL, EFFECT_NONE,
		{ "2*5724000000*3456", "#1", "#1", "9", "9" } },
	{ "wrong digits of the id", "wrong", EFFECT_DOSSIER_FIND, { "2*5724000000*1234" } },
	{ "too many tries", "locked", EFFECT_DOSSIER_FIND, { "2*5724000000*1234" } },
	{ "no dossiers", "none", EFFECT_DOSSIERS_LIST, { "2", "1234567890", "12" } },
	{ "my appointments", NULL, EFFECT_NONE, { "3", "#1" } },
	{ "no appointments", "none", EFFECT_APPOINTMENTS_LIST, { "3" } },
	{ "guidance", NULL, EFFECT_NONE, { "4*1", "9", "9" } },
	{ "guidance, portal never reached", "none", EFFECT_PROCEDURE_FACTS, { "4*1", "9", "9" } },
	{ "language", NULL, EFFECT_NONE, { "5", "9" } },
	{ "wrong inputs, until help is offered", NULL, EFFECT_NONE,
		{ "7", "abc", "#1", "#1", "", "99", "#1", "#1", "12345678901", "999990000000",
			"070190123456", "#1", "#6", "3102", "24112029", "x", "#2", "x" } },
	{ "move my appointment", NULL, EFFECT_NONE, { "3", "#1", "#1", "#1", "#1" } },
	{ "move it to another day", NULL, EFFECT_NONE,
		{ "3", "#2", "#1", "#6", "2411", "#7", "#3", "#2", "#2", "#1" } },
	{ "the new time has just gone", "full", EFFECT_APPOINTMENT_MOVE,
		{ "3", "#1", "#1", "#1", "#1" } },
	{ "no other time", "none", EFFECT_APPOINTMENT_SLOTS, { "3", "#1", "#1", "#1", "2411" } },
	{ "closed on that day", "closed", EFFECT_APPOINTMENT_SLOTS, { "3", "#1", "#1" } },
	{ "changed meanwhile", "gone", EFFECT_APPOINTMENT_MOVE, { "3", "#1", "#1", "#1", "#1" } },
	{ "moved too often", "limit", EFFECT_APPOINTMENT_SLOTS, { "3", "#1", "#1" } },
	{ "an appointment that is over", "past", EFFECT_APPOINTMENT_SLOTS, { "3", "#1", "#1" } },
	{ "cancel, after a second thought", NULL, EFFECT_NONE,
		{ "3", "#1", "#2", "#2", "#2", "#1", "#1" } },
	{ "a first appointment", "bookable", EFFECT_NONE,
		{ "2*5724000000*3456", "#1", "#1", "#1" } },
	{ "call me back, and on", NULL, EFFECT_NONE, { "", "8", "#1", "#1", "8", "0" } },
	{ "which counter calls", "which", EFFECT_CALLBACK_ASK, { "9", "#2" } },
	{ "asked to be called too often", "limit", EFFECT_CALLBACK_ASK, { "9" } },
	{ "nobody can call", "none", EFFECT_CALLBACK_ASK, { "9" } },
};

static const struct {
	const char *name;
	const char *language;
	bool accents;
} scripts[] = { { "vi-plain", "vi", false }, { "vi-accents", "vi", true }, { "en", "en", false } };

static const struct {
	const char *name;
	struct budget budget;
} budgets[] = { { "gsup", { 130, 57, 128, 56 } }, { "ussd", { 160, 70, 160, 70 } },
	{ "sms", { 160, 70, 160, 70 } } };

struct transcript {
	char text[GOLDEN_MAX];
	size_t len;
};

static void add(struct transcript *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void add(struct transcript *t, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(t->text + t->len, sizeof(t->text) - t->len, format, args);
	va_end(args);
	assert_true(n >= 0 && (size_t)n < sizeof(t->text) - t->len);
	t->len += (size_t)n;
}

static void add_screen(struct transcript *t, const char *typed, const struct menus_world *world)
{
	const struct screen *screen = &world->screen;
	bool gsm7 = screen->coding == CODING_GSM7;
	int takes = gsm7 ? gsm7_septets(screen->text, screen->len)
			 : ucs2_units(screen->text, screen->len);

	add(t, "> %s\n%s\n", typed, screen->text);
	add(t, "-- %s, page %u of %u, %d %s%s\n", menus_world_at(world), screen->page + 1,
		screen->pages, takes, gsm7 ? "septets" : "units", screen->end ? ", end" : "");
}

/* Types 9 until the choice is on the page, then its number. */
static void choose(struct transcript *t, struct menus_world *world, unsigned wanted)
{
	struct page page;

	for (unsigned turned = 0; turned < 20; turned++) {
		char key[2] = "9";

		page_lay(world->set, &world->state, &world->budget, &page);
		for (unsigned i = 0; i < page.choices_n; i++)
			if (page.choices[i] == wanted - 1)
				key[0] = (char)('1' + i);
		if (key[0] == '9' && !page.more)
			break;
		menus_world_input(world, key);
		add_screen(t, key, world);
		if (key[0] != '9')
			return;
	}
	fail_msg("choice %u is on no page of %s:\n%s", wanted, menus_world_at(world),
		world->screen.text);
}

static void play(struct transcript *t, struct menus_world *world, unsigned dialogue)
{
	const char *const *typed = dialogues[dialogue].typed;

	if (dialogues[dialogue].effect)
		world->outcome[dialogues[dialogue].effect] = dialogues[dialogue].effect_outcome;
	else
		world->unbooked = dialogues[dialogue].effect_outcome != NULL;
	add(t, "== %s\n", dialogues[dialogue].name);
	menus_world_begin(world, typed[0], NULL);
	add_screen(t, typed[0], world);
	for (unsigned i = 1; typed[i] && !world->state.ended; i++) {
		if (typed[i][0] == '#') {
			choose(t, world, (unsigned)strtoul(typed[i] + 1, NULL, 10));
			continue;
		}
		menus_world_input(world, typed[i]);
		add_screen(t, typed[i], world);
	}
	add(t, "\n");
}

static void compare(const struct transcript *t, const char *path)
{
	static char golden[GOLDEN_MAX];
	const char *mode = getenv("MOTCUA_GOLDEN");
	bool write = mode && strcmp(mode, "write") == 0;
	FILE *file = fopen(path, write ? "w" : "r");
	size_t len;

	if (!file)
		fail_msg("%s cannot be opened", path);
	if (write) {
		assert_int_equal(fwrite(t->text, 1, t->len, file), t->len);
		assert_int_equal(fclose(file), 0);
		return;
	}
	len = fread(golden, 1, sizeof(golden) - 1, file);
	fclose(file);
	golden[len] = '\0';
	assert_string_equal(t->text, golden);
}

static void every_dialogue_reads_as_in_its_golden_file(void **state)
{
	static struct transcript t;
	struct menu_set *set = menus_world_set(NULL);
	struct menus_world world;
	char path[128];
	(void)state;

	for (unsigned s = 0; s < sizeof(scripts) / sizeof(scripts[0]); s++)
		for (unsigned b = 0; b < sizeof(budgets) / sizeof(budgets[0]); b++) {
			unsigned language =
				texts_language_find(menu_set_texts(set), scripts[s].language);

			t.len = 0;
			for (unsigned d = 0; d < sizeof(dialogues) / sizeof(dialogues[0]); d++) {
				menus_world_init(&world, set, language, scripts[s].accents,
					budgets[b].budget);
				play(&t, &world, d);
			}
			snprintf(path, sizeof(path), GOLDEN "/%s.%s.txt", scripts[s].name,
				budgets[b].name);
			compare(&t, path);
		}
	talloc_free(set);
}

/* --- what must hold of single screens ------------------------------------------------------ */
/* On a last screen nothing can be typed any more: all of it must be there. */
static void a_last_screen_shows_its_numbers_whole_at_every_budget(void **state)
{
	struct menu_set *set = menus_world_set(NULL);
	struct menus_world world;
	(void)state;

	for (unsigned s = 0; s < sizeof(scripts) / sizeof(scripts[0]); s++)
		for (unsigned b = 0; b < sizeof(budgets) / sizeof(budgets[0]); b++) {
			static struct transcript t;

			t.len = 0;
			menus_world_init(&world, set,
				texts_language_find(menu_set_texts(set), scripts[s].language),
				scripts[s].accents, budgets[b].budget);
			play(&t, &world, 0);
			assert_true(world.screen.end);
			assert_int_equal(world.screen.pages, 1);
			assert_non_null(strstr(world.screen.text, "5724000000"));
			assert_non_null(strstr(world.screen.text, "123456789"));
			assert_non_null(strstr(world.screen.text, MENUS_WORLD_OFFICE));
			assert_non_null(strstr(world.screen.text, "24/11"));
			assert_int_equal(
				world.screen.text[world.screen.len - 1], '.'); /* nothing cut */
		}
	talloc_free(set);
}

static void an_entry_that_does_not_fit_with_accents_goes_without(void **state)
{
	static struct transcript t;
	struct menu_set *set = menus_world_set(NULL);
	struct menus_world world;
	(void)state;

	menus_world_init(&world, set, 0, true, BUDGET_GSUP);
	world.outcome[EFFECT_SLOTS_LIST] = "closed"; /* leads to the entry of a day */
	menus_world_begin(&world, "1*1", NULL);
	assert_int_equal(world.screen.coding, CODING_UCS2);
	choose(&t, &world, 1);
	choose(&t, &world, 1);
	menus_world_input(&world, "070190123456");
	choose(&t, &world, 1);
	assert_string_equal(menus_world_at(&world), "day");
	menus_world_input(&world, "x");
	assert_int_equal(world.screen.coding, CODING_GSM7);
	assert_non_null(strstr(world.screen.text, "2411."));
	talloc_free(set);
}

static void a_sorry_fits_and_says_its_end(void **state)
{
	static const char *const ids[] = { "sorry.not_recorded", "sorry.uncertain", "sorry.busy",
		"sorry.closed", "sorry.not_recorded_end" };
	struct menu_set *set = menus_world_set(NULL);
	struct menus_world world;
	(void)state;

	for (unsigned s = 0; s < sizeof(scripts) / sizeof(scripts[0]); s++)
		for (unsigned i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
			unsigned language =
				texts_language_find(menu_set_texts(set), scripts[s].language);

			menus_world_init(&world, set, language, scripts[s].accents, BUDGET_GSUP);
			assert_int_equal(render_text(set, language, scripts[s].accents, ids[i],
						 &world.budget, true, &world.screen),
				OK);
			assert_int_equal(menus_world_over(&world), 0);
			assert_int_equal(world.screen.text[world.screen.len - 1], '.');
			assert_true(world.screen.end);
		}
	assert_int_equal(render_text(set, 0, false, "no.such", &world.budget, true, &world.screen),
		ERR_NOT_FOUND);
	talloc_free(set);
}

static void a_state_of_another_set_is_refused(void **state)
{
	struct menu_set *set = menus_world_set(NULL);
	struct menus_world world;
	(void)state;

	menus_world_init(&world, set, 0, false, BUDGET_GSUP);
	menus_world_begin(&world, "", NULL);
	world.state.at.tree = 4000;
	assert_int_equal(render(set, &world.state, &world.budget, &world.screen), ERR_INVALID);
	world.state.at.tree = 0;
	world.state.at.node = 4000;
	assert_int_equal(render(set, &world.state, &world.budget, &world.screen), ERR_INVALID);
	world.state.at.node = 0;
	world.state.language = 7;
	assert_int_equal(render(set, &world.state, &world.budget, &world.screen), ERR_INVALID);
	talloc_free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_dialogue_reads_as_in_its_golden_file),
		cmocka_unit_test(a_last_screen_shows_its_numbers_whole_at_every_budget),
		cmocka_unit_test(an_entry_that_does_not_fit_with_accents_goes_without),
		cmocka_unit_test(a_sorry_fits_and_says_its_end),
		cmocka_unit_test(a_state_of_another_set_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
