/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the compiler's parts share while one procedure is compiled. For compile*.c only. */
#pragma once
#include "menus/compile.h"
#include "menus/compile_guard.h"

struct compiling {
	void *ctx;
	const struct compile_sources *sources;
	const struct overlay *overlay;
	struct report *report;
	/* by question, as overlay->questions */
	struct frame_filled *filled;
	json_t **writes; /* {key: true}: the answers that its nodes give or take */
	json_t *nodes; /* of the tree, by name */
	json_t *texts; /* {language: {full id: text}} */
};

/* Adds "<file>: <place>: <what>"; `place` may be "". */
void compile_say(const struct compiling *c, const char *place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* compile_route.c: puts what follows into the nodes of a question where "%next" stood or nothing,
 * and the list of changes where "%changes" stood. */
void compile_routes(struct compiling *c, unsigned question);
/* The name of the node where the tree begins, made if need be. Owned by c->ctx. */
const char *compile_start(struct compiling *c);

/* compile_change.c: the options of a menu that lists what can be changed, where `facts` hold. */
void compile_changes(struct compiling *c, const facts_t *facts, json_t *node);

/* compile_fields.c: the tree's "submit". NULL if the report says why. */
json_t *compile_submit(struct compiling *c, struct compile_count *count);
/* compile_values.c: whether what a source can give is what its field takes; reports. */
void compile_check_values(const struct compiling *c, const char *place, json_t *source,
	const struct eform_field *field);
/* What the form wants, by the type of its field, NULL: text; for boxes with all their values. */
void compile_shape(json_t *source, const struct eform_field *field);

/* compile_texts.c: full ids wherever a node names a text; then the texts themselves. */
void compile_texts(struct compiling *c);
/* The same for one object that may name a text under `key`. */
void compile_text_ids(
	const struct compiling *c, json_t *object, const char *key, const char *place);

/* compile_load.c: whether the tree loader takes what was compiled; reports its sentence. */
void compile_try(const struct compiling *c, json_t *tree);
