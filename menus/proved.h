/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A compiled folder and its proof: proof.json says which set was proved, by the hash of all that
 * can be shown, and for which budgets. `motcua menus compile` writes it; the service loads no
 * folder whose proof is of something else, so nobody meets a screen that was never laid out.
 *
 * It must not know how a proof is made.
 */
#pragma once
#include <jansson.h>
#include "menus/budget.h"
#include "menus/menu_set.h"

#define PROVED_FILE	"proof.json"
#define PROVED_FILE_MAX (64 * 1024) /* octets */

/* What proof.json says of a set that was proved for `least`, with so many screens laid out. `by` is
 * the version of the program that did it. New reference. */
json_t *proved_json(
	const struct menu_set *set, const struct budget *least, unsigned screens, const char *by);

/* Reads a compiled folder as menu_set_read() does, and holds it against its proof: the same set,
 * for budgets no larger than those of the bearers. NULL and one sentence that says what to do.
 * Owned by ctx. */
struct menu_set *proved_read(void *ctx, const char *folder, char *error, size_t error_size);

/* The least screens that such a folder was proved for; to be asked after proved_read(). False and a
 * sentence if there is no proof. */
bool proved_least(const char *folder, struct budget *least_r, char *error, size_t error_size);
