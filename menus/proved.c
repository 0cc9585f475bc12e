/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The proof of a compiled folder: written, and held against what the folder has. */
#include "menus/proved.h"
#include <osmocom/core/utils.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include "gateway/base/json.h"
#include "menus/menu_files.h"
#include "menus/set_hash.h"

#define HEX_SIZE (TREE_HASH_SIZE * 2 + 1)
#define FORM	 1
/* Septets or units; what a bearer carries is far less. */
#define LEAST_MAX 1000

/* What bearers carry, so what must have been proved. */
static bool bearers_carry(const struct budget *least)
{
	const struct budget bearers[] = { BUDGET_GSUP, BUDGET_USSD, BUDGET_SMS };

	for (size_t i = 0; i < ARRAY_SIZE(bearers); i++)
		if (least->septets > bearers[i].septets || least->units > bearers[i].units ||
			least->end_septets > bearers[i].end_septets ||
			least->end_units > bearers[i].end_units)
			return false;
	return true;
}

static void set_hex(const struct menu_set *set, char out[HEX_SIZE])
{
	uint8_t hash[TREE_HASH_SIZE];

	menu_set_hash(set, hash);
	sodium_bin2hex(out, HEX_SIZE, hash, sizeof(hash));
}

static void tree_hex(const struct menu_set *set, unsigned tree, char out[HEX_SIZE])
{
	sodium_bin2hex(out, HEX_SIZE, menu_set_tree_hash(set, tree), TREE_HASH_SIZE);
}

json_t *proved_json(
	const struct menu_set *set, const struct budget *least, unsigned screens, const char *by)
{
	char hex[HEX_SIZE];
	json_t *trees = json_object();

	for (unsigned i = 0; i < menu_set_trees(set); i++) {
		tree_hex(set, i, hex);
		json_object_set_new(trees, menu_set_tree_code(set, i), json_string(hex));
	}
	set_hex(set, hex);
	return json_pack("{s:i s:s s:s s:o s:{s:i s:i s:i s:i} s:i}", "motcua_proof", FORM, "by",
		by, "set", hex, "trees", trees, "least", "septets", (int)least->septets, "units",
		(int)least->units, "end_septets", (int)least->end_septets, "end_units",
		(int)least->end_units, "screens", (int)screens);
}

/* --- reading -------------------------------------------------------------------------------- */
struct proof_said {
	const json_t *trees; /* hashes by code */
	const char *by, *set; /* borrowed from the JSON, as they are */
	struct budget least;
};

static unsigned least_of(const struct json_at *least, const char *key)
{
	return (unsigned)json_int(least, key, 1, LEAST_MAX);
}

static bool read_proof(
	const struct menu_file *file, struct proof_said *out, char *error, size_t error_size)
{
	static const char *const keys[] = { "motcua_proof", "by", "set", "trees", "least",
		"screens", NULL };
	struct json_reader reader = { .source = file->source };
	struct json_at root = json_root(&reader, file->json), least = json_need(&root, "least");

	json_only(&root, keys);
	json_int(&root, "motcua_proof", FORM, FORM);
	out->by = json_text(&root, "by", 1, 64);
	out->set = json_text(&root, "set", HEX_SIZE - 1, HEX_SIZE - 1);
	out->trees = json_need(&root, "trees").value;
	out->least.septets = least_of(&least, "septets");
	out->least.units = least_of(&least, "units");
	out->least.end_septets = least_of(&least, "end_septets");
	out->least.end_units = least_of(&least, "end_units");
	if (!json_failed(&reader))
		return true;
	osmo_strlcpy(error, reader.error, error_size);
	return false;
}

/* The first tree that is another than the proved one; NULL: it was a text or a unit. */
static const char *changed_tree(const struct menu_set *set, const struct proof_said *said)
{
	char hex[HEX_SIZE];

	for (unsigned i = 0; i < menu_set_trees(set); i++) {
		const char *code = menu_set_tree_code(set, i);
		const char *was = json_string_value(json_object_get(said->trees, code));

		tree_hex(set, i, hex);
		if (!was || strcmp(was, hex) != 0)
			return code;
	}
	return NULL;
}

static bool holds(const struct menu_set *set, const struct proof_said *said, const char *folder,
	char *error, size_t error_size)
{
	char hex[HEX_SIZE];
	const char *tree;

	set_hex(set, hex);
	if (strcmp(hex, said->set) != 0) {
		tree = changed_tree(set, said);
		snprintf(error, error_size,
			"%s: %s%s was changed after it was proved: change its source and run "
			"motcua menus compile",
			folder, tree ? "the tree " : "a text or a unit", tree ? tree : "");
		return false;
	}
	if (bearers_carry(&said->least))
		return true;
	snprintf(error, error_size,
		"%s: proved by %s for larger screens than the bearers carry: run "
		"motcua menus "
		"compile",
		folder, said->by);
	return false;
}

struct menu_set *proved_read(void *ctx, const char *folder, char *error, size_t error_size)
{
	static const struct menu_part parts[] = { { PROVED_FILE, PROVED_FILE_MAX, true }, { 0 } };
	struct menu_files *files = menu_files_read(ctx, folder, parts, error, error_size);
	const struct menu_file *file = files ? menu_files_find(files, PROVED_FILE) : NULL;
	struct proof_said said;
	struct menu_set *set = NULL;

	if (files && !file)
		snprintf(error, error_size,
			"%s: there are no proved menus: run motcua menus compile SOURCES --out %s",
			folder, folder);
	if (file && read_proof(file, &said, error, error_size))
		set = menu_set_read(ctx, folder, error, error_size);
	if (set && !holds(set, &said, folder, error, error_size)) {
		talloc_free(set);
		set = NULL;
	}
	talloc_free(files);
	return set;
}

bool proved_least(const char *folder, struct budget *least_r, char *error, size_t error_size)
{
	static const struct menu_part parts[] = { { PROVED_FILE, PROVED_FILE_MAX, true }, { 0 } };
	struct menu_files *files = menu_files_read(NULL, folder, parts, error, error_size);
	const struct menu_file *file = files ? menu_files_find(files, PROVED_FILE) : NULL;
	struct proof_said said;
	bool found = file && read_proof(file, &said, error, error_size);

	if (files && !file)
		snprintf(error, error_size, "%s: there are no proved menus", folder);
	if (found)
		*least_r = said.least;
	talloc_free(files);
	return found;
}
