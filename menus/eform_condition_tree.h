/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A condition as it lies in memory. Private to menus/eform*.c. Constant after reading.
 */
#pragma once
#include "menus/eform_condition.h"

/* Rows of grids around a field, outermost first. */
#define EFORM_ROWS_MAX 4
struct eform_rows {
	unsigned n;
	size_t at[EFORM_ROWS_MAX];
};

enum eform_value_kind { VALUE_NONE, VALUE_NULL, VALUE_BOOL, VALUE_NUMBER, VALUE_TEXT };
/* What an answer is compared with. */
struct eform_value {
	enum eform_value_kind kind;
	bool truth;
	double number;
	const char *text; /* as JavaScript's String() writes it: "undefined", "null", "true", "5" */
};

enum eform_operator {
	/* show / when / eq: `want` is the truth of `show` */
	OPERATOR_WHEN,
	/* {operator, value} of the list of comparisons */
	OPERATOR_IS,
	OPERATOR_IS_NOT,
	OPERATOR_EMPTY,
	OPERATOR_NOT_EMPTY,
	OPERATOR_INCLUDES,
	OPERATOR_NOT_INCLUDES,
	OPERATOR_STARTS,
	OPERATOR_ENDS,
	OPERATOR_LESS,
	OPERATOR_LESS_OR_EQUAL,
	OPERATOR_GREATER,
	OPERATOR_GREATER_OR_EQUAL,
	/* JSONLogic */
	OPERATOR_LOOSE, /* == */
	OPERATOR_STRICT, /* === */
	OPERATOR_ONE_OF, /* in: the answer stands in a list of values */
	OPERATOR_HAS, /* in: the value stands in the answer */
	OPERATOR_PART_OF, /* in: the answer is part of a text */
	OPERATOR_TRUTHY,
};

enum eform_reference { REFERENCE_WHEN, REFERENCE_DATA, REFERENCE_ROW };

struct eform_comparison {
	enum eform_operator operator;
	bool want;
	enum eform_reference reference;
	const char *written; /* the field as the form writes it */
	const char *prefix, *place, *key; /* of the component that compares */
	/* After eform_resolve. path: of the field, or as written; data_path: of the value, which
	 * may be a box of a list of boxes. */
	const char *path, *data_path, *member;
	bool known;
	enum eform_type type;
	unsigned values_n;
	const struct eform_value *values;
};

enum eform_condition_kind {
	CONDITION_NEVER,
	CONDITION_NOT,
	CONDITION_ALL,
	CONDITION_ANY,
	CONDITION_COMPARE
};

struct eform_condition {
	enum eform_condition_kind kind;
	unsigned parts_n; /* ALL, ANY; NOT: 1 */
	const struct eform_condition *const *parts;
	struct eform_comparison *comparison; /* COMPARE */
};

/* As eform_shown, in these rows. */
bool eform_condition_holds(
	const struct eform_condition *condition, const json_t *data, const struct eform_rows *rows);
/* The value at a path such as "a[].b.c"; each "[]" takes the next row, 0 beyond them. */
const json_t *eform_lookup(const json_t *data, const char *path, const struct eform_rows *rows);
/* Whether an answer (NULL: none) compares so. */
bool eform_compare(const struct eform_comparison *comparison, const json_t *answer);
