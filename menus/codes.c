/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The codes under which a procedure is filed: ministries renumber procedures, and what was filed
 * under an old code stays known by it. Every code finds the tree; texts are named by the tree's
 * own. Knows no clock: who asks for the code of a day says the day.
 */
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "gateway/base/clock.h"
#include "menus/tree_read.h"

/* --- reading ------------------------------------------------------------------------------- */
/* "2026-06-30" as 20260630; 0 if it is not there. */
static int read_day(const struct json_at *object, const char *key)
{
	struct json_at at = json_opt(object, key);
	const char *text = json_text_opt(object, key, 10, "");
	struct local_time day = { 0 };
	int used = 0;

	if (!at.value || json_failed(at.reader))
		return 0;
	if (sscanf(text, "%4d-%2d-%2d%n", &day.year, &day.month, &day.day, &used) != 3 ||
		used != 10 || strspn(text, "0123456789-") != 10 || !local_valid(&day)) {
		json_fail(&at, "expected a day as 2026-06-30");
		return 0;
	}
	return (day.year * 100 + day.month) * 100 + day.day;
}

static const char *read_code(const struct tree_reader *reader, const struct json_at *at)
{
	const char *code = json_text(at, "code", 1, TREE_CODE_MAX);

	if (strspn(code, "0123456789abcdefghijklmnopqrstuvwxyz.-") != strlen(code))
		json_fail(at, "a code has 1 to %d of a-z, 0-9, . and -", TREE_CODE_MAX);
	return talloc_strdup(reader->set, code);
}

static void check_order(const struct json_at *at, const struct tree_code *code,
	const struct tree_code *before, const struct tree *tree)
{
	if (code->to && code->to < code->from)
		json_fail(at, "ends before it begins");
	if (before && code->from <= before->from)
		json_fail(at, "must begin later than the one before: the oldest stands first");
	for (unsigned i = 0; i < tree->codes_n; i++)
		if (strcmp(tree->codes[i].code, code->code) == 0)
			json_fail(at, "is there already");
}

static void check_own(const struct json_at *at, const struct tree *tree)
{
	for (unsigned i = 0; i < tree->codes_n; i++)
		if (strcmp(tree->codes[i].code, tree->code) == 0)
			return;
	json_fail(at, "\"%s\" itself must be one of them", tree->code);
}

void read_codes(const struct tree_reader *reader, const struct json_at *root)
{
	struct json_at at = json_opt(root, "codes");
	struct tree *tree = reader->tree;
	unsigned n = read_count(&at, TREE_CODES_MAX);

	tree->codes_n = 0;
	for (unsigned i = 0; i < n; i++) {
		struct json_at one = json_item(&at, i);
		struct tree_code *code = &tree->codes[i];

		json_only(&one, (const char *const[]) { "code", "from", "to", NULL });
		code->code = read_code(reader, &one);
		code->from = read_day(&one, "from");
		code->to = read_day(&one, "to");
		check_order(&one, code, i ? code - 1 : NULL, tree);
		tree->codes_n++;
	}
	if (at.value)
		check_own(&at, tree);
	else
		tree->codes[tree->codes_n++] = (struct tree_code) { .code = tree->code };
}

bool codes_check(const struct menu_set *set, char *error, size_t error_size)
{
	for (unsigned i = 1; i < set->trees_n; i++)
		for (unsigned j = 0; j < set->trees[i].codes_n; j++) {
			const char *code = set->trees[i].codes[j].code;
			int other = menu_set_tree_find(set, code);

			if (other == (int)i)
				continue;
			snprintf(error, error_size, "%s: codes: \"%s\" is a code of %s too",
				set->trees[i].source, code, set->trees[other].source);
			return false;
		}
	return true;
}

/* --- asking -------------------------------------------------------------------------------- */
static bool has_code(const struct tree *tree, const char *code)
{
	for (unsigned i = 0; i < tree->codes_n; i++)
		if (strcmp(tree->codes[i].code, code) == 0)
			return true;
	return strcmp(tree->code, code) == 0;
}

int menu_set_tree_find(const struct menu_set *set, const char *code)
{
	for (unsigned i = 0; i < set->trees_n; i++)
		if (has_code(&set->trees[i], code))
			return (int)i;
	return -1;
}

unsigned menu_set_tree_codes(const struct menu_set *set, unsigned tree)
{
	OSMO_ASSERT(tree < set->trees_n);
	return set->trees[tree].codes_n;
}

const char *menu_set_tree_code_n(const struct menu_set *set, unsigned tree, unsigned n)
{
	OSMO_ASSERT(tree < set->trees_n && n < set->trees[tree].codes_n);
	return set->trees[tree].codes[n].code;
}

const char *menu_set_tree_code_at(const struct menu_set *set, unsigned tree, int yyyymmdd)
{
	const struct tree *of;

	OSMO_ASSERT(tree < set->trees_n);
	of = &set->trees[tree];
	for (unsigned i = of->codes_n; i-- > 0;) {
		const struct tree_code *code = &of->codes[i];

		if (code->from <= yyyymmdd && (!code->to || code->to >= yyyymmdd))
			return code->code;
	}
	return of->codes[of->codes_n - 1].code;
}

const char *menu_set_own_code(const struct menu_set *set, const char *code)
{
	int tree = menu_set_tree_find(set, code);

	return tree < 0 ? code : set->trees[tree].code;
}

void menu_set_procedure_text(
	const struct menu_set *set, const char *code, const char *fact, char *out, size_t cap)
{
	snprintf(out, cap, "@procedure.%s.%s", menu_set_own_code(set, code), fact);
}
