/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Members of a component, read as a foreign form may write them, and the problems that come of it.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/eform_internal.h"

void eform_problem(
	const struct eform_at *at, const char *place, bool resolvable, const char *format, ...)
{
	struct eform_reader *reader = at->reader;
	struct eform *eform = reader->eform;
	va_list args;

	if (eform->problems_n == EFORM_PROBLEMS_MAX) {
		json_fail(&reader->root, "more than %d problems", EFORM_PROBLEMS_MAX);
		return;
	}
	va_start(args, format);
	reader->problems[eform->problems_n++] = (struct eform_problem) {
		.place = place ? place : at->place,
		.key = at->path,
		.what = talloc_vasprintf(eform, format, args),
		.resolvable = resolvable,
	};
	va_end(args);
}

const char *eform_place(const struct eform_at *at, const char *member)
{
	return talloc_asprintf(at->reader->eform, "%s.%s", at->place, member);
}

const char *eform_text(const struct eform_at *at, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	if (json_is_string(value))
		return talloc_strdup(at->reader->eform, json_string_value(value));
	if (value && !json_is_null(value))
		eform_problem(at, eform_place(at, key), false, "expected a text");
	return "";
}

bool eform_truthy(const json_t *value)
{
	if (json_is_string(value))
		return json_string_length(value) > 0;
	if (json_is_number(value))
		return json_number_value(value) < 0 || json_number_value(value) > 0;
	return value && !json_is_null(value) && !json_is_false(value);
}

/* The shortest decimal that reads back as the number, as JavaScript writes it within its plain
 * range. */
static char *number_text(void *ctx, double number)
{
	char text[40];

	if (fabs(number) < 1e15 && number >= (double)(long long)number &&
		number <= (double)(long long)number)
		return talloc_asprintf(ctx, "%lld", (long long)number);
	for (int digits = 15; digits <= 17; digits++) {
		double back;

		snprintf(text, sizeof(text), "%.*g", digits, number);
		back = strtod(text, NULL);
		if (back >= number && back <= number)
			break;
	}
	return talloc_strdup(ctx, text);
}

char *eform_as_text(void *ctx, const json_t *value)
{
	char *dump, *text;

	if (json_is_string(value))
		return talloc_strdup(ctx, json_string_value(value));
	if (json_is_integer(value))
		return talloc_asprintf(ctx, "%lld", (long long)json_integer_value(value));
	if (json_is_real(value))
		return number_text(ctx, json_real_value(value));
	if (json_is_boolean(value))
		return talloc_strdup(ctx, json_is_true(value) ? "true" : "false");
	if (!value || json_is_null(value))
		return NULL;
	dump = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	text = talloc_strdup(ctx, dump ? dump : "");
	free(dump);
	return text;
}

bool eform_says(const json_t *value)
{
	if (json_is_array(value))
		return json_array_size(value) > 0;
	if (json_is_object(value))
		return json_object_size(value) > 0;
	return eform_truthy(value);
}

void eform_scripts(const struct eform_at *at)
{
	static const struct {
		const char *member, *what;
	} scripts[] = {
		{ "calculateValue", "its answer is worked out by a script of the form" },
		{ "customDefaultValue", "its default is worked out by a script of the form" },
		{ "logic", "the form changes it by rules of its own" },
		{ "conditionalAddButton", "a script of the form says whether rows may be added" },
		{ "unique", "its answer must be unique, which the portal alone can tell" },
		{ "validateWhenHidden", "it is checked even while it is hidden" },
	};

	for (unsigned i = 0; i < ARRAY_SIZE(scripts); i++)
		if (eform_says(json_object_get(at->json, scripts[i].member)))
			eform_problem(at, eform_place(at, scripts[i].member), true, "%s",
				scripts[i].what);
}
