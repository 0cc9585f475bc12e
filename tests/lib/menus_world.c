/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The made-up world. Used by unit tests and fuzz harnesses, so checks abort rather than use a
 * test framework.
 */
#include "tests/lib/menus_world.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <talloc.h>
#include <unistd.h>
#include "gateway/base/gsm7.h"
#include "gateway/base/ucs2.h"
#include "gateway/base/utf8.h"
#include "menus/menu_files.h"

#define CHECK(condition) \
	do { \
		if (!(condition)) \
			fail(__LINE__, #condition); \
	} while (0)

static void fail(int line, const char *what)
{
	fprintf(stderr, "menus_world.c:%d: %s does not hold\n", line, what);
	abort();
}

/* --- sets ---------------------------------------------------------------------------------- */
struct menu_set *menus_world_set(void *ctx)
{
	char error[512];
	struct menu_set *set = menu_set_read(ctx, MENUS_WORLD_SERVICE, error, sizeof(error));

	if (!set)
		fail(__LINE__, error);
	return set;
}

static void write_file(const char *folder, const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	CHECK(file);
	CHECK(fputs(text, file) >= 0);
	CHECK(fclose(file) == 0);
}

static void remove_folder(const char *folder)
{
	static const char *const names[] = { "home.json", "procedures/9.1.json", "texts/vi.json",
		"procedures", "texts", "" };
	char path[256];

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		CHECK(remove(path) == 0 || errno == ENOENT);
	}
}

struct menu_set *menus_world_set_of(void *ctx, const char *home, const char *procedure,
	const char *texts, char *error, size_t error_size)
{
	char folder[] = "/tmp/motcua-menus-XXXXXX", path[256];
	struct menu_set *set;

	CHECK(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/procedures", folder);
	CHECK(mkdir(path, 0700) == 0);
	snprintf(path, sizeof(path), "%s/texts", folder);
	CHECK(mkdir(path, 0700) == 0);
	write_file(folder, "home.json", home);
	write_file(folder, "texts/vi.json", texts);
	if (procedure)
		write_file(folder, "procedures/9.1.json", procedure);
	set = menu_set_read(ctx, folder, error, error_size);
	remove_folder(folder);
	return set;
}

struct menu_set *menus_world_kinds(void *ctx, void (*change)(const char *path, json_t *json))
{
	static const struct menu_part service[] = { { "texts/vi.json", 1u << 20, false },
		{ "units.json", UNITS_FILE_MAX, false }, { 0 } };
	static const struct menu_part kinds[] = { { "home.json", 1u << 20, false },
		{ "procedures/", 1u << 20, false }, { "texts/vi.json", 1u << 20, false }, { 0 } };
	char error[512];
	struct menu_files *files = menu_files_read(NULL, MENUS_WORLD_SERVICE, service, error, 512);
	struct menu_files *own = menu_files_read(NULL, MENUS_WORLD_KINDS, kinds, error, 512);
	struct menu_set *set;

	CHECK(files && own);
	for (unsigned i = 0; i < own->n; i++) {
		json_t *json = own->files[i].json;
		const struct menu_file *there = menu_files_find(files, own->files[i].path);

		if (change)
			change(own->files[i].path, json);
		if (there) /* texts beside those of the service */
			json_object_update(json_object_get(there->json, "texts"), json);
		else
			menu_files_add(files, own->files[i].path, json_incref(json));
	}
	set = menu_set_from(ctx, files, error, sizeof(error));
	if (!set)
		fail(__LINE__, error);
	talloc_free(own);
	talloc_free(files);
	return set;
}

/* --- effects ------------------------------------------------------------------------------- */
static void set_moment(struct effect_values *values, unsigned i)
{
	static const char *const times[] = { "07:30", "08:00", "09:30", "13:30", "16:00" };
	char weekday[16];

	snprintf(weekday, sizeof(weekday), "@weekday.%u", i % 7 + 1);
	effect_set(values, "weekday", weekday);
	effect_set(values, "date", "24/11");
	effect_set(values, "time", times[i % 5]);
}

static void item_set_moment(struct effect_item *item, unsigned i)
{
	struct effect_values values = { 0 };

	set_moment(&values, i);
	for (unsigned j = 0; j < values.n; j++)
		effect_item_set(item, values.v[j].name, values.v[j].value);
}

static const char *procedure_text(const struct menus_world *world, char out[EFFECT_VALUE_SIZE])
{
	unsigned last = menu_set_trees(world->set) - 1;

	snprintf(out, EFFECT_VALUE_SIZE, "@procedure.%s.short",
		menu_set_tree_code(world->set, last));
	return out;
}

static void list_offices(const struct menus_world *world, struct effect_result *out)
{
	for (unsigned i = 0; i < world->offices; i++) {
		char id[EFFECT_ID_SIZE];

		snprintf(id, sizeof(id), "%05u", 25000 + i);
		effect_item_set(effect_item_add(out, id), "office", MENUS_WORLD_OFFICE);
	}
}

static void list_units(const struct menus_world *world, struct effect_result *out)
{
	for (unsigned i = 0; i < world->units; i++) {
		char id[EFFECT_ID_SIZE];

		snprintf(id, sizeof(id), "%05u", 25222 + i);

		struct effect_item *item = effect_item_add(out, id);

		effect_item_set(item, "unit", MENUS_WORLD_UNIT);
		effect_item_set(item, "of", MENUS_WORLD_PROVINCE);
	}
}

static void list_slots(const struct menus_world *world, struct effect_result *out)
{
	for (unsigned i = 0; i < world->slots; i++) {
		char id[EFFECT_ID_SIZE];

		snprintf(id, sizeof(id), "%u", 1795480200u + 1800 * i);
		item_set_moment(effect_item_add(out, id), i);
	}
}

static void list_dossiers(const struct menus_world *world, struct effect_result *out)
{
	for (unsigned i = 0; i < world->dossiers; i++) {
		char text[EFFECT_VALUE_SIZE];
		struct effect_item *item = effect_item_add(out, "5724000000");

		effect_item_set(item, "procedure", procedure_text(world, text));
		effect_item_set(item, "date", "24/11");
		snprintf(text, sizeof(text), "%03u", i);
		effect_item_set(item, "tail", text);
	}
}

/* As many as are shown, each the longest: with who says it. */
static void list_words(struct effect_result *out)
{
	for (unsigned i = 0; i < 7; i++) {
		char id[EFFECT_ID_SIZE];

		snprintf(id, sizeof(id), "%u", 100 - i);

		struct effect_item *item = effect_item_add(out, id);

		effect_item_set(item, "said_on", "24/11");
		effect_item_set(item, "said", "@status.6");
		effect_item_set(item, "said_by", "@status.by_office");
	}
}

static void one_word(struct effect_values *values)
{
	effect_set(values, "said_on", "24/11/2026");
	effect_set(values, "said", "@status.5");
	effect_set(values, "said_by", "@status.by_office");
	effect_set(values, "reason",
		"Ảnh chụp giấy tờ bị mờ, không đọc được số và ngày cấp, đề nghị mang bản gốc đến");
	effect_set(values, "missing", "CCCD, bản án ly hôn có dấu của tòa án, giấy xác nhận cũ");
}

static void list_desks(const struct menus_world *world, struct effect_result *out)
{
	for (unsigned i = 0; i < world->offices; i++) {
		char id[EFFECT_ID_SIZE];

		snprintf(id, sizeof(id), "%05u", 25000 + i);
		effect_item_set(effect_item_add(out, id), "desk", MENUS_WORLD_OFFICE);
	}
}

static void list_appointments(const struct menus_world *world, struct effect_result *out)
{
	for (unsigned i = 0; i < world->appointments; i++) {
		char text[EFFECT_VALUE_SIZE];
		struct effect_item *item = effect_item_add(out, "5724000000");

		item_set_moment(item, i);
		effect_item_set(item, "office", MENUS_WORLD_OFFICE);
		effect_item_set(item, "procedure", procedure_text(world, text));
		effect_item_set(item, "code", "123456789");
	}
}

static void found_dossier(const struct menus_world *world, struct effect_values *values)
{
	effect_set(values, "receipt", "5724000000");
	effect_set(values, "number", "000.00.00.H10-261124-0001");
	effect_set(values, "status", "@status.6"); /* with who says it, the longest */
	effect_set(values, "since", "24/11/2026");
	effect_set(values, "by", "@status.by_office");
	effect_set(values, "due", "27/11/2026");
	effect_set(values, "office", MENUS_WORLD_OFFICE);
	set_moment(values, 0);
	effect_set(values, "code", world->unbooked ? "@word.none" : "123456789");
	effect_set(values, "bookable", world->unbooked ? "yes" : "no");
}

static void moved(struct effect_values *values)
{
	effect_set(values, "code", "987654321");
	effect_set(values, "office", MENUS_WORLD_OFFICE);
	set_moment(values, 2);
}

static void submitted(struct effect_values *values)
{
	effect_set(values, "receipt", "5724000000");
	effect_set(values, "code", "123456789");
	effect_set(values, "office", MENUS_WORLD_OFFICE);
	set_moment(values, 0);
	effect_set(values, "seat", "12");
}

static void fill(const struct menus_world *world, enum effect effect, struct effect_result *out)
{
	switch (effect) {
	case EFFECT_PROCEDURE_FACTS:
		effect_set(&out->values, "fee", "15.000");
		effect_set(&out->values, "days", "3");
		break;
	case EFFECT_CITIZEN_CHECK:
		effect_set(&out->values, "id", "070190123456");
		effect_set(&out->values, "office", world->unbooked ? "" : "25000");
		break;
	case EFFECT_UNITS_LIST:
		list_units(world, out);
		break;
	case EFFECT_OFFICES_LIST:
		list_offices(world, out);
		break;
	case EFFECT_SLOTS_LIST:
	case EFFECT_APPOINTMENT_SLOTS:
		list_slots(world, out);
		break;
	case EFFECT_DOSSIERS_LIST:
		list_dossiers(world, out);
		break;
	case EFFECT_APPOINTMENTS_LIST:
		list_appointments(world, out);
		break;
	case EFFECT_DOSSIER_HISTORY:
		list_words(out);
		break;
	case EFFECT_DOSSIER_WORD:
		one_word(&out->values);
		break;
	case EFFECT_DOSSIER_FIND:
		found_dossier(world, &out->values);
		break;
	case EFFECT_DOSSIER_SUBMIT:
		submitted(&out->values);
		break;
	case EFFECT_APPOINTMENT_MOVE:
		moved(&out->values);
		break;
	case EFFECT_CALLBACK_OFFICES:
		list_desks(world, out);
		break;
	case EFFECT_CITIZEN_KNOWN:
	case EFFECT_APPOINTMENT_CANCEL:
	case EFFECT_CALLBACK_ASK:
	case EFFECT_LANGUAGE_SET:
	case EFFECT_DRAFT_DISCARD:
	case EFFECT_NONE:
	case EFFECT_COUNT:
		break;
	}
}

void menus_world_effect(struct menus_world *world, enum effect effect, struct effect_result *out)
{
	const char *script;

	memset(out, 0, sizeof(*out));
	world->effects[effect]++;
	out->outcome = world->outcome[effect] ? world->outcome[effect] : effect_outcomes(effect)[0];
	if (strcmp(out->outcome, "done") == 0)
		fill(world, effect, out);
	if (strcmp(out->outcome, "already") == 0) /* its appointment is gone */
		effect_set(&out->values, "receipt", "5724000000");
	if (effect_gives_items(effect) && out->items_n == 0 && !world->outcome[effect])
		out->outcome = "none";
	if (effect != EFFECT_LANGUAGE_SET)
		return;
	script = engine_answer(world->set, &world->state, "script");
	world->state.accents = strcmp(script, "accents") == 0;
	world->state.language = (uint8_t)texts_language_find(
		menu_set_texts(world->set), engine_answer(world->set, &world->state, "language"));
}

/* --- playing ------------------------------------------------------------------------------- */
void menus_world_init(struct menus_world *world, const struct menu_set *set, unsigned language,
	bool accents, struct budget budget)
{
	memset(world, 0, sizeof(*world));
	world->set = set;
	world->budget = budget;
	world->offices = world->appointments = 2;
	world->units = world->dossiers = 3;
	world->slots = 5;
	world->outcome[EFFECT_CITIZEN_KNOWN] = "unknown";
	engine_init(&world->state, language, accents);
}

int menus_world_over(const struct menus_world *world)
{
	const struct screen *screen = &world->screen;
	const struct budget *budget = &world->budget;
	bool gsm7 = screen->coding == CODING_GSM7;
	unsigned room = gsm7 ? (screen->end ? budget->end_septets : budget->septets)
			     : (screen->end ? budget->end_units : budget->units);
	int takes = gsm7 ? gsm7_septets(screen->text, screen->len)
			 : ucs2_units(screen->text, screen->len);

	CHECK(takes >= 0);
	return (unsigned)takes > room ? takes : 0;
}

static void check_packing(struct menus_world *world)
{
	uint8_t first[STATE_PACKED_MAX], second[STATE_PACKED_MAX];
	struct engine_state back;
	size_t len = state_pack(&world->state, first);

	CHECK(len <= sizeof(first));
	CHECK(state_unpack(first, len, &back) == OK);
	CHECK(state_pack(&back, second) == len && memcmp(first, second, len) == 0);
	CHECK(state_unpack(first, len - 1, &back) == ERR_TRUNCATED);
	if (len > world->packed_max)
		world->packed_max = len;
}

static void check_screen(struct menus_world *world)
{
	CHECK(render(world->set, &world->state, &world->budget, &world->screen) == OK);
	CHECK(world->screen.len > 0 && strlen(world->screen.text) == world->screen.len);
	CHECK(utf8_valid(world->screen.text, world->screen.len));
	CHECK(menus_world_over(world) == 0);
	CHECK(world->screen.page < world->screen.pages);
	CHECK(world->screen.end == (world->out.kind == ENGINE_END));
}

static void play(struct menus_world *world, struct engine_event *event)
{
	struct effect_result result;
	int rc = engine_step(world->set, &world->state, &world->budget, event, &world->out);

	for (unsigned n = 0; world->out.kind == ENGINE_EFFECT && n < 16; n++) {
		CHECK(rc == OK);
		check_packing(world);
		menus_world_effect(world, world->out.effect, &result);
		event->kind = ENGINE_RESULT;
		event->result = &result;
		rc = engine_step(world->set, &world->state, &world->budget, event, &world->out);
	}
	CHECK(rc == OK);
	CHECK(world->out.kind != ENGINE_EFFECT);
	check_packing(world);
	check_screen(world);
}

void menus_world_begin(
	struct menus_world *world, const char *dialled, const struct engine_draft *draft)
{
	struct engine_event event = { .kind = ENGINE_BEGIN,
		.text = dialled,
		.len = strlen(dialled),
		.today = MENUS_WORLD_TODAY,
		.draft = draft };

	play(world, &event);
}

void menus_world_input_octets(struct menus_world *world, const char *text, size_t len)
{
	struct engine_event event = {
		.kind = ENGINE_INPUT, .text = text, .len = len, .today = MENUS_WORLD_TODAY
	};

	play(world, &event);
}

void menus_world_input(struct menus_world *world, const char *text)
{
	menus_world_input_octets(world, text, strlen(text));
}

const char *menus_world_at(const struct menus_world *world)
{
	return menu_set_node_name(world->set, world->state.at.tree, world->state.at.node);
}
