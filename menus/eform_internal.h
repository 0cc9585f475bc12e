/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the parts of the reader of online forms share while a form is being read. Private to
 * menus/eform*.c. The getters here are lenient: a form is foreign, so a member of another type than
 * expected is a problem with its place, not the end of reading.
 */
#pragma once
#include "menus/eform.h"
#include "menus/eform_condition_tree.h"

#define EFORM_COMPARISONS_MAX 1024

struct eform_reader {
	struct eform *eform; /* owns all that is kept */
	struct json_at root; /* where a limit that is exceeded is said */
	struct eform_field *fields;
	struct eform_grid *grids;
	struct eform_problem *problems;
	/* Comparisons whose field is looked for when all fields are known. */
	unsigned comparisons_n;
	struct eform_comparison **comparisons;
};

/* A component while it is read, with what the containers around it have said. */
struct eform_at {
	struct eform_reader *reader;
	json_t *json; /* the component; an object */
	const char *place;
	const char *prefix; /* of the paths of what it contains: "", "me.", "cuTru[]." */
	const char *path; /* its own; its key where it has no data */
	const struct eform_condition *shown;
	/* Place of a condition around it that was not understood; NULL: none. */
	const char *doubt;
	unsigned depth;
};

/* Records a problem of the component in printf style. `place` NULL: the component's own. */
void eform_problem(const struct eform_at *at, const char *place, bool resolvable,
	const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The component's place with a member's name behind. Owned by the form. */
const char *eform_place(const struct eform_at *at, const char *member);

/* A text member; "" if absent, null or another type, the latter with a problem. Copied. */
const char *eform_text(const struct eform_at *at, const json_t *object, const char *key);
/* Truth of a member as JavaScript takes it. */
bool eform_truthy(const json_t *value);
/* A value as text: texts, numbers, truth values, the rest as compact JSON. NULL for null and none.
 */
char *eform_as_text(void *ctx, const json_t *value);
/* Whether it says something: no empty text, array or object, not 0, false or null. */
bool eform_says(const json_t *value);
/* What JavaScript or a server would have to say; each is a problem. */
void eform_scripts(const struct eform_at *at);
/* Members of `validate` that are not known; each is a problem. */
void eform_checks(const struct eform_at *at);

/* The field of an input component: all but path and shown, which the caller sets. */
void eform_field_read(const struct eform_at *at, struct eform_field *field);
/* Its limits and patterns. */
void eform_limits_read(const struct eform_at *at, struct eform_field *field);
void eform_options_read(const struct eform_at *at, struct eform_field *field);
/* The condition of a component and of all around it; sets *understood_r to false, with a problem,
 * if its own was not understood. */
const struct eform_condition *eform_condition_read(const struct eform_at *at, bool *understood_r);
/* Finds the fields that conditions compare, once all are known. */
void eform_resolve(struct eform_reader *reader);
