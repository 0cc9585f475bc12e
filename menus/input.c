/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading what people type on a keypad: lenient about dots, spaces and dashes, exact about digits.
 */
#include "menus/input.h"
#include <stdio.h>
#include <string.h>
#include "gateway/base/clock.h"
#include "gateway/base/digits.h"
#include "gateway/base/national_id.h"
#include "gateway/base/utf8.h"

#define RAW_MAX		1024 /* octets looked at before trimming; nobody types more on purpose */
#define LOOSE		" \t\r\n.,#"
#define LEAP_YEAR	2000 /* has every day that a year can have */
#define CODE_DIGITS_MIN 3 /* of a service code, such as 1022 */

/* --- form ---------------------------------------------------------------------------------- */
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

/* --- dates --------------------------------------------------------------------------------- */
/* Digits of a date, as ddmm or ddmmyyyy; separated parts may lack a leading zero. */
static bool date_digits(const char *text, char out[9])
{
	unsigned parts[3] = { 0 }, n = 0, digits = 0;

	if (strspn(text, "0123456789") == strlen(text)) {
		if (strlen(text) != 4 && strlen(text) != 8)
			return false;
		memcpy(out, text, strlen(text) + 1);
		return true;
	}
	for (const char *s = text; *s; s++) {
		if (*s >= '0' && *s <= '9') {
			parts[n] = parts[n] * 10 + (unsigned)(*s - '0');
			if (++digits > (n == 2 ? 4u : 2u))
				return false;
		} else if (strchr("/-. ", *s) && digits > 0 && n < 2) {
			n++;
			digits = 0;
		} else {
			return false;
		}
	}
	if (n == 0 || digits == 0 || (n == 2 && digits != 4))
		return false;
	if (n == 1)
		snprintf(out, 9, "%02u%02u", parts[0] % 100, parts[1] % 100);
	else
		snprintf(out, 9, "%02u%02u%04u", parts[0] % 100, parts[1] % 100, parts[2] % 10000);
	return true;
}

static int number(const char *digits, size_t n)
{
	int v = 0;

	for (size_t i = 0; i < n; i++)
		v = v * 10 + (digits[i] - '0');
	return v;
}

/* A day to come may lack its year: whoever looks for it knows today. */
static int judge_date(const struct node *entry, const char *text, int this_year,
	char out[TREE_NAME_MAX + 1], enum word *notice_r)
{
	char digits[9];
	struct local_time date = { .year = LEAP_YEAR };
	bool year;

	*notice_r = WORD_NOT_A_DATE;
	if (!date_digits(text, digits))
		return ERR_INVALID;
	year = strlen(digits) == 8;
	date.day = number(digits, 2);
	date.month = number(digits + 2, 2);
	if (year)
		date.year = number(digits + 4, 4);
	if (!local_valid(&date) || (!year && entry->min < 0))
		return ERR_INVALID;
	*notice_r = WORD_DATE_OUT_OF_RANGE;
	if (year && (date.year < this_year + entry->min || date.year > this_year + entry->max))
		return ERR_INVALID;
	snprintf(out, TREE_NAME_MAX + 1, "%s", digits);
	return OK;
}

/* --- numbers ------------------------------------------------------------------------------- */
static int refused(int error, enum word *notice_r)
{
	switch (error) {
	case ERR_TOO_LONG:
	case ERR_TRUNCATED:
		*notice_r = WORD_WRONG_LENGTH;
		break;
	case ERR_RANGE:
		*notice_r = WORD_NOT_AN_ID;
		break;
	case ERR_CHECK_DIGIT:
		*notice_r = WORD_WRONG_CHECK_DIGIT;
		break;
	default:
		*notice_r = WORD_NOT_DIGITS;
		break;
	}
	return ERR_INVALID;
}

static int judge_digits(const struct node *entry, const char *text, char out[TREE_NAME_MAX + 1])
{
	int n = 0;

	for (; *text; text++) {
		if (strchr(" .-", *text))
			continue;
		if (*text < '0' || *text > '9')
			return ERR_SYNTAX;
		if (n == entry->max)
			return ERR_TOO_LONG;
		out[n++] = *text;
	}
	out[n] = '\0';
	return n < entry->min ? ERR_TRUNCATED : OK;
}

int input_judge(const struct node *entry, const struct input *input, int this_year,
	char out[TREE_NAME_MAX + 1], enum word *notice_r)
{
	struct national_id id;
	int rc = ERR_SYNTAX;

	switch (entry->entry) {
	case ENTRY_DATE:
		return judge_date(entry, input->text, this_year, out, notice_r);
	case ENTRY_NATIONAL_ID:
		rc = national_id_parse(input->text, this_year, &id);
		if (rc == OK)
			snprintf(out, TREE_NAME_MAX + 1, "%s", id.digits);
		break;
	case ENTRY_RECEIPT:
		rc = number_parse(input->text, RECEIPT_DIGITS, out);
		break;
	case ENTRY_APPOINTMENT_CODE:
		rc = number_parse(input->text, APPOINTMENT_CODE_DIGITS, out);
		break;
	case ENTRY_DIGITS:
		rc = judge_digits(entry, input->text, out);
		break;
	}
	return rc < 0 ? refused(rc, notice_r) : OK;
}
