/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JSON as a test writes it: with ' for ", so that it can be read. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Fails the test with the place if it is no JSON. A new reference. */
static inline json_t *quoted_json(const char *quoted)
{
	char *text = strdup(quoted);
	json_error_t error;
	json_t *json;

	assert_non_null(text);
	for (char *c = text; *c; c++)
		if (*c == '\'')
			*c = '"';
	json = json_loads(text, 0, &error);
	if (!json)
		fail_msg("%s near column %d of %s", error.text, error.column, text);
	free(text);
	return json;
}
