/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Checks a dossier's answers against a Form.io form, in the simple way of a portal's back end:
 * required fields, fields shown only on a condition, types, listed values, lengths and patterns.
 * Answers are nested as the form nests them: a container is an object, a grid a list of objects.
 * A field is named by its path: "me.noiCuTru.maXa", "thanhVien[0].hoTen".
 *
 * Pure. The form comes from a file of the simulator, the answers from a peer.
 */
#pragma once
#include <jansson.h>

/* Adds {"field","reason"} to `errors` for each answer that is missing, wrong or unknown. A required
 * field may be missing if `left_to_clerk` (may be NULL) names its path; a path there that the form
 * does not have is an error too. What is hidden is not looked at. */
void form_check(const json_t *form, json_t *answers, const json_t *left_to_clerk, json_t *errors);
/* Adds one error with a reason in printf style. */
void form_error(json_t *errors, const char *field, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
