/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How an aggregator speaks USSD over HTTP, as data: which fields a request has, how a beginning is
 * known, whether an answer comes alone or behind all earlier ones, how "continue" and "end" are
 * said. A dialect is one file FOLDER/NAME.json, spoken at /ussd/v1/NAME; motcua.cfg(5) lists its
 * members.
 *
 * It must not know HTTP, dialogues or who may call.
 */
#pragma once
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include "menus/budget.h"

#define DIALECT_NAME_MAX     32
#define DIALECTS_MAX	     12
#define DIALECT_FILE_MAX     (16 * 1024) /* octets */
#define DIALECT_HEADERS_MAX  4 /* of an answer */
#define DIALECT_SEPTETS_MAX  182 /* TS 23.038: 160 octets */
#define DIALECT_UNITS_MAX    80
#define DIALECT_TEMPLATE_MAX 256 /* octets of a plain text around {text} */

enum dialect_form { DIALECT_JSON, DIALECT_FORM, DIALECT_QUERY };
enum dialect_begin {
	BEGIN_SEQUENCE, /* the sequence is 0 */
	BEGIN_FLAG, /* a field has a certain value */
	BEGIN_EMPTY, /* no text */
	BEGIN_SESSION, /* a session that is not under way */
};
enum dialect_phone { PHONE_ANY, PHONE_PLUS84, PHONE_84, PHONE_0 };

struct dialect_header {
	const char *name, *value;
};

/* What is said when the dialogue goes on, or when it ends. */
struct dialect_reply {
	json_t *body; /* a text, or an object in whose texts {names} stand */
	struct dialect_header headers[DIALECT_HEADERS_MAX];
	unsigned headers_n;
};

/* Texts are borrowed from `json`. */
struct dialect {
	char name[DIALECT_NAME_MAX + 1];
	json_t *json;
	enum dialect_form form;
	enum dialect_begin begin;
	enum dialect_phone phone_form;
	const char *session, *phone, *text; /* names of fields */
	const char *dialled, *sequence, *flag; /* such, "" where there is none */
	json_t *flag_value; /* for BEGIN_FLAG */
	bool appended; /* the text is every answer so far, between stars */
	bool other_codes; /* another service code than ours leads home; else it is refused */
	bool other_fields; /* are ignored; else refused */
	bool accents; /* the route carries UCS-2 */
	struct budget budget;
	const char *type; /* Content-Type of answers */
	struct dialect_reply go_on, end;
};

struct dialects {
	struct dialect *all[DIALECTS_MAX]; /* by name */
	unsigned n;
};

/* Reads one dialect. NULL and a sentence with file and place. Owned by ctx. */
struct dialect *dialect_read(void *ctx, const char *path, char *error, size_t error_size);
/* Every *.json of a folder, by name. NULL and a sentence. Owned by ctx. */
struct dialects *dialects_read(void *ctx, const char *folder, char *error, size_t error_size);
/* NULL if there is none. */
const struct dialect *dialects_find(const struct dialects *dialects, const char *name);
/* Whether menus that were proved hold on such screens: none smaller than the smallest bearer's. */
bool dialect_budget_proved(const struct budget *budget);
