/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bringing what people type into form: what stands around it, dial strings, numbers of choices.
 */
#include "menus/input.h"
#include <string.h>
#include "gateway/base/utf8.h"

#define RAW_MAX		1024 /* octets looked at before trimming; nobody types more on purpose */
#define LOOSE		" \t\r\n.,#"
#define CODE_DIGITS_MIN 3 /* of a service code, such as 1022 */

static bool is_loose(char c)
{
	return c != '\0' && strchr(LOOSE, c);
}

int input_read(const char *text, size_t len, struct input *out, enum word *notice_r)
{
	if (len > RAW_MAX) {
		*notice_r = WORD_TOO_LONG;
		return ERR_TOO_LONG;
	}
	while (len > 0 && is_loose(text[len - 1]))
		len--;
	while (len > 0 && is_loose(*text)) {
		text++;
		len--;
	}
	if (len > INPUT_MAX) {
		*notice_r = WORD_TOO_LONG;
		return ERR_TOO_LONG;
	}
	if (!utf8_valid(text, len) || memchr(text, '\0', len)) {
		*notice_r = WORD_BROKEN;
		return ERR_UTF8;
	}
	memcpy(out->text, text, len);
	out->text[len] = '\0';
	out->len = len;
	return OK;
}

bool input_is_dialled(const char *text, size_t len, const char **rest_r, size_t *rest_len_r)
{
	size_t at = 1;

	while (len > 0 && strchr(" \t\r\n", text[len - 1]))
		len--;
	if (len > INPUT_MAX || len < CODE_DIGITS_MIN + 2 || text[0] != '*' || text[len - 1] != '#')
		return false;
	for (size_t i = 1; i + 1 < len; i++)
		if (text[i] != '*' && (text[i] < '0' || text[i] > '9'))
			return false;
	while (text[at] >= '0' && text[at] <= '9')
		at++;
	if (at < CODE_DIGITS_MIN + 1)
		return false;
	if (text[at] == '*')
		at++;
	*rest_r = text + at;
	*rest_len_r = len - 1 - at;
	return true;
}

int input_number(const struct input *input)
{
	const char *s = input->text;

	if (input->len < 1 || input->len > 2 || s[0] < '0' || s[0] > '9')
		return -1;
	if (input->len == 1)
		return s[0] - '0';
	if (strcmp(s, "00") == 0)
		return INPUT_HOME;
	/* "01" is somebody's way to write 1 */
	return s[1] >= '0' && s[1] <= '9' ? (s[0] - '0') * 10 + s[1] - '0' : -1;
}

bool input_skips(const struct node *entry, const struct input *input)
{
	if (entry->options_n == 0)
		return false;
	if (entry->entry == ENTRY_LETTERS)
		return strcmp(input->text, "1") == 0;
	return input_number(input) == 1;
}
