/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Anybody's typing against the real service with all its procedures, or against a set with every
 * kind of question: the first four octets set the scene (which set, language, script, budget, how
 * much the world offers, what its effects answer), the first line is what was dialled, each further
 * line is an input. "?" is a sensible answer, so that random keys come deep into long procedures;
 * "!" is a new call with the draft of what was answered, "!!" one after the menus have changed.
 *
 * The world checks every screen against its budget and every state through its packed form, which
 * has a size that it never exceeds. Here, from wherever that went: "0" leads home, and whoever
 * answers sensibly comes to an end. The octets are also read as a packed state.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "menus/walk.h"
#include "tests/lib/menus_world.h"

#define SCENE_OCTETS 4
#define DIALLED_MAX  256
#define TYPED_SIZE   32
#define YEAR	     (MENUS_WORLD_TODAY / 10000)
#define HOME_WITHIN  64 /* screens and pages back */
#define ENDS_WITHIN  256 /* screens and pages of the longest procedure, on the smallest budget */

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

/* --- sensible answers ---------------------------------------------------------------------- */
static const char *good_date(const struct node *node, char out[TYPED_SIZE])
{
	int64_t year = YEAR + (node->max < 0 ? node->max : node->min > 0 ? node->min : 0);

	snprintf(out, TYPED_SIZE, "%s%" PRId64, node->min < 0 ? "0502" : "3012", year);
	return out;
}

static const char *good_entry(const struct node *node, char out[TYPED_SIZE])
{
	switch (node->entry) {
	case ENTRY_NATIONAL_ID:
		return "070190123456";
	case ENTRY_RECEIPT:
		return "5724000000";
	case ENTRY_APPOINTMENT_CODE:
		return "123456785";
	case ENTRY_DATE:
		return good_date(node, out);
	case ENTRY_TIME:
		return "0730";
	case ENTRY_PHONE:
		return "0912345678";
	case ENTRY_LETTERS:
		return "284";
	case ENTRY_NAME:
		return "Nguyeenx Thij Hoa";
	case ENTRY_DIGITS:
		snprintf(out, TYPED_SIZE, "%0*d", (int)node->min, 1);
		return out;
	case ENTRY_NUMBER:
	case ENTRY_MONEY:
		snprintf(out, TYPED_SIZE, "%" PRId64, node->max);
		return out;
	}
	return "1";
}

/* The first answer to the question at hand, or its next page if that stands there. */
static void answer(struct menus_world *world)
{
	const struct node *node = walk_node(world->set, &world->state);
	const char *text = world->screen.text;
	char typed[TYPED_SIZE];

	if (node->kind == NODE_ENTRY)
		menus_world_input(world, good_entry(node, typed));
	else if (strncmp(text, "1 ", 2) == 0 || strstr(text, "\n1 "))
		menus_world_input(world, "1");
	else
		menus_world_input(world, "9");
}

/* A new call with the draft of what was answered. */
static void call_again(struct menus_world *world, bool changed)
{
	uint8_t octets[STATE_ANSWERS_MAX * 2], hash[TREE_HASH_SIZE];
	uint16_t tree = walk_procedure(&world->state);
	int len = answers_export(world->set, &world->state, octets, sizeof(octets));
	struct engine_draft draft = { .procedure = menu_set_tree_code(world->set, tree),
		.tree_hash = hash,
		.answers = octets,
		.answers_len = (size_t)len };

	memcpy(hash, menu_set_tree_hash(world->set, tree), sizeof(hash));
	hash[0] = (uint8_t)(hash[0] ^ changed);
	engine_init(&world->state, world->state.language, world->state.accents);
	menus_world_begin(world, "", tree && len > 0 ? &draft : NULL);
}

/* --- playing ------------------------------------------------------------------------------- */
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

static void leads_home(struct menus_world world)
{
	for (unsigned i = 0; !world.state.ended && !is_home(&world); i++) {
		OSMO_ASSERT(i < HOME_WITHIN);
		menus_world_input(&world, "0");
	}
}

/* In a world where nothing is full and everybody is found. */
static void comes_to_an_end(struct menus_world world)
{
	struct menus_world kind;

	menus_world_init(&kind, world.set, 0, false, world.budget);
	kind.state = world.state;
	kind.screen = world.screen;
	for (unsigned i = 0; !kind.state.ended; i++) {
		OSMO_ASSERT(i < ENDS_WITHIN);
		answer(&kind);
	}
}

static void take(struct menus_world *world, const char *line, size_t len)
{
	if (len == 1 && *line == '?')
		answer(world);
	else if ((len == 1 || len == 2) && memcmp(line, "!!", len) == 0)
		call_again(world, len == 2);
	else
		menus_world_input_octets(world, line, len);
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
		take(world, line, line_len);
	leads_home(*world);
	comes_to_an_end(*world);
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
