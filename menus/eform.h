/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An online form as the portals publish it (Form.io JSON), read into a flat list of the fields that
 * carry an answer, in the order of the form. Containers that only arrange (panel, columns, table,
 * tabs, ...) are gone; those that nest data live on in each field's path.
 *
 * Nothing of a form is ever executed. What it says in JavaScript, takes from an address, or says in
 * a way not known here becomes a problem with its place; an overlay that accounts for the field
 * settles the resolvable ones.
 *
 * It must not know how a field is asked: overlay and compiler stand above it.
 *
 *   eform_read       components -> fields and problems
 *   eform_field      what one component says of its field
 *   eform_options    the values a field can take
 *   eform_condition  when a field is shown
 *   eform_pattern    regular expressions as JavaScript writes them
 *   eform_check      whether a submission satisfies the form
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "gateway/base/json.h"

#define EFORM_FIELDS_MAX   256
#define EFORM_GRIDS_MAX	   32
#define EFORM_PROBLEMS_MAX 512
#define EFORM_OPTIONS_MAX  128 /* of one field; more are a problem, as of an unknown source */
#define EFORM_DEPTH_MAX	   12 /* components within components */
#define EFORM_OCTETS_MAX   (512 * 1024) /* the form as text */
#define EFORM_PATH_MAX	   255 /* octets of a field's path */
#define EFORM_PATTERN_MAX  400 /* octets of a pattern as it is written */

enum eform_type {
	EFORM_TEXT,
	EFORM_TEXTAREA,
	EFORM_NUMBER,
	EFORM_CURRENCY,
	EFORM_PHONE,
	EFORM_EMAIL,
	EFORM_SELECT,
	EFORM_RADIO,
	EFORM_SELECTBOXES,
	EFORM_CHECKBOX,
	EFORM_DATETIME,
	EFORM_DAY,
	EFORM_TIME,
	EFORM_HIDDEN,
	EFORM_FILE,
	EFORM_SIGNATURE,
};
/* As Form.io calls the type, "textfield". Static. */
const char *eform_type_name(enum eform_type type);

struct eform_condition;
struct eform_pattern;

struct eform_option {
	/* As the submission carries it. A number or a truth value of the form is written as text
	 * here and recognised in either form by eform_check. */
	const char *value;
	const char *label;
};

struct eform_field {
	/* Where the value stands in the submission: keys joined by '.', "me.hoTen"; "[]" behind a
	 * key means one per row of a datagrid or editgrid, "cuTru[].tuNgay". Unique in the form. */
	const char *path;
	const char *key; /* as the form writes it, dots included */
	const char *label; /* "" if the form has none */
	enum eform_type type;
	bool required; /* when shown: a hidden field is never required */
	bool multiple; /* the value is an array of such values */
	const char *pattern; /* as written in the form; NULL: none, or one not understood */
	bool has_min, has_max; /* of a number */
	double min, max;
	bool whole; /* a number without a fraction */
	unsigned min_length, max_length; /* characters as JavaScript counts them; 0: none */
	const char *min_date, *max_date; /* as written, NULL: none */
	bool enable_time; /* datetime: the value has a time of day */
	unsigned options_n; /* select, radio, selectboxes */
	const struct eform_option *options;
	/* A source by address, resource or script: the form does not say its values, so the overlay
	 * must. options_n is 0 then. */
	bool options_unknown;
	bool has_default;
	/* Text of the default; numbers, truth values, objects as compact JSON. NULL: none. */
	const char *default_value;
	const char *place; /* JSON path of the component in the file */
	/* NULL: always shown. The conditions of all containers around it are included. */
	const struct eform_condition *shown;
	/* How a day or a time is written, "DD/MM/YYYY", "MM/DD/YYYY", "HH:mm:ss"; "" elsewhere. */
	const char *format;
	unsigned min_selected, max_selected; /* selectboxes; 0: none */
	bool keeps_when_hidden; /* an answer given before the field was hidden stays */
	const char *mask; /* an input mask as written, "999 999 999": 9 a digit, A a letter, a a
			   * small one, * any of them; NULL: none */
	/* For eform_check: the pattern ready to run, and what the type or an input mask demands
	 * besides. NULL: none. */
	const struct eform_pattern *test, *type_test;
};

/* A datagrid or editgrid: answers come as an array of rows. */
struct eform_grid {
	const char *path; /* without "[]" at its end */
	const char *place;
	bool required; /* when shown */
	unsigned min_rows, max_rows; /* 0: none */
	const struct eform_condition *shown;
};

struct eform_problem {
	const char *place; /* JSON path, never empty */
	/* Path of the field it is about. A container that is not understood is a problem of each
	 * field in it. A component that is no field: its path or key; "" if it has none. */
	const char *key;
	const char *what; /* a sentence part, without a full stop */
	/* An overlay that accounts for the field settles it (address source, custom JavaScript, a
	 * pattern not understood). Otherwise the form cannot be served. */
	bool resolvable;
};

struct eform {
	const char *title, *version; /* "" if the form does not say */
	unsigned fields_n;
	const struct eform_field *fields;
	unsigned grids_n;
	const struct eform_grid *grids;
	unsigned problems_n;
	const struct eform_problem *problems;
};

/* Reads a parsed form: an object with `components`. NULL and a sentence in root->reader->error
 * (file, JSON path, reason) only when it is no form at all or beyond a limit above; whatever else
 * is not understood becomes a problem, never ignored. Owned by `ctx`, copies all it keeps. */
struct eform *eform_read(void *ctx, const struct json_at *root);
/* The same from text; `source` is the name the sentence begins with. */
struct eform *eform_read_text(void *ctx, const char *source, const char *text, size_t len,
	char *error_r, size_t error_size);
/* By path. NULL: the form has no such field. */
const struct eform_field *eform_find(const struct eform *eform, const char *path);
