/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * When a form shows a component: Form.io's `conditional`, as show/when/eq or as JSONLogic of
 * var, ==, !=, in, and, or, !. A condition in any other words is no condition here.
 *
 * Pure. Knows components and answers, not what a right answer is.
 */
#pragma once
#include <jansson.h>
#include <stdbool.h>

/* The answer at a dotted path; NULL if there is none. Borrowed. */
json_t *form_lookup(const json_t *answers, const char *path);
/* Whether the component's own condition holds. `row` is what the component's key is looked up in:
 * the answers, a container or a grid's row. */
bool form_shown(const json_t *component, const json_t *answers, const json_t *row);
