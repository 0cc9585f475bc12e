/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Getters over Jansson whose first failure sticks.
 *
 * What a peer wrote never enters a sentence unescaped, and values never enter it at all: sentences
 * go to logs and to peers, and values may be names.
 */
#include "gateway/base/json.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/base/log.h"

#define KEY_SHOWN_MAX 40

/* --- parsing ------------------------------------------------------------------------------- */
/* True if brackets outside strings nest deeper than JSON_DEPTH_MAX. Counted before parsing, as
 * Jansson recurses and has a far higher limit. */
static bool too_deep(const char *text, size_t len)
{
	unsigned depth = 0;
	bool in_string = false;

	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (in_string && c == '\\')
			i++;
		else if (c == '"')
			in_string = !in_string;
		else if (!in_string && (c == '[' || c == '{') && ++depth > JSON_DEPTH_MAX)
			return true;
		else if (!in_string && (c == ']' || c == '}') && depth > 0)
			depth--;
	}
	return false;
}

/* Jansson quotes the text it stumbled over; only what comes before that is ours to repeat. */
static void set_syntax_error(struct json_reader *reader, const json_error_t *error)
{
	const char *quoted = strstr(error->text, " near ");
	int len = quoted ? (int)(quoted - error->text) : (int)strlen(error->text);

	snprintf(reader->error, sizeof(reader->error), "%.120s: line %d, column %d: %.*s",
		reader->source, error->line, error->column, len, error->text);
}

json_t *json_read(struct json_reader *reader, const char *source, const char *text, size_t len)
{
	json_error_t error;
	json_t *root;

	reader->error[0] = '\0';
	reader->source = source;
	if (too_deep(text, len)) {
		snprintf(reader->error, sizeof(reader->error), "%.120s: nested deeper than %d",
			source, JSON_DEPTH_MAX);
		return NULL;
	}
	root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (!root)
		set_syntax_error(reader, &error);
	return root;
}

static json_t *file_error(struct json_reader *reader, const char *what)
{
	snprintf(reader->error, sizeof(reader->error), "%.120s: %s", reader->source, what);
	return NULL;
}

static json_t *read_stream(struct json_reader *reader, FILE *file, size_t max)
{
	/* one octet more than allowed is enough to see that a file is too long */
	char *text = malloc(max + 1);
	json_t *root = NULL;
	size_t len;

	if (!text)
		return file_error(reader, "no memory");
	len = fread(text, 1, max + 1, file);
	if (ferror(file))
		file_error(reader, strerror(errno));
	else if (len > max)
		file_error(reader, "too long");
	else
		root = json_read(reader, reader->source, text, len);
	free(text);
	return root;
}

json_t *json_read_file(struct json_reader *reader, const char *path, size_t max)
{
	FILE *file = fopen(path, "re");
	json_t *root;

	reader->error[0] = '\0';
	reader->source = path;
	if (!file)
		return file_error(reader, strerror(errno));
	root = read_stream(reader, file, max);
	fclose(file);
	return root;
}

/* --- places -------------------------------------------------------------------------------- */
bool json_failed(const struct json_reader *reader)
{
	return reader->error[0] != '\0';
}

void json_fail(const struct json_at *at, const char *format, ...)
{
	struct json_reader *reader = at->reader;
	va_list args;
	int used;

	if (json_failed(reader))
		return;
	used = snprintf(reader->error, sizeof(reader->error), "%.120s: %s%s", reader->source,
		at->path, at->path[0] ? ": " : "");
	if (used < 0 || (size_t)used >= sizeof(reader->error))
		return;
	va_start(args, format);
	vsnprintf(reader->error + used, sizeof(reader->error) - (size_t)used, format, args);
	va_end(args);
}

struct json_at json_root(struct json_reader *reader, json_t *root)
{
	return (struct json_at) { .reader = reader, .value = root };
}

/* A child's place. A path too long for its room is cut; it only serves the reader of the sentence.
 * No printf: this runs for every field of every request. */
static struct json_at child(const struct json_at *parent, const char *between, const char *name)
{
	struct json_at at = { .reader = parent->reader };
	size_t used = osmo_strlcpy(at.path, parent->path, sizeof(at.path));

	used += osmo_strlcpy(at.path + used, between, sizeof(at.path) - used);
	if (used < sizeof(at.path))
		osmo_strlcpy(at.path + used, name, sizeof(at.path) - used);
	return at;
}

static struct json_at member(const struct json_at *object, const char *key)
{
	return child(object, object->path[0] ? "." : "", key);
}

struct json_at json_opt(const struct json_at *object, const char *key)
{
	struct json_at at = member(object, key);

	if (json_failed(object->reader) || !object->value)
		return at;
	if (!json_is_object(object->value)) {
		json_fail(object, "expected an object");
		return at;
	}
	at.value = json_object_get(object->value, key);
	if (json_is_null(at.value))
		at.value = NULL;
	return at;
}

struct json_at json_need(const struct json_at *object, const char *key)
{
	struct json_at at = json_opt(object, key);

	if (!at.value)
		json_fail(&at, "missing");
	return at;
}

size_t json_count(const struct json_at *array)
{
	if (json_failed(array->reader) || !array->value)
		return 0;
	if (!json_is_array(array->value)) {
		json_fail(array, "expected an array");
		return 0;
	}
	return json_array_size(array->value);
}

struct json_at json_item(const struct json_at *array, size_t index)
{
	char number[24];
	struct json_at at;

	snprintf(number, sizeof(number), "%zu]", index);
	at = child(array, "[", number);
	if (index < json_count(array))
		at.value = json_array_get(array->value, index);
	else
		json_fail(&at, "missing");
	return at;
}

/* --- values -------------------------------------------------------------------------------- */
static const char *text_of(const struct json_at *at, size_t min, size_t max, const char *otherwise)
{
	size_t len;

	if (!json_is_string(at->value)) {
		json_fail(at, "expected a text");
		return otherwise;
	}
	len = json_string_length(at->value);
	if (len < min || len > max) {
		json_fail(at, "expected %zu to %zu octets, found %zu", min, max, len);
		return otherwise;
	}
	return json_string_value(at->value);
}

const char *json_text(const struct json_at *object, const char *key, size_t min, size_t max)
{
	struct json_at at = json_need(object, key);

	return at.value ? text_of(&at, min, max, "") : "";
}

const char *json_text_opt(
	const struct json_at *object, const char *key, size_t max, const char *absent)
{
	struct json_at at = json_opt(object, key);

	return at.value ? text_of(&at, 0, max, absent) : absent;
}

static int64_t int_of(const struct json_at *at, int64_t min, int64_t max, int64_t otherwise)
{
	json_int_t value;

	if (!json_is_integer(at->value)) {
		json_fail(at, "expected a whole number");
		return otherwise;
	}
	value = json_integer_value(at->value);
	if (value < min || value > max) {
		json_fail(at, "expected %" PRId64 " to %" PRId64, min, max);
		return otherwise;
	}
	return value;
}

int64_t json_int(const struct json_at *object, const char *key, int64_t min, int64_t max)
{
	struct json_at at = json_need(object, key);

	return at.value ? int_of(&at, min, max, min) : min;
}

int64_t json_int_opt(
	const struct json_at *object, const char *key, int64_t min, int64_t max, int64_t absent)
{
	struct json_at at = json_opt(object, key);

	return at.value ? int_of(&at, min, max, absent) : absent;
}

bool json_bool_opt(const struct json_at *object, const char *key, bool absent)
{
	struct json_at at = json_opt(object, key);

	if (!at.value)
		return absent;
	if (!json_is_boolean(at.value)) {
		json_fail(&at, "expected true or false");
		return absent;
	}
	return json_is_true(at.value);
}

static bool listed(const char *const *keys, const char *key)
{
	for (; *keys; keys++)
		if (strcmp(*keys, key) == 0)
			return true;
	return false;
}

void json_only(const struct json_at *object, const char *const *keys)
{
	const char *key;
	json_t *value;

	if (json_failed(object->reader) || !object->value)
		return;
	if (!json_is_object(object->value)) {
		json_fail(object, "expected an object");
		return;
	}
	json_object_foreach (object->value, key, value)
		if (!listed(keys, key)) {
			json_fail(object, "unknown key \"%s\"",
				log_escaped(key, strlen(key), KEY_SHOWN_MAX));
			return;
		}
}
