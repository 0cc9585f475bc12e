/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * When a field of an online form is shown: Form.io's three ways to say it (show/when/eq, a list of
 * comparisons, JSONLogic) as one small tree of comparisons over answers. Values compare as Form.io
 * compares them: loosely between a number and its text where it does so, and strictly elsewhere.
 */
#pragma once
#include <stdbool.h>
#include "menus/eform.h"

#define EFORM_CONDITION_DEPTH_MAX 12
#define EFORM_CONDITION_PARTS_MAX 32 /* of one "and" or "or" */

/* Whether the field is shown when `data` are the submission's nested answers (an object; NULL: none
 * yet). Inside a grid a condition on the same row's fields looks at the first row. */
bool eform_shown(const struct eform_field *field, const json_t *data);

/* Names each field that decides whether `field` is shown, once per comparison: `path` as in
 * struct eform_field (or as the form wrote it if the form has no such field) and the value compared
 * with as text ("" where the comparison is for emptiness or has no single value). */
typedef void (*eform_reads_cb)(void *data, const char *path, const char *value);
void eform_condition_reads(const struct eform_field *field, eform_reads_cb each, void *data);
/* The same of a grid. */
void eform_grid_reads(const struct eform_grid *grid, eform_reads_cb each, void *data);
