/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading JSON (Jansson) that somebody else wrote: each getter checks type and range and, when it
 * fails, adds one sentence with the path: "first.json: offices[2].hours.mon: expected an array".
 * A sentence never repeats a value, as it may be shown to a peer or logged, and values may be
 * names.
 *
 * A `json_at` is a value with its path. Errors stick: after the first failure all getters answer
 * their default ("", the least number, what the caller gave for "absent") and change nothing, so a
 * reader checks once at the end. A member that is null counts as absent.
 */
#pragma once
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"

#define JSON_ERROR_SIZE 256
#define JSON_PATH_SIZE	160
#define JSON_DEPTH_MAX	32

struct json_reader {
	char error[JSON_ERROR_SIZE]; /* empty while all is well; else one sentence */
	const char *source; /* file name or peer, the beginning of the sentence; borrowed */
};

struct json_at {
	struct json_reader *reader;
	json_t *value; /* borrowed; NULL: absent */
	char path[JSON_PATH_SIZE];
};

/* Parses `len` octets, an object or an array, and sets the reader up anew. NULL and a sentence in
 * reader->error on bad syntax, bad UTF-8, duplicate keys or nesting over JSON_DEPTH_MAX. The caller
 * owns the result (json_decref). */
json_t *json_read(struct json_reader *reader, const char *source, const char *text, size_t len);
/* The same from a file of at most `max` octets. */
json_t *json_read_file(struct json_reader *reader, const char *path, size_t max);

struct json_at json_root(struct json_reader *reader, json_t *root);

/* Children. `json_need` records an error when the key is absent; `json_opt` gives value NULL. A
 * child of an absent value is absent. */
struct json_at json_need(const struct json_at *object, const char *key);
struct json_at json_opt(const struct json_at *object, const char *key);
/* Element of an array; error if out of range. */
struct json_at json_item(const struct json_at *array, size_t index);
/* Number of elements; 0 with an error if present and not an array; 0 if absent. */
size_t json_count(const struct json_at *array);

bool json_failed(const struct json_reader *reader);
/* Records an error at this place in printf style, unless one is recorded already. */
void json_fail(const struct json_at *at, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Required text of min..max octets, valid UTF-8. "" on error. Borrowed from the value. */
const char *json_text(const struct json_at *object, const char *key, size_t min, size_t max);
/* Optional text; `absent` when not there or null. */
const char *json_text_opt(
	const struct json_at *object, const char *key, size_t max, const char *absent);
int64_t json_int(const struct json_at *object, const char *key, int64_t min, int64_t max);
int64_t json_int_opt(
	const struct json_at *object, const char *key, int64_t min, int64_t max, int64_t absent);
bool json_bool_opt(const struct json_at *object, const char *key, bool absent);
/* Records an error if the object has a key that is not in the NULL-ended list: typing errors in
 * files that people write are found, not ignored. */
void json_only(const struct json_at *object, const char *const *keys);
