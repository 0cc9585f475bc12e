/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Anybody's tree: the octets are home.json, or after a 'p' the tree of the one procedure, beside
 * the other file as it is in the corpus. Either it is refused with a sentence that names a file, or
 * it can be played: every screen within its budget, no effect after effect without end, and at
 * every step what would be sent is JSON.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/submission.h"
#include "tests/lib/menus_world.h"

#define FILE_SIZE 16384

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_file(const char *path, char out[FILE_SIZE])
{
	FILE *file = fopen(path, "r");
	size_t len;

	OSMO_ASSERT(file);
	len = fread(out, 1, FILE_SIZE - 1, file);
	out[len] = '\0';
	fclose(file);
}

/* Whatever was answered so far, a form that can be sent comes of it. */
static void build(const struct menus_world *world)
{
	const struct submission_own own = { "0901234567", "24112026" };
	json_t *body = submission_build(world->set, &world->state, &own);
	char *text = body ? json_dumps(body, 0) : NULL;

	OSMO_ASSERT(!body == (world->state.at.tree == 0));
	OSMO_ASSERT(!body == !text);
	free(text);
	json_decref(body);
}

static void play(const struct menu_set *set)
{
	static const char *const typed[] = { "2", "1234", "1", "1950", "1", "Nguyeenx Thij Hoa",
		"1", "730", "0901234567", "3", "150000", "284", "1", "00", "1", "1", "8", "9",
		"070190123456", "1", "2", "2411", "1", "0", "5724000000", "1234", "3", "1", "00",
		"2", "1" };
	struct menus_world world;

	menus_world_init(&world, set, 0, false, BUDGET_GSUP);
	menus_world_begin(&world, "", NULL);
	for (unsigned i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		if (world.state.ended)
			menus_world_begin(&world, "1*1*1", NULL);
		menus_world_input(&world, typed[i]);
		build(&world);
		if (world.state.ended)
			menus_world_begin(&world, "2*1", NULL);
		if (world.state.ended)
			return;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char home[FILE_SIZE], procedure[FILE_SIZE], texts[FILE_SIZE];
	char changed[FILE_SIZE], error[512] = "";
	bool is_procedure = size > 0 && data[0] == 'p';
	struct menu_set *set;

	if (!home[0]) {
		read_file("tests/fuzz/corpus/tree/home", home);
		read_file("tests/fuzz/corpus/tree/procedure", procedure);
		read_file("tests/fuzz/corpus/tree/texts", texts);
	}
	if (size >= sizeof(changed))
		return 0;
	memcpy(changed, data + is_procedure, size - is_procedure);
	changed[size - is_procedure] = '\0';
	set = menus_world_set_of(NULL, is_procedure ? home : changed,
		is_procedure ? changed : procedure + 1, texts, error, sizeof(error));
	if (set)
		play(set);
	else
		OSMO_ASSERT(strstr(error, ".json"));
	talloc_free(set);
	return 0;
}
