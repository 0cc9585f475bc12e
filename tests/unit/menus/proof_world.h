/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The service's samples, and sets made of a few nodes: a procedure "9.1" below a small home, with
 * the service's texts and those that a test adds. JSON is written with ' for ".
 */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "menus/menu_files.h"
#include "menus/menu_set.h"
#include "menus/samples.h"
#include "tests/lib/quoted_json.h"

#define PROOF_SAMPLES "menus/service/samples.json"
#define PROOF_TEXTS   "menus/service/texts/vi.json"

#define PROOF_END "'over':{'kind':'end','text':'word.none'}"
#define PROOF_SUBMIT \
	"{'applicant':{'national_id':'id','relation':'self'},'answers':{'f':{'clerk':true}}," \
	"'papers':[]}"

static const char proof_home[] =
	"{'motcua_tree':1,'code':'home','title':'home.title','start':'first','resume':'again',"
	"'dial':{'1':'first'},'nodes':{'first':{'kind':'menu','text':'home.title','options':["
	"{'text':'home.mine','next':'first'},{'text':'home.apply','next':'tree:9.1'}]},"
	"'again':{'kind':'menu','text':'home.title','options':["
	"{'text':'home.apply','next':'draft'},{'text':'home.mine','next':'home'}]}}}";

/* The service's samples after `change` (NULL: as they are); NULL and the sentence. */
static inline struct samples *proof_samples_changed(
	void *ctx, void (*change)(json_t *json), char *error, size_t size)
{
	struct json_reader reader;
	json_t *json = json_read_file(&reader, PROOF_SAMPLES, SAMPLES_FILE_MAX);
	struct json_at root;
	struct samples *samples;

	if (!json)
		fail_msg("%s", reader.error);
	if (change)
		change(json);
	root = json_root(&reader, json);
	samples = samples_read(ctx, &root);
	snprintf(error, size, "%s", reader.error);
	json_decref(json);
	return samples;
}

static inline struct samples *proof_samples(void *ctx)
{
	char error[JSON_ERROR_SIZE];
	struct samples *samples = proof_samples_changed(ctx, NULL, error, sizeof(error));

	if (!samples)
		fail_msg("%s", error);
	return samples;
}

/* `nodes` begin with the node "first" and hold "over"; `texts` are added to those of vi; `language`
 * is a second catalogue or NULL. */
static inline struct menu_set *proof_set(
	void *ctx, const char *nodes, const char *submit, const char *texts, const char *language)
{
	struct menu_files *files = menu_files_new(NULL, "world");
	char *tree = talloc_asprintf(files,
		"{'motcua_tree':1,'code':'9.1','title':'home.title','start':'first',"
		"'submit':%s,'nodes':{%s}}",
		submit, nodes);
	json_t *vi = json_load_file(PROOF_TEXTS, 0, NULL);
	struct menu_set *set;
	char error[512];

	assert_non_null(vi);
	json_object_update_new(json_object_get(vi, "texts"),
		quoted_json("{'procedure.9.1.short':'Short','procedure.9.1.name':'Name',"
			    "'procedure.9.1.papers':'Papers'}"));
	json_object_update_new(json_object_get(vi, "texts"), quoted_json(texts));
	menu_files_add(files, "home.json", quoted_json(proof_home));
	menu_files_add(files, "procedures/9.1.json", quoted_json(tree));
	menu_files_add(files, "texts/vi.json", vi);
	if (language)
		menu_files_add(files, "texts/khm.json", json_load_file(language, 0, NULL));
	set = menu_set_from(ctx, files, error, sizeof(error));
	if (!set)
		fail_msg("%s", error);
	talloc_free(files);
	return set;
}
