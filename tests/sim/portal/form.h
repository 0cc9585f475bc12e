/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Checks a dossier's answers against a Form.io form, in the simple way of a portal's back end:
 * required fields, fields shown only on a condition, listed values, lengths and patterns.
 *
 * Pure. The form comes from a file of the simulator, the answers from a peer.
 */
#pragma once
#include <jansson.h>

/* Adds {"field","reason"} to `errors` for each answer that is missing, wrong or unknown. A required
 * field may be missing if `left_to_clerk` names it. `left_to_clerk` may be NULL. */
void form_check(const json_t *form, json_t *answers, const json_t *left_to_clerk, json_t *errors);
/* Adds one error with a reason in printf style. */
void form_error(json_t *errors, const char *field, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
