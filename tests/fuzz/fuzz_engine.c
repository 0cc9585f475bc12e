/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Anybody's typing against the real service, or against a set with every kind of question: the
 * first four octets set the scene (which set, language, script, budget, how much the world offers,
 * what its effects answer), the first line is what was dialled, each further line is an input. The
 * world checks every screen against its budget and every state through its packed form; here, that
 * "0" leads home from wherever that went. The octets are also read as a packed state.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "tests/lib/menus_world.h"

#define SCENE_OCTETS 4
#define DIALLED_MAX  256

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void set_scene(struct menus_world *world, const struct menu_set *set, const uint8_t *scene)
{
	static const struct budget budgets[] = { { 130, 57, 128, 56 }, { 160, 70, 160, 70 },
		{ 80, 40, 80, 40 }, { 306, 134, 306, 134 } };

	menus_world_init(world, set, (scene[0] & 1) % texts_languages(menu_set_texts(set)),
		scene[0] & 2, budgets[scene[0] >> 2 & 3]);
	if (scene[0] & 32) {
		world->outcome[EFFECT_CITIZEN_KNOWN] = "unknown";
		world->outcome[EFFECT_UNITS_LIST] = "many";
	}
	if (scene[0] & 64) {
		world->outcome[EFFECT_CITIZEN_CHECK] = scene[0] & 128 ? "locked" : "wrong";
		world->outcome[EFFECT_OFFICES_LIST] = "many";
	}
	world->offices = scene[1] & 15;
	world->slots = scene[1] >> 4;
	world->dossiers = scene[2] & 15;
	world->appointments = scene[2] >> 4;
	if (world->offices > EFFECT_ITEMS_MAX)
		world->offices = EFFECT_ITEMS_MAX;
	if (world->slots > EFFECT_ITEMS_MAX)
		world->slots = EFFECT_ITEMS_MAX;
	if (world->dossiers > EFFECT_ITEMS_MAX)
		world->dossiers = EFFECT_ITEMS_MAX;
	if (world->appointments > EFFECT_ITEMS_MAX)
		world->appointments = EFFECT_ITEMS_MAX;
	if (scene[3] & 1)
		world->outcome[EFFECT_DOSSIER_SUBMIT] = scene[3] & 2 ? "full" : "already";
	if (scene[3] & 4)
		world->outcome[EFFECT_SLOTS_LIST] = scene[3] & 8 ? "none" : "closed";
	if (scene[3] & 16)
		world->outcome[EFFECT_DOSSIER_FIND] = scene[3] & 32 ? "wrong" : "locked";
	if (scene[3] & 128) {
		world->outcome[EFFECT_CALLBACK_ASK] = scene[3] & 1 ? "which" : "limit";
		world->outcome[EFFECT_APPOINTMENT_MOVE] = scene[3] & 2 ? "full" : "gone";
		world->outcome[EFFECT_APPOINTMENT_CANCEL] = "past";
		world->unbooked = true;
	}
	if (scene[3] & 64)
		world->outcome[EFFECT_PROCEDURE_FACTS] = "none";
}

/* The line at *at_io, without its end; false when there is none. */
static bool next_line(
	const char *text, size_t len, size_t *at_io, const char **line_r, size_t *len_r)
{
	const char *end;

	if (*at_io >= len)
		return false;
	*line_r = text + *at_io;
	end = memchr(*line_r, '\n', len - *at_io);
	*len_r = end ? (size_t)(end - *line_r) : len - *at_io;
	*at_io += *len_r + 1;
	return true;
}

/* The first screen of either set. */
static bool is_home(const struct menus_world *world)
{
	return strcmp(menus_world_at(world), "services") == 0 ||
		strcmp(menus_world_at(world), "whose") == 0;
}

static void play(struct menus_world *world, const char *text, size_t len)
{
	const char *line = "";
	char dialled[DIALLED_MAX];
	size_t at = 0, line_len = 0;

	next_line(text, len, &at, &line, &line_len);
	line_len = line_len < sizeof(dialled) ? line_len : sizeof(dialled) - 1;
	memcpy(dialled, line, line_len);
	dialled[line_len] = '\0';
	menus_world_begin(world, dialled, NULL);
	while (!world->state.ended && next_line(text, len, &at, &line, &line_len))
		menus_world_input_octets(world, line, line_len);
	for (unsigned i = 0; !world->state.ended && !is_home(world); i++) {
		OSMO_ASSERT(i < 64);
		menus_world_input(world, "0");
	}
}

static void read_as_state(const uint8_t *data, size_t size)
{
	struct engine_state state;
	uint8_t packed[STATE_PACKED_MAX];

	if (state_unpack(data, size, &state) < 0)
		return;
	OSMO_ASSERT(state_pack(&state, packed) == size);
	OSMO_ASSERT(memcmp(packed, data, size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct menu_set *service, *kinds;
	struct menus_world world;

	if (!service) {
		service = menus_world_set(NULL);
		kinds = menus_world_kinds(NULL, NULL);
	}
	read_as_state(data, size);
	if (size < SCENE_OCTETS)
		return 0;
	set_scene(&world, data[0] & 16 ? kinds : service, data);
	play(&world, (const char *)data + SCENE_OCTETS, size - SCENE_OCTETS);
	return 0;
}
