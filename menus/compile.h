/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The procedure compiler: overlay + frames + form -> a tree as menus/tree.md says, and the
 * procedure's own texts. Pure: JSON values in, JSON values out.
 *
 * What comes out was loaded by the tree loader, so it is a tree that can be dialled. That every
 * way through it satisfies the form, and that its screens fit, is the proof's to say.
 *
 *   compile         questions in their order -> nodes, and the rest of the tree
 *   compile_guard   what is known where a way begins, so that guards are no longer than needed
 *   compile_route   where the dialogue goes on after a question
 *   compile_change  the list of what can be changed before it is sent
 *   compile_fields  where each field of the form comes from, and what nobody accounted for
 *   compile_values  whether what is sent is what a field takes, and how it is written
 *   compile_texts   the overlay's texts under their full ids
 *   compile_load    the tree loader's judgement over the result
 */
#pragma once
#include <jansson.h>
#include "menus/eform.h"
#include "menus/frames.h"
#include "menus/menu_files.h"
#include "menus/overlay.h"
#include "menus/report.h"

struct compile_sources {
	const struct overlay *overlay;
	const struct frames *frames;
	const struct eform *eform;
	/* "texts/<language>.json": what all procedures share; and "units.json" if there is one. */
	const struct menu_files *shared;
};

/* Counted over the form's fields. A field counts once, by the first of its sources. */
struct compile_count {
	unsigned fields, required;
	unsigned asked; /* by an answer, or a fact of one */
	unsigned clerk, paper, prefilled;
	unsigned fixed; /* by the overlay, or known to the gateway */
	unsigned optional_left; /* not required, and not named by the overlay */
};

struct compiled {
	json_t *tree; /* procedures/<code>.json */
	json_t *texts; /* {language: {"procedure.<code>.<id>": text}} */
	struct compile_count count;
};

/* Compiles one procedure. NULL when anything was added to the report. Owned by ctx, which also
 * gives up the JSON. */
struct compiled *compile_procedure(
	void *ctx, const struct compile_sources *sources, struct report *report);
/* A shared catalogue with the texts of procedures ({language: {id: text}}) of its language in it. A
 * new reference. */
json_t *compile_merged_texts(const struct menu_file *catalogue, json_t *texts);
