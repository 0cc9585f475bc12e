/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A request in some dialect as a bearer_request, and a bearer_answer as what that dialect says.
 * Pure: what is known of the session is an argument.
 *
 * An appended text counts itself: the dialogue's sequence is the number of its parts. So the same
 * text twice is a repeat of which nothing comes but the same screen, and a text that is ahead by
 * some parts holds answers that never arrived, which are taken one after the other.
 */
#pragma once
#include "gateway/bearer/bearer.h"
#include "gateway/bearer/dialect.h"

#define DIALECT_FIELDS_MAX   32 /* of a form */
#define DIALECT_APPENDED_MAX 8192 /* octets of an appended text */
#define DIALECT_PARTS_MAX    512 /* answers in it */
#define DIALECT_AHEAD_MAX    8 /* answers that one message may bring */
/* A session that is not known and begins with more parts than anybody dials was under way: it
 * begins at home, where its draft is offered, and nothing is done again. */
#define DIALECT_DIALLED_PARTS_MAX 4
#define DIALECT_SENTENCE_SIZE	  256

/* Texts are borrowed from the fields. */
struct dialect_message {
	struct phone phone;
	const char *phone_given, *session, *text, *dialled;
	size_t text_len;
	uint32_t sequence; /* SEQUENCE_NONE where the dialect has none */
	bool flagged; /* the field of the beginning has its value */
};

/* What is known of the session. */
struct dialect_known {
	bool found;
	uint32_t sequence; /* that its next input carries */
};

/* What a message means. `request` points into the message and into the plan. */
struct dialect_plan {
	struct bearer_request request;
	char dialled[DIALLED_MAX + 1];
	/* Answers that follow request.input, in order. */
	struct {
		const char *text;
		size_t len;
	} more[DIALECT_AHEAD_MAX];
	unsigned more_n;
};

/* The fields of an application/x-www-form-urlencoded text, an object of texts. NULL on broken
 * escapes, NULs, bad UTF-8, a name twice or more than DIALECT_FIELDS_MAX. New reference. */
json_t *dialect_form_read(const char *body, size_t len);

/* Reads the fields of a request. On false `code_r` is a word ("schema", "phone") and `sentence` has
 * DIALECT_SENTENCE_SIZE octets that say what was wrong, without any value. */
bool dialect_message_read(const struct dialect *dialect, json_t *fields,
	struct dialect_message *out, const char **code_r, char *sentence);

/* What is to be done. False as above. Writes no bearer and no budget. */
bool dialect_message_plan(const struct dialect *dialect, const struct dialect_message *message,
	const struct dialect_known *known, const char *service_code, struct dialect_plan *out,
	const char **code_r, char *sentence);

/* The answer's body; talloc, owned by ctx, as is what it took on the way. NULL: no memory. The text
 * is unaccented where the route carries no UCS-2. */
char *dialect_answer(void *ctx, const struct dialect *dialect,
	const struct dialect_message *message, const struct bearer_answer *answer);
