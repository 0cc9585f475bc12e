/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An overlay: how people wrote that a form becomes a dialogue (menus/overlay.md). Read and checked
 * as far as it can be alone; what only form, frames or tree know is the compiler's to check.
 *
 * Parts that go to the tree as they are stay JSON: the tree loader checks them once, not two
 * readers twice.
 */
#pragma once
#include <stdbool.h>
#include "gateway/base/json.h"

#define OVERLAY_FILE_MAX	(256 * 1024) /* octets */
#define OVERLAY_QUESTIONS_MAX	96
#define OVERLAY_FIELDS_MAX	256
#define OVERLAY_SOURCES_MAX	8 /* of one field */
#define OVERLAY_NAME_MAX	31 /* octets of a key or a frame's name */
#define OVERLAY_SHORT_CHARS_MAX 24 /* of the text "short" */
#define OVERLAY_WHY_MAX		240 /* octets of a reason */

struct overlay_question {
	const char *key; /* name of the answer, prefix of its nodes */
	const char *ask; /* name of its frame */
	const char *change; /* text id, NULL: it is not in the list of changes */
	json_t *when; /* guard, NULL: always asked */
	json_t *params; /* the whole question */
	char place[24]; /* "questions[3]" */
};

struct overlay {
	const char *source; /* file, for sentences */
	const char *code;
	const char *form; /* code of the form it treats, mostly its own */
	unsigned questions_n;
	const struct overlay_question *questions;
	json_t *codes, *given, *concerned; /* NULL: none */
	json_t *applicant, *papers, *fields;
	json_t *texts; /* {language: {id: text}} */
	json_t *root; /* the whole, held */
	json_t *effort; /* {"first", "again"}: budgets, for the proof; NULL: none */
};

/* Reads an overlay; `code` is that of its file name. NULL and a sentence in the reader of `root`.
 * Owned by ctx, holds the JSON it came from. */
struct overlay *overlay_read(void *ctx, const struct json_at *root, const char *code);
/* Whether `language` ("vi") of its own texts has the id. */
bool overlay_has_text(const struct overlay *overlay, const char *language, const char *id);
