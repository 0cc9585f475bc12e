/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One answer against one field. Private to menus/eform_check*.c.
 */
#pragma once
#include "menus/eform.h"

/* Whether there is an answer, as Form.io's componentHasValue sees it: no blank text, no empty array
 * or object, and for a checkbox or its list something ticked. */
bool eform_value_is_there(const struct eform_field *field, const json_t *value);
/* What is wrong with an answer that is there, as part of a sentence; NULL: nothing. Static. */
const char *eform_value_fault(const struct eform_field *field, const json_t *value);
