/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The neutral contract (design, portal.md) as values to values: requests to send, answers read.
 *
 * Everything a peer says is checked before it is believed: an answer that is not exactly what the
 * contract asks for is UNKNOWN, and the idempotency key makes asking again harmless. Nothing in
 * here knows the store, the network or the clock, and no procedure by name.
 */
#pragma once
#include <jansson.h>
#include <stdbool.h>
#include "db/dossier.h"
#include "db/procedure.h"
#include "gateway/base/http_client.h"

#define NEUTRAL_URL_SIZE       1024
#define NEUTRAL_HEADER_SIZE    512
#define NEUTRAL_HEADERS_MAX    4
#define NEUTRAL_TOKEN_MAX      448 /* octets of the bearer token */
#define NEUTRAL_ERRORS_MAX     32 /* errors read of one refusal */
#define NEUTRAL_PROCEDURES_MAX 4096 /* entries of the portal's catalogue */
#define NEUTRAL_SENTENCE_SIZE  128

/* A request's texts, in the caller's memory; `headers` points into it, so it must not be copied.
 */
struct neutral_request {
	char url[NEUTRAL_URL_SIZE];
	char lines[NEUTRAL_HEADERS_MAX][NEUTRAL_HEADER_SIZE];
	const char *headers[NEUTRAL_HEADERS_MAX + 1];
};

/* True if requests can be made of these: http(s) URL without a query, printable, short enough. */
bool neutral_config_ok(const char *base_url, const char *token);
/* True if it may stand in a URL as a path segment: letters, digits, '.' and '-'. */
bool neutral_code_ok(const char *code);

/* The config must be one that neutral_config_ok() takes, `code` one of neutral_code_ok(). */
void neutral_submit_request(
	struct neutral_request *out, const char *base_url, const char *token, const char *receipt);
void neutral_procedures_request(
	struct neutral_request *out, const char *base_url, const char *token);
/* `etag` "" asks without a condition. */
void neutral_eform_request(struct neutral_request *out, const char *base_url, const char *token,
	const char *code, const char *etag);

/* What an answer to a submit means. */
struct neutral_answer {
	/* OK: number, status and due are set. PERMFAIL: reason and detail are set. */
	enum verdict verdict;
	bool misconfigured; /* the portal does not know us: the operator must act */
	char dossier_number[DOSSIER_NUMBER_SIZE];
	int status; /* 1..10 */
	int64_t due_s; /* 0: not stated */
	char reason[REASON_SIZE]; /* the portal's words, for people */
	char detail[REASON_SIZE]; /* the same with the names of the fields, for the clerk */
	uint32_t quiet_s; /* the portal's Retry-After, 0: none */
	char sentence[NEUTRAL_SENTENCE_SIZE]; /* why not OK, for logs: nothing personal in it */
};
/* Never fails: what cannot be understood is UNKNOWN. `quiet_max_s` bounds what a peer may ask. */
void neutral_read_submit(
	const struct http_result *result, uint32_t quiet_max_s, struct neutral_answer *out);

/* Reads the catalogue: calls `each` for every entry, stops at a negative result and returns it.
 * ERR_SYNTAX or ERR_SCHEMA with a sentence when it is not a catalogue; then `each` was not called.
 * Rows have etag "" and read_s 0. */
int neutral_read_procedures(const char *body, size_t len,
	int (*each)(const struct procedure_row *row, void *data), void *data,
	char sentence[NEUTRAL_SENTENCE_SIZE]) MUST_CHECK;
/* 0 if the text is a form: an object with an array "components". ERR_SYNTAX, ERR_SCHEMA. */
int neutral_check_eform(
	const char *body, size_t len, char sentence[NEUTRAL_SENTENCE_SIZE]) MUST_CHECK;
/* The ETag if it can be kept and sent back, else "". Borrowed or static. */
const char *neutral_etag(const char *etag);
