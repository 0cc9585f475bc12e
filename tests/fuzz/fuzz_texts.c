/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Texts: a file that somebody wrote, and values that somebody typed.
 *
 * Octet 0 is the room for the result, then comes the value of every placeholder up to a NUL, then
 * the catalogue. A catalogue is refused with a sentence, or each text of it expands to valid UTF-8
 * that fits, without controls that the catalogue does not have.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>
#include "gateway/base/texts.h"
#include "gateway/base/utf8.h"

#define VALUE_MAX 3000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[] = "/tmp/motcua-fuzz-texts-XXXXXX";
static char path[sizeof(folder) + 16];

static void remove_folder(void)
{
	unlink(path);
	rmdir(folder);
}

static void write_catalogue(const uint8_t *data, size_t size)
{
	FILE *file;

	if (path[0] == '\0') {
		OSMO_ASSERT(mkdtemp(folder));
		snprintf(path, sizeof(path), "%s/vi.json", folder);
		atexit(remove_folder);
	}
	file = fopen(path, "wb");
	OSMO_ASSERT(file && fwrite(data, 1, size, file) == size);
	fclose(file);
}

static const char *value_cb(const char *name, size_t len, void *data)
{
	OSMO_ASSERT(len > 0 && name[len] == '}');
	return data;
}

static void check_text(const struct texts *texts, uint16_t text, char *value, size_t cap)
{
	char *out = malloc(cap); /* of its exact size, so that writing beyond it is seen */

	OSMO_ASSERT(out);
	for (unsigned accents = 0; accents < 2; accents++) {
		size_t len = SIZE_MAX;
		int rc = texts_expand(texts, text, 0, accents, value_cb, value, out, cap, &len);

		OSMO_ASSERT(rc == 0 || rc == ERR_TOO_LONG);
		OSMO_ASSERT(len < cap && len <= TEXT_MAX && out[len] == '\0');
		OSMO_ASSERT(utf8_valid(out, len));
		for (size_t i = 0; i < len; i++)
			OSMO_ASSERT((unsigned char)out[i] >= 0x20 || out[i] == '\n');
	}
	free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char value[VALUE_MAX + 1], error[256] = "";
	const uint8_t *end = size > 1 ? memchr(data + 1, '\0', size - 1) : NULL;
	size_t value_len = end ? (size_t)(end - data) - 1 : 0;
	struct texts *texts;

	if (!end || value_len > VALUE_MAX)
		return 0;
	memcpy(value, data + 1, value_len + 1);
	write_catalogue(end + 1, size - value_len - 2);

	texts = texts_read(NULL, folder, error, sizeof(error));
	OSMO_ASSERT((texts == NULL) == (error[0] != '\0'));
	for (uint16_t i = 0; texts && i < 8; i++) {
		const char *id = i == 0 ? "t" : "a.b";
		uint16_t text = texts_find(texts, id);

		if (text != TEXT_NONE)
			check_text(texts, text, value, (data[0] + 1u) * (i + 1));
	}
	talloc_free(texts);
	return 0;
}
