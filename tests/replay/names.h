/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Digits that a scenario saved under a name, and lines in which "$name" stands for them. */
#pragma once
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define NAMES_MAX 16

struct names {
	struct {
		char name[32], value[32];
	} list[NAMES_MAX];
	unsigned n;
};

/* Keeps the next digits of `text`; false if there are none, or no room. */
static bool names_save(struct names *names, const char *name, const char *text)
{
	const char *at = text + strcspn(text, "0123456789");
	size_t len = strspn(at, "0123456789");

	if (!len || names->n == NAMES_MAX)
		return false;
	snprintf(names->list[names->n].name, sizeof(names->list[0].name), "%s", name);
	snprintf(names->list[names->n].value, sizeof(names->list[0].value), "%.*s", (int)len, at);
	names->n++;
	return true;
}

static void names_substitute(const struct names *names, const char *line, char *out, size_t cap)
{
	size_t n = 0;

	while (*line && n + 40 < cap) {
		const char *value = NULL;
		size_t len = 0;

		for (unsigned i = 0; *line == '$' && i < names->n; i++) {
			len = strlen(names->list[i].name);
			if (!strncmp(line + 1, names->list[i].name, len) &&
				!isalnum((unsigned char)line[1 + len])) {
				value = names->list[i].value;
				break;
			}
		}
		if (value) {
			n += (size_t)snprintf(out + n, cap - n, "%s", value);
			line += 1 + len;
		} else {
			out[n++] = *line++;
		}
	}
	out[n] = '\0';
}
