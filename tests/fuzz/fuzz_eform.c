/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Anybody's online form: either refused with a sentence, or read the same way twice into fields
 * with paths of their own and problems with places; no submission, empty, random or the form
 * itself, keeps the check from ending. After a 'p' the octets are a pattern, a newline and a text.
 */
#include <stdint.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "gateway/base/utf8.h"
#include "menus/eform.h"
#include "menus/eform_check.h"
#include "menus/eform_condition.h"
#include "menus/eform_pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_sentence(const char *sentence)
{
	OSMO_ASSERT(sentence && sentence[0]);
	OSMO_ASSERT(utf8_valid(sentence, strlen(sentence)));
}

static void check_read(void *data, const char *path, const char *value)
{
	OSMO_ASSERT(path && value);
	(*(unsigned *)data)++;
}

static void check_fault(
	void *data, const char *path, const struct eform_field *field, const char *what)
{
	const struct eform *eform = data;

	OSMO_ASSERT(path);
	check_sentence(what);
	OSMO_ASSERT(!field || eform_find(eform, field->path) == field);
}

static void check_field(const struct eform *eform, const struct eform_field *field)
{
	unsigned reads = 0;

	/* found by its path, so no other has it before */
	OSMO_ASSERT(eform_find(eform, field->path) == field);
	OSMO_ASSERT(field->path[0] && strlen(field->path) <= EFORM_PATH_MAX && field->place[0]);
	OSMO_ASSERT(field->key && field->label && field->format);
	OSMO_ASSERT(!field->options_unknown || field->options_n == 0);
	OSMO_ASSERT(field->options_n <= EFORM_OPTIONS_MAX);
	OSMO_ASSERT(!field->pattern == !field->test);
	for (unsigned i = 0; i < field->options_n; i++)
		OSMO_ASSERT(field->options[i].value[0] && field->options[i].label);
	eform_condition_reads(field, check_read, &reads);
	OSMO_ASSERT(field->shown || reads == 0);
}

static void check_form(struct eform *eform, const char *text, size_t len)
{
	struct json_reader reader;
	json_t *same = json_read(&reader, "form", text, len), *empty = json_object();

	for (unsigned i = 0; i < eform->fields_n; i++)
		check_field(eform, &eform->fields[i]);
	for (unsigned i = 0; i < eform->problems_n; i++) {
		check_sentence(eform->problems[i].place);
		check_sentence(eform->problems[i].what);
		OSMO_ASSERT(eform->problems[i].key);
	}
	/* a form may carry a submission of its own */
	eform_check(eform, json_object_get(same, "data"), check_fault, eform);
	eform_check(eform, same, check_fault, eform);
	OSMO_ASSERT(eform_check(eform, empty, check_fault, eform) ==
		eform_check(eform, NULL, NULL, NULL));
	json_decref(same);
	json_decref(empty);
}

static void check_same(const struct eform *a, const struct eform *b)
{
	OSMO_ASSERT(a->fields_n == b->fields_n && a->problems_n == b->problems_n);
	OSMO_ASSERT(a->grids_n == b->grids_n);
	for (unsigned i = 0; i < a->fields_n; i++) {
		const struct eform_field *one = &a->fields[i], *two = &b->fields[i];

		OSMO_ASSERT(strcmp(one->path, two->path) == 0 && one->type == two->type);
		OSMO_ASSERT(one->required == two->required && one->options_n == two->options_n);
		OSMO_ASSERT(eform_shown(one, NULL) == eform_shown(two, NULL));
	}
	for (unsigned i = 0; i < a->problems_n; i++)
		OSMO_ASSERT(strcmp(a->problems[i].what, b->problems[i].what) == 0);
}

static void run_pattern(const char *text)
{
	char *copy = talloc_strdup(NULL, text), *subject = strchr(copy, '\n');
	struct eform_pattern *pattern, *again;

	if (subject) {
		*subject++ = '\0';
		pattern = eform_pattern_read(copy, copy);
		again = eform_pattern_read(copy, copy);
		OSMO_ASSERT(!pattern == !again);
		if (pattern)
			OSMO_ASSERT(eform_pattern_matches(pattern, subject) ==
				eform_pattern_matches(again, subject));
	}
	talloc_free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = talloc_strndup(NULL, (const char *)data, size);
	char error[JSON_ERROR_SIZE] = "", error_again[JSON_ERROR_SIZE] = "";
	struct eform *eform, *again;

	if (size > 0 && data[0] == 'p') {
		run_pattern(text + 1);
		talloc_free(text);
		return 0;
	}
	eform = eform_read_text(text, "form", (const char *)data, size, error, sizeof(error));
	again = eform_read_text(
		text, "form", (const char *)data, size, error_again, sizeof(error_again));
	OSMO_ASSERT(!eform == !again && strcmp(error, error_again) == 0);
	if (eform) {
		check_form(eform, (const char *)data, size);
		check_same(eform, again);
	} else {
		check_sentence(error);
	}
	talloc_free(text);
	return 0;
}
