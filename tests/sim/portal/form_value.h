/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether one answer is what its component wants: type, length, pattern, bounds, list of values.
 *
 * Pure. Knows one component and one value; not conditions, nor what stands beside it.
 */
#pragma once
#include <jansson.h>
#include <stdbool.h>

/* No answer: absent, null, "", an unticked box, no box ticked, no rows. */
bool form_value_empty(const json_t *component, json_t *value);
/* NULL, or what is wrong with a value that is not empty, in words that the portal shows. */
const char *form_value_wrong(const json_t *component, json_t *value);
