/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * JSON of a peer: read with every getter at random; a failure always leaves one printable sentence
 * and never quotes a value. The first octet chooses the way through the document.
 */
#include <stdint.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/base/json.h"
#include "gateway/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_sentence(const struct json_reader *reader)
{
	size_t len = strnlen(reader->error, sizeof(reader->error));

	OSMO_ASSERT(len < sizeof(reader->error));
	for (size_t i = 0; i < len; i++)
		OSMO_ASSERT((unsigned char)reader->error[i] >= 0x20);
}

static void check_text(const struct json_at *at, const char *key)
{
	const char *text = json_text(at, key, 1, 16);
	const char *optional = json_text_opt(at, key, 16, NULL);

	OSMO_ASSERT(strlen(text) <= 16 && utf8_valid(text, strlen(text)));
	if (json_failed(at->reader)) {
		OSMO_ASSERT(text[0] == '\0' || optional == NULL);
		return;
	}
	OSMO_ASSERT(text[0] != '\0' && strcmp(text, optional) == 0);
}

static void check_number(const struct json_at *at, const char *key)
{
	int64_t n = json_int(at, key, -5, 5), optional = json_int_opt(at, key, -5, 5, 99);

	OSMO_ASSERT(n >= -5 && n <= 5);
	OSMO_ASSERT(optional == n || json_failed(at->reader));
}

/* Follows `way` into the document, two bits a step. */
static void walk(struct json_at at, unsigned way)
{
	static const char *const keys[] = { "a", "b", "texts", NULL };

	for (unsigned step = 0; step < 4; step++, way >>= 2) {
		const char *key = keys[way % 3];

		switch (way & 3) {
		case 0:
			at = json_need(&at, key);
			break;
		case 1:
			at = json_item(&at, json_count(&at) / 2);
			break;
		case 2:
			at = json_opt(&at, key);
			break;
		default:
			check_text(&at, key);
			check_number(&at, key);
			json_bool_opt(&at, key, true);
			json_only(&at, keys);
		}
		OSMO_ASSERT(memchr(at.path, '\0', sizeof(at.path)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_reader reader;
	json_t *root;

	if (size < 1)
		return 0;
	root = json_read(&reader, "peer", (const char *)data + 1, size - 1);
	OSMO_ASSERT(json_failed(&reader) == !root);
	walk(json_root(&reader, root), data[0]);
	check_sentence(&reader);
	json_decref(root);
	return 0;
}
