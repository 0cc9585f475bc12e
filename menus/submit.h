/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A tree's "submit" section as it lies in memory: whose dossier it is, where each field of the
 * portal's form comes from, which papers are brought. Part of menus/tree.h and private to menus/.
 *
 *   submit_read   JSON -> struct submit, with submit_source (one source) and submit_path
 *   submit_check  what needs the whole tree: keys, maps, kinds of entries
 *   submission    carried out on the answers of a state
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define TREE_FIELDS_MAX	    128
#define TREE_PAPERS_MAX	    16
#define SUBMIT_PERSONS_MAX  8 /* of "applicant", of "concerned" */
#define FIELD_SOURCES_MAX   8
#define FIELD_PATH_MAX	    255 /* octets */
#define FIELD_STEPS_MAX	    12
#define FIELD_ROWS_MAX	    32 /* of one grid */
#define SOURCE_MAP_MAX	    32
#define SOURCE_BOXES_MAX    32
#define SOURCE_FORMAT_MAX   63 /* octets */
#define SUBMIT_RELATION_MAX 31 /* octets */
#define SOURCE_DAYS_MAX	    36500 /* within which a date may be asked to lie */

#define SOURCE_NUMBER_DIGITS  15 /* what every reader of JSON keeps exactly */
#define PHONE_NATIONAL_DIGITS 10 /* "0901234567" */

struct guard;

enum source_kind {
	SOURCE_ANSWER,
	SOURCE_FACT,
	SOURCE_FIXED,
	SOURCE_OWN,
	SOURCE_CLERK, /* left to the clerk */
	SOURCE_PAPER, /* brought on paper */
	SOURCE_PREFILLED, /* the portal fills it */
};
/* The first two of a national id, then of a slot, the others of the code of a unit or office. */
enum source_fact {
	FACT_SEX,
	FACT_YEAR,
	FACT_DAY, /* ddmmyyyy */
	FACT_CODE,
	FACT_NAME,
	FACT_PROVINCE,
	FACT_PROVINCE_NAME,
};
enum source_own { OWN_PHONE, OWN_APPLICANT_PHONE, OWN_TODAY, OWN_PROCEDURE };
enum source_as {
	AS_TEXT,
	AS_NUMBER,
	AS_BOOLEAN,
	AS_DATE, /* 2026-11-24T00:00:00+07:00 */
	AS_DAY, /* 11/24/2026 */
	AS_TIME, /* 07:30:00 */
	AS_BOXES, /* an object of all values, the chosen one true */
	AS_LIST, /* an array of one */
};

enum fixed_kind { FIXED_TEXT, FIXED_INTEGER, FIXED_REAL, FIXED_BOOLEAN };
struct fixed {
	enum fixed_kind kind;
	const char *text;
	int64_t integer;
	double real;
	bool boolean;
};

struct mapping {
	const char *from, *to;
};
struct source {
	const struct guard *when; /* NULL: always */
	enum source_kind kind;
	enum source_as as;
	uint16_t key; /* ANSWER, FACT */
	enum source_fact fact;
	enum source_own own;
	struct fixed fixed;
	const char *format; /* digits stand where '#' is; NULL: as they are */
	int days; /* ANSWER: not the date, but whether it is within so many days; 0: the date */
	unsigned map_n; /* ANSWER, FACT: 0 takes the text over as it is */
	const struct mapping *map;
	unsigned boxes_n; /* AS_BOXES: all values there are */
	const char *const *boxes;
};

/* One step of a path: into an object by key or, where key is NULL, into an array by row. */
struct path_step {
	const char *key;
	unsigned row;
};
struct field {
	const char *path; /* in the portal's form: "rows[0].from" */
	unsigned steps_n;
	const struct path_step *steps;
	unsigned sources_n; /* the first that holds counts; if none does, there is no such field */
	const struct source *sources;
};

struct paper {
	uint16_t text;
	const struct guard *when;
};
struct person {
	const struct guard *when;
	uint16_t id_key; /* of a national id */
	uint16_t phone_key; /* SYMBOL_NONE: the phone at hand */
	const char *relation; /* NULL: none is said */
};
struct submit {
	unsigned applicants_n; /* 0: the tree submits nothing */
	unsigned concerned_n, fields_n, papers_n;
	const struct person *applicants; /* the last one has no guard */
	const struct person *concerned; /* if none holds, nobody but the applicant */
	const struct field *fields;
	const struct paper *papers;
};

/* What a value is called in the form; as it is if there is no map, NULL if the map lacks it. */
const char *source_mapped(const struct source *source, const char *value);
/* The number of '#' in a format. */
unsigned source_format_digits(const char *format);
