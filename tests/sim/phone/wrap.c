/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines of a narrow screen; see wrap.h. */
#include "tests/sim/phone/wrap.h"
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include "gateway/base/utf8.h"

/* A combining mark stands on the character before it. */
static bool takes_a_column(uint32_t cp)
{
	return cp < 0x300 || cp > 0x36f;
}

static uint32_t next(const char *utf8, size_t len, size_t *at)
{
	uint32_t cp;

	if (utf8_next(utf8, len, at, &cp) == OK)
		return cp;
	(*at)++;
	return 0xfffd;
}

size_t wrap_width(const char *utf8)
{
	size_t len = strlen(utf8), at = 0, width = 0;

	while (at < len)
		width += takes_a_column(next(utf8, len, &at));
	return width;
}

/* Where the line that begins at `from` ends, and where the next one begins. */
static size_t line_end(const char *utf8, size_t len, size_t from, size_t width, size_t *next_r)
{
	size_t at = from, columns = 0, space = 0;

	while (at < len) {
		size_t before = at;
		uint32_t cp = next(utf8, len, &at);

		if (cp == '\n') {
			*next_r = at;
			return before;
		}
		columns += takes_a_column(cp);
		if (columns > width && cp != ' ') {
			*next_r = space ? space + 1 : before;
			return space ? space : before;
		}
		if (cp == ' ')
			space = before;
	}
	*next_r = len;
	return len;
}

static void copy_line(const char *utf8, size_t from, size_t to, char out[WRAP_LINE_SIZE])
{
	size_t n = 0, at = from;

	while (at < to) {
		char octets[4];
		uint32_t cp = next(utf8, to, &at);
		size_t size = utf8_put(cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ? '?' : cp, octets);

		if (size > WRAP_LINE_SIZE - 1 - n)
			break;
		memcpy(out + n, octets, size);
		n += size;
	}
	while (n && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
}

size_t wrap_text(const char *utf8, size_t width, char (*lines)[WRAP_LINE_SIZE], size_t max)
{
	size_t len = strlen(utf8), from = 0, n = 0;

	while (from < len) {
		size_t begin = from;
		size_t end = line_end(utf8, len, begin, width, &from);

		if (n < max)
			copy_line(utf8, begin, end, lines[n]);
		n++;
	}
	return n;
}
