/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names and values of a script; see captures.h. */
#include "tests/sim/phone/captures.h"
#include <regex.h>
#include <stdio.h>
#include <string.h>

static const char *find(const struct captures *captures, const char *name, size_t len)
{
	for (size_t i = 0; i < captures->n; i++)
		if (strlen(captures->list[i].name) == len &&
			!strncmp(captures->list[i].name, name, len))
			return captures->list[i].value;
	return NULL;
}

/* Splits "NAME /REGEX/". */
static int split_rule(const char *rule, char name[32], char expression[256])
{
	size_t len = strcspn(rule, " ");
	const char *begin = rule + len + strspn(rule + len, " ");
	const char *end = strrchr(begin, '/');

	if (!len || len >= 32 || *begin != '/' || !end || end == begin || end[1] ||
		(size_t)(end - begin) > 255)
		return ERR_SYNTAX;
	snprintf(name, 32, "%.*s", (int)len, rule);
	snprintf(expression, 256, "%.*s", (int)(end - begin - 1), begin + 1);
	return OK;
}

static int put(struct captures *captures, const char *name, const char *value, size_t len)
{
	size_t i = 0;

	while (i < captures->n && strcmp(captures->list[i].name, name) != 0)
		i++;
	if (i == CAPTURES_MAX || len >= sizeof(captures->list[i].value))
		return ERR_LIMIT;
	snprintf(captures->list[i].name, sizeof(captures->list[i].name), "%s", name);
	snprintf(captures->list[i].value, sizeof(captures->list[i].value), "%.*s", (int)len, value);
	if (i == captures->n)
		captures->n++;
	return OK;
}

int captures_take(
	struct captures *captures, const char *rule, const char *text, char *why, size_t why_size)
{
	char name[32], expression[256];
	regmatch_t match[2];
	regex_t regex;

	if (split_rule(rule, name, expression) != OK ||
		regcomp(&regex, expression, REG_EXTENDED) != 0) {
		snprintf(why, why_size, "expected NAME /REGEX/ instead of \"%s\"", rule);
		return ERR_SYNTAX;
	}

	int none = regexec(&regex, text, 2, match, 0);

	regfree(&regex);
	if (none) {
		snprintf(why, why_size, "nothing on the screen matches /%s/", expression);
		return ERR_NOT_FOUND;
	}

	const regmatch_t *m = &match[match[1].rm_so >= 0 ? 1 : 0];
	int rc = put(captures, name, text + m->rm_so, (size_t)(m->rm_eo - m->rm_so));

	if (rc != OK)
		snprintf(why, why_size, "%s: too long, or too many names", name);
	return rc;
}

int captures_expand(const struct captures *captures, const char *text, char *out, size_t cap,
	char *why, size_t why_size)
{
	size_t n = 0;

	while (*text) {
		const char *end = !strncmp(text, "${", 2) ? strchr(text, '}') : NULL;
		const char *piece = text;
		size_t len = 1;

		if (end) {
			piece = find(captures, text + 2, (size_t)(end - text - 2));
			if (!piece) {
				snprintf(why, why_size, "nothing was saved as %.*s",
					(int)(end - text + 1), text);
				return ERR_NOT_FOUND;
			}
			len = strlen(piece);
		}
		if (len >= cap - n) {
			snprintf(why, why_size, "the line is too long");
			return ERR_TOO_LONG;
		}
		memcpy(out + n, piece, len);
		n += len;
		text = end ? end + 1 : text + 1;
	}
	out[n] = '\0';
	return OK;
}
