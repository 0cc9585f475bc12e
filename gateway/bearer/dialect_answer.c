/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An answer in the words of a dialect: its template with the names between braces filled in. */
#include <osmocom/core/utils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "gateway/base/gsm7.h"
#include "gateway/base/utf8.h"
#include "gateway/base/vietnamese.h"
#include "gateway/bearer/dialect_message.h"

#define DIGITS_SIZE 12

struct filling {
	const struct dialect_message *message;
	const struct bearer_answer *answer;
	const char *text;
	enum coding coding;
};

/* What stands for a name; false for a name that is none. `digits` has DIGITS_SIZE octets. */
static const char *value_of(const struct filling *f, const char *name, size_t len, char *digits)
{
	const struct {
		const char *name, *value;
	} values[] = {
		{ "text", f->text },
		{ "session", f->message->session },
		{ "phone", f->message->phone_given },
		{ "sequence", digits },
		{ "coding", f->coding == CODING_UCS2 ? "ucs2" : "gsm7" },
		{ "end", f->answer->end ? "true" : "false" },
		{ "continue", f->answer->end ? "false" : "true" },
	};

	snprintf(digits, DIGITS_SIZE, "%u", f->answer->sequence);
	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		if (strlen(values[i].name) == len && memcmp(values[i].name, name, len) == 0)
			return values[i].value;
	return "";
}

/* What was filled in is not looked at again: a screen may say "{end}". */
static char *fill_text(void *ctx, const struct filling *f, const char *template)
{
	char digits[DIGITS_SIZE];
	char *out = talloc_strdup(ctx, "");

	while (out && *template) {
		size_t plain = strcspn(template, "{"), len;

		out = talloc_strndup_append_buffer(out, template, plain);
		template += plain;
		if (!out || !*template)
			break;
		len = strcspn(template + 1, "}");
		out = talloc_strdup_append_buffer(out, value_of(f, template + 1, len, digits));
		template += len + 2;
	}
	return out;
}

/* A name alone keeps its kind: "{end}" is a boolean, "{sequence}" a number. */
static json_t *fill_value(void *ctx, const struct filling *f, const char *template)
{
	char *text;

	if (strcmp(template, "{end}") == 0)
		return json_boolean(f->answer->end);
	if (strcmp(template, "{continue}") == 0)
		return json_boolean(!f->answer->end);
	if (strcmp(template, "{sequence}") == 0)
		return json_integer(f->answer->sequence);
	text = fill_text(ctx, f, template);
	return text ? json_string(text) : NULL;
}

static json_t *fill_object(void *ctx, const struct filling *f, json_t *template)
{
	json_t *out, *member;
	const char *key;

	if (json_is_string(template))
		return fill_value(ctx, f, json_string_value(template));
	if (!json_is_object(template))
		return json_incref(template);
	out = json_object();
	json_object_foreach (template, key, member)
		json_object_set_new_nocheck(out, key, fill_object(ctx, f, member));
	return out;
}

static char *write_object(void *ctx, const struct filling *f, json_t *template)
{
	json_t *json = fill_object(ctx, f, template);
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
	char *out = text ? talloc_strdup(ctx, text) : NULL;

	free(text);
	json_decref(json);
	return out;
}

/* Every character that GSM-7 lacks, even without its accents, becomes '?'. */
static void flatten(const struct bearer_answer *answer, char out[SCREEN_MAX])
{
	size_t len = answer->len, at = 0, put = 0, before;
	uint32_t cp;

	if (vn_unaccent(answer->text, answer->len, out, SCREEN_MAX, &len) != OK)
		osmo_strlcpy(out, answer->text, SCREEN_MAX);
	for (before = 0; at < len && utf8_next(out, len, &at, &cp) == OK; before = at) {
		if (!gsm7_cost(cp)) {
			out[put++] = '?';
			continue;
		}
		memmove(out + put, out + before, at - before);
		put += at - before;
	}
	out[put] = '\0';
}

char *dialect_answer(void *ctx, const struct dialect *d, const struct dialect_message *message,
	const struct bearer_answer *answer)
{
	const struct dialect_reply *reply = answer->end ? &d->end : &d->go_on;
	struct filling f = { message, answer, answer->text, answer->coding };
	char plain[SCREEN_MAX];

	if (!d->accents && answer->coding == CODING_UCS2) {
		flatten(answer, plain);
		f.text = plain;
		f.coding = CODING_GSM7;
	}
	return json_is_string(reply->body) ? fill_text(ctx, &f, json_string_value(reply->body))
					   : write_object(ctx, &f, reply->body);
}
