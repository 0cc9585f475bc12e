/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Effects without a gateway: a made-up procedure "9.1" that asks for what effects read, the real
 * units, and offices that a test names. No dialogue is played: a test puts the answers itself.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include "gateway/effect/effects.h"
#include "menus/menu_files.h"
#include "menus/pairs.h"
#include "menus/tree.h"

#define EFFECT_WORLD_ENTRY(name, next) \
	"\"" name "\":{\"kind\":\"entry\",\"text\":\"t\",\"key\":\"" name \
	"\",\"entry\":\"digits\",\"min\":4,\"max\":12,\"next\":\"" next "\"},"

static const char effect_world_home[] =
	"{\"motcua_tree\":1,\"code\":\"home\",\"title\":\"t\",\"start\":\"first\",\"resume\":"
	"\"again\",\"dial\":{\"1\":\"first\"},\"nodes\":{\"first\":{\"kind\":\"menu\",\"text\":"
	"\"t\",\"options\":[{\"text\":\"t\",\"next\":\"tree:9.1\"}]},\"again\":{\"kind\":\"menu\","
	"\"text\":\"t\",\"options\":[{\"text\":\"t\",\"next\":\"draft\"},{\"text\":\"t\",\"next\":"
	"\"over\"}]},\"over\":{\"kind\":\"end\",\"text\":\"t\"}}}";

static const char effect_world_procedure[] =
	"{\"motcua_tree\":1,\"code\":\"9.1\",\"title\":\"t\",\"start\":\"letters\",\"submit\":{"
	"\"applicant\":{\"national_id\":\"id\",\"relation\":\"self\"},\"answers\":{\"field\":{"
	"\"answer\":\"id\"}},\"papers\":[]}"
	",\"nodes\":{" EFFECT_WORLD_ENTRY("letters", "province") EFFECT_WORLD_ENTRY(
		"province", "tail") EFFECT_WORLD_ENTRY("tail", "receipt")
		EFFECT_WORLD_ENTRY("receipt", "id_tail") EFFECT_WORLD_ENTRY("id_tail",
			"office") EFFECT_WORLD_ENTRY("office", "day") EFFECT_WORLD_ENTRY("day",
			"id") "\"id\":{\"kind\":\"entry\",\"text\":\"t\",\"key\":\"id\",\"entry\":"
			      "\"national_id\",\"next\":\"over\"},"
			      "\"over\":{\"kind\":\"end\",\"text\":\"t\"}}}";

struct effect_fixture {
	void *ctx;
	struct menu_set *menus;
	struct engine_state state;
	struct phone phone;
	struct offices offices;
	struct effect_world world;
	struct effect_call call;
	struct effect_result out;
};

static json_t *effect_world_texts(void)
{
	json_t *json = json_load_file("menus/service/texts/vi.json", 0, NULL);
	json_t *texts = json_object_get(json, "texts");
	static const char *const ids[] = { "t", "procedure.9.1.short", "procedure.9.1.name",
		"procedure.9.1.papers" };

	assert_non_null(texts);
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		json_object_set_new(texts, ids[i], json_string("T"));
	return json;
}

static void effect_world_new(struct effect_fixture *f, const struct clock *clock)
{
	struct menu_files *files = menu_files_new(NULL, "world");
	char error[512] = "";

	memset(f, 0, sizeof(*f));
	f->ctx = talloc_new(NULL);
	menu_files_add(files, "home.json", json_loads(effect_world_home, 0, NULL));
	menu_files_add(files, "procedures/9.1.json", json_loads(effect_world_procedure, 0, NULL));
	menu_files_add(files, "texts/vi.json", effect_world_texts());
	menu_files_add(files, "units.json", json_load_file("menus/service/units.json", 0, NULL));
	f->menus = menu_set_from(f->ctx, files, error, sizeof(error));
	if (!f->menus)
		fail_msg("%s", error);
	talloc_free(files);
	engine_init(&f->state, 0, false);
	f->state.at.tree = 1;
	assert_int_equal(phone_parse("0901234567", &f->phone), OK);
	f->world = (struct effect_world) {
		.menus = f->menus, .clock = clock, .offices = &f->offices, .service_code = "*1022#"
	};
	f->call = (struct effect_call) {
		.world = &f->world, .phone = &f->phone, .bearer = BEARER_HTTP, .state = &f->state
	};
}

static void effect_world_answer(struct effect_fixture *f, const char *key, const char *value)
{
	struct pairs pairs = { f->state.answers, &f->state.answers_len, sizeof(f->state.answers) };

	engine_forget(f->menus, &f->state, key);
	assert_int_equal(
		pairs_append(&pairs, symbols_find(f->menus->symbols, key, strlen(key)), value), OK);
}

/* The outcome. */
static const char *effect_world_run(struct effect_fixture *f, enum effect effect)
{
	assert_int_equal(effects_carry_out(&f->call, effect, &f->out), OK);
	return f->out.outcome;
}

/* The value of a result or of one of its items by name; NULL if there is none. */
static const char *effect_world_value(const struct effect_value *v, unsigned n, const char *name)
{
	for (unsigned i = 0; i < n; i++)
		if (!strcmp(v[i].name, name))
			return v[i].value;
	return NULL;
}
