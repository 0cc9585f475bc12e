/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether a submission satisfies its form, by the rules of Form.io's own validator as far as they
 * can be followed without executing anything of the form. Dates are compared when the form writes
 * them as dates; "moment()" and the like are not.
 */
#pragma once
#include "menus/eform.h"

/* What is said of an answer that is not there, and of rows that are too few. */
#define EFORM_MISSING  "is missing"
#define EFORM_FEW_ROWS "has fewer rows than the form allows"

/* `path` names the field with its row, "cuTru[2].tuNgay"; `field` is NULL for an answer the form
 * has no field for. `what` is a sentence part without values. Both texts are valid during the call.
 */
typedef void (*eform_check_cb)(
	void *data, const char *path, const struct eform_field *field, const char *what);

/* Reports, in the order of the form: required and shown but missing; not one of its options;
 * pattern; lengths; least and greatest; wrong type of JSON; hidden by a condition and yet answered;
 * then answers that are no field of the form. Returns how many. `data` is the object of nested
 * answers; NULL counts as empty. One fault is told of one answer. */
unsigned eform_check(
	const struct eform *eform, const json_t *data, eform_check_cb each, void *each_data);
