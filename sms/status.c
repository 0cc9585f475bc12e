/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading the table of statuses. Strict: what it says is sent to people.
 */
#include "sms/status.h"
#include <stdio.h>
#include <string.h>
#include <osmocom/core/talloc.h>
#include "gateway/base/json.h"

#define FILE_MAX 65536 /* octets */

static void read_lane(const struct json_at *at, enum sms_lane *out)
{
	static const struct {
		const char *name;
		enum sms_lane lane;
	} lanes[] = { { "answer", LANE_ANSWER }, { "status", LANE_STATUS }, { "bulk", LANE_BULK } };
	const char *name = json_text(at, "lane", 1, 16);

	for (size_t i = 0; i < sizeof(lanes) / sizeof(lanes[0]); i++) {
		if (strcmp(name, lanes[i].name) != 0)
			continue;
		*out = lanes[i].lane;
		return;
	}
	json_fail(at, "lane is one of answer, status, bulk");
}

struct flag {
	const char *name;
	bool *flag;
};

/* A list of words, each sets its flag. */
static void read_flags(const struct json_at *list, const struct flag *flags)
{
	size_t n = json_count(list);

	for (size_t i = 0; i < n; i++) {
		struct json_at item = json_item(list, i);
		const char *word = json_string_value(item.value);
		const struct flag *f = flags;

		while (f->name && (!word || strcmp(word, f->name) != 0))
			f++;
		if (f->name)
			*f->flag = true;
		else
			json_fail(&item, "is none of the words that may stand here");
	}
}

static void read_rule(const struct json_at *at, const struct texts *texts, struct status_rule *rule)
{
	static const char *const keys[] = { "template", "lane", "says", "needs", "once", "answer",
		NULL };
	const struct flag says[] = { { "portal", &rule->portal_says },
		{ "clerk", &rule->clerk_says }, { NULL, NULL } };
	const struct flag needs[] = { { "reason", &rule->needs_reason },
		{ "papers", &rule->needs_papers }, { "fee", &rule->needs_fee }, { NULL, NULL } };
	struct json_at list;

	json_only(at, keys);
	snprintf(rule->template_id, sizeof(rule->template_id), "%s",
		json_text(at, "template", 1, sizeof(rule->template_id) - 1));
	if (!json_failed(at->reader) && texts_find(texts, rule->template_id) == TEXT_NONE)
		json_fail(at, "template: no SMS text has this id");
	read_lane(at, &rule->lane);
	list = json_need(at, "says");
	read_flags(&list, says);
	list = json_opt(at, "needs");
	read_flags(&list, needs);
	rule->once = json_bool_opt(at, "once", false);
	rule->answer = json_bool_opt(at, "answer", false);
}

static void read_statuses(
	const struct json_at *at, const struct texts *texts, struct status_table *table)
{
	if (json_object_size(at->value) != STATUS_MAX)
		json_fail(at, "expected the statuses 1 to %d", STATUS_MAX);
	for (int status = 1; status <= STATUS_MAX; status++) {
		char key[12];
		struct json_at rule;

		snprintf(key, sizeof(key), "%d", status);
		rule = json_need(at, key);
		read_rule(&rule, texts, &table->rule[status]);
	}
}

static void read_table(
	const struct json_at *root, const struct texts *texts, struct status_table *table)
{
	static const char *const keys[] = { "motcua_status", "late", "statuses", NULL };
	struct json_at at;

	json_only(root, keys);
	(void)json_int(root, "motcua_status", 1, 1);
	at = json_need(root, "late");
	read_rule(&at, texts, &table->late);
	at = json_need(root, "statuses");
	read_statuses(&at, texts, table);
}

struct status_table *status_table_read(
	void *ctx, const char *path, const struct texts *texts, char *error, size_t error_size)
{
	struct status_table *table = talloc_zero(ctx, struct status_table);
	struct json_reader reader;
	json_t *root = json_read_file(&reader, path, FILE_MAX);

	if (root && table) {
		struct json_at at = json_root(&reader, root);

		read_table(&at, texts, table);
	}
	json_decref(root);
	if (root && table && !json_failed(&reader))
		return table;
	snprintf(error, error_size, "%s", table ? reader.error : "out of memory");
	talloc_free(table);
	return NULL;
}
