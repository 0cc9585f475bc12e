/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every golden screen of the menus at OsmoHLR's budget, as the component that carries it: none may
 * need more than 127 octets, none may come out of it as another text; and none may be too large for
 * USSD over SMPP.
 *
 * The files are read as documentation: dialogues (NAME.gsup.txt) hold a screen between "> input"
 * and
 * "-- node, page n of m, count unit[, end]"; trees hold one behind such a line, each of its lines
 * after a bar.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/base/gsm7.h"
#include "gateway/base/ucs2.h"
#include "gateway/bearer/kannel_ussd.h"
#include "gateway/bearer/ussd_component.h"
#include "menus/budget.h"

#define GOLDEN	 "tests/unit/menus/golden/"
#define LINE_MAX 1024
#define BAR	 "    | "

/* The smallest that a route of USSD over SMPP may be. */
static const struct kannel_route smallest = { .septets = 130, .units = 57 };

struct golden {
	char text[SCREEN_MAX];
	size_t len;
	unsigned count; /* as the file says, of... */
	uint8_t dcs;
	bool end;
	unsigned screens; /* checked so far */
	size_t widest; /* component */
};

static void add_line(struct golden *golden, const char *line)
{
	size_t len = strlen(line);

	assert_true(golden->len + len + 1 < sizeof(golden->text));
	if (golden->len > 0)
		golden->text[golden->len++] = '\n';
	memcpy(golden->text + golden->len, line, len + 1);
	golden->len += len;
}

/* "..., 53 septets[, end]" and "..., end, 53 septets"; "units" and "characters" are UCS-2. */
static bool read_count(struct golden *golden, const char *line)
{
	static const char *const units[] = { " septets", " units", " characters" };

	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		const char *unit = strstr(line, units[i]), *number = unit;

		if (!unit)
			continue;
		while (number > line && number[-1] >= '0' && number[-1] <= '9')
			number--;
		golden->count = (unsigned)strtoul(number, NULL, 10);
		golden->dcs = i == 0 ? USSD_DCS_GSM7 : USSD_DCS_UCS2;
		golden->end = strstr(line, ", end") != NULL;
		return number < unit;
	}
	return false;
}

static void check_component(struct golden *golden, enum ussd_component_kind kind)
{
	const struct ussd_screen screen = { .kind = kind,
		.operation = kind == USSD_INVOKE ? USSD_REQUEST : USSD_PROCESS_REQUEST,
		.invoke_id = 1,
		.dcs = golden->dcs,
		.text = golden->text,
		.len = golden->len };
	uint8_t octets[USSD_COMPONENT_MAX];
	struct ussd_component c;
	int len = ussd_component_screen(&screen, octets);

	if (len < 0)
		fail_msg("%s\n%s", err_name(len), golden->text);
	assert_int_equal(octets[1], len - 2);
	assert_in_range(octets[1], 1, USSD_CONTENT_MAX);
	assert_int_equal(ussd_component_decode(octets, (size_t)len, &c), len);
	assert_string_equal(c.text.octets, golden->text);
	golden->widest = OSMO_MAX(golden->widest, (size_t)len);
}

static void check_screen(struct golden *golden)
{
	int count = golden->dcs == USSD_DCS_GSM7 ? gsm7_septets(golden->text, golden->len)
						 : ucs2_units(golden->text, golden->len);

	assert_int_equal(count, golden->count); /* the file was read right */
	assert_true(kannel_ussd_fits(&smallest, golden->text, golden->len));
	check_component(golden, golden->end ? USSD_RESULT : USSD_INVOKE);
	golden->screens++;
	golden->len = 0;
}

static void read_dialogue_line(struct golden *golden, const char *line)
{
	if (strncmp(line, "> ", 2) == 0 || strncmp(line, "== ", 3) == 0)
		golden->len = 0;
	else if (strncmp(line, "-- ", 3) == 0 && read_count(golden, line))
		check_screen(golden);
	else
		add_line(golden, line);
}

static void read_tree_line(struct golden *golden, const char *line)
{
	if (strncmp(line, BAR, strlen(BAR)) == 0) {
		add_line(golden, line + strlen(BAR));
		return;
	}
	if (golden->len > 0)
		check_screen(golden);
	read_count(golden, line);
}

static void read_file(struct golden *golden, const char *path,
	void (*read_line)(struct golden *golden, const char *line))
{
	char line[LINE_MAX];
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	golden->len = 0;
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		read_line(golden, line);
	}
	fclose(file);
}

/* Returns the number of screens in all the files. */
static unsigned read_files(
	const char *pattern, void (*read_line)(struct golden *golden, const char *line))
{
	struct golden golden = { .screens = 0 };
	glob_t paths;

	assert_int_equal(glob(pattern, 0, NULL, &paths), 0);
	for (size_t i = 0; i < paths.gl_pathc; i++) {
		unsigned before = golden.screens;

		read_file(&golden, paths.gl_pathv[i], read_line);
		if (golden.len > 0)
			check_screen(&golden);
		if (golden.screens == before)
			fail_msg("%s: not one screen was found", paths.gl_pathv[i]);
	}
	globfree(&paths);
	print_message(
		"%u screens, the widest component %zu octets\n", golden.screens, golden.widest);
	return golden.screens;
}

static void every_screen_of_the_dialogues_fits_a_component(void **state)
{
	(void)state;
	assert_true(read_files(GOLDEN "*.gsup.txt", read_dialogue_line) > 100);
}

static void every_screen_of_the_trees_fits_a_component(void **state)
{
	(void)state;
	assert_true(read_files(GOLDEN "trees/*.txt", read_tree_line) > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_screen_of_the_dialogues_fits_a_component),
		cmocka_unit_test(every_screen_of_the_trees_fits_a_component),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
