/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Plays the usual dialogue of one procedure some times, from dialling to the receipt: engine,
 * input, effects out of samples, rendering. For counting instructions: what a run of N dialogues
 * takes more than a run of none is theirs. No bearer, no store.
 *
 *   dialogue COMPILED-FOLDER SAMPLES CODE TIMES
 */
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>
#include "gateway/base/json.h"
#include "menus/effort.h"
#include "menus/menu_set.h"

static struct samples *samples_of(void *ctx, const char *path)
{
	struct json_reader reader;
	json_t *json = json_read_file(&reader, path, SAMPLES_FILE_MAX);
	struct json_at root = json_root(&reader, json);
	struct samples *samples = json ? samples_read(ctx, &root) : NULL;

	json_decref(json);
	if (!samples)
		fprintf(stderr, "%s\n", reader.error);
	return samples;
}

int main(int argc, char **argv)
{
	void *ctx = talloc_new(NULL);
	char error[512] = "";
	struct menu_set *set;
	struct samples *samples;
	struct effort_plan plan = { .world = SAMPLES_FIRST };
	struct effort effort = { 0 };
	int tree, rc = OK;

	if (argc != 5) {
		fprintf(stderr, "usage: %s COMPILED-FOLDER SAMPLES CODE TIMES\n", argv[0]);
		return 2;
	}
	set = menu_set_read(ctx, argv[1], error, sizeof(error));
	samples = samples_of(ctx, argv[2]);
	tree = set ? menu_set_tree_find(set, argv[3]) : -1;
	if (!samples || tree <= 0) {
		fprintf(stderr, "%s\n", set ? "no such procedure" : error);
		return 2;
	}
	for (long i = strtol(argv[4], NULL, 10); i > 0 && rc == OK; i--)
		rc = effort_typical(set, samples, (unsigned)tree, &plan, NULL, NULL, &effort, error,
			sizeof(error));
	if (rc == OK)
		printf("screens %u\n", effort.screens);
	else
		fprintf(stderr, "%s\n", error);
	talloc_free(ctx);
	return rc == OK ? 0 : 1;
}
