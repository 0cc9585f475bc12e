/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which placeholders are filled from the kind of what is asked: parts of a date, the name of a
 * unit, the bounds of an entry.
 */
#include <stdio.h>
#include <string.h>
#include "menus/tree_check.h"

static bool is_name(const char *name, size_t len, const char *wanted)
{
	return len == strlen(wanted) && memcmp(name, wanted, len) == 0;
}

/* The catalogue has a word for each month. */
static bool has_months(const struct check *check)
{
	char id[16];

	for (unsigned i = 1; i <= 12; i++) {
		snprintf(id, sizeof(id), "month.%u", i);
		if (texts_find(check->set->texts, id) == TEXT_NONE)
			return false;
	}
	return true;
}

/* The key holds the code of a unit or office: it was chosen from a list or came with an effect. */
static bool may_be_unit(const struct check *check, uint16_t symbol)
{
	const struct key *key = tree_key(check->tree, symbol);
	bool asked = false;

	for (unsigned i = 0; i < check->tree->nodes_n; i++) {
		if (check->tree->nodes[i].key != symbol)
			continue;
		if (check->tree->nodes[i].kind == NODE_LIST)
			return true;
		asked = true;
	}
	return key && key->asked && !asked;
}

bool check_entry_fact(const struct check *check, const char *key, size_t key_len, const char *fact,
	size_t fact_len)
{
	uint16_t symbol = symbols_find(check->set->symbols, key, key_len);
	const struct node *entry = tree_entry(check->tree, symbol);

	if (is_name(fact, fact_len, "name") || is_name(fact, fact_len, "province"))
		return may_be_unit(check, symbol);
	if (!entry || entry->entry != ENTRY_DATE)
		return false;
	if (is_name(fact, fact_len, "month"))
		return has_months(check);
	if (is_name(fact, fact_len, "words"))
		return has_months(check) &&
			texts_find(check->set->texts, "date.words") != TEXT_NONE;
	return is_name(fact, fact_len, "day") || is_name(fact, fact_len, "year");
}

bool check_bound(const struct node *node, const char *name, size_t len)
{
	bool value;

	if (!node || node->kind != NODE_ENTRY || node->max == 0)
		return false;
	value = node->entry == ENTRY_NUMBER || node->entry == ENTRY_MONEY;
	if (is_name(name, len, "min") || is_name(name, len, "max"))
		return value;
	return is_name(name, len, "digits") && !value && node->entry != ENTRY_DATE;
}
