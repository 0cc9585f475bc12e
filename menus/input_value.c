/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Judging what was typed into an entry: lenient about dots, spaces and dashes, exact about digits.
 * Whatever is kept is in one form, however it was typed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "gateway/base/digits.h"
#include "gateway/base/national_id.h"
#include "gateway/base/phone.h"
#include "gateway/base/telex.h"
#include "menus/input.h"

#define VALUE_DIGITS_MAX 15 /* of a number; more than any may have */

/* The digits of a text without what people put between. ERR_SYNTAX: something else is there;
 * ERR_TOO_LONG: over `max`, which `out` has room for. */
static int digits_of(const char *text, size_t max, char *out)
{
	size_t n = 0;

	for (; *text; text++) {
		if (strchr(" .-", *text))
			continue;
		if (*text < '0' || *text > '9')
			return ERR_SYNTAX;
		if (n == max)
			return ERR_TOO_LONG;
		out[n++] = *text;
	}
	out[n] = '\0';
	return OK;
}

static int judge_digits(const struct node *entry, const char *text, char out[ANSWER_MAX + 1])
{
	int rc = digits_of(text, (size_t)entry->max, out);

	return rc < 0 ? rc : strlen(out) < (size_t)entry->min ? ERR_TRUNCATED : OK;
}

static int judge_number(const struct node *entry, const char *text, char out[ANSWER_MAX + 1])
{
	char digits[VALUE_DIGITS_MAX + 1];
	int64_t value = 0;

	if (digits_of(text, VALUE_DIGITS_MAX, digits) < 0)
		return ERR_RANGE;
	for (const char *digit = digits; *digit; digit++)
		value = value * 10 + (*digit - '0');
	if (value < entry->min || value > entry->max)
		return ERR_RANGE;
	snprintf(out, ANSWER_MAX + 1, "%" PRId64, value);
	return OK;
}

/* "7:30", "7h30", "7h"; without a sign between, hours and two digits of minutes. */
static int judge_time(const char *text, char out[ANSWER_MAX + 1])
{
	size_t hours = strspn(text, "0123456789"), minutes;
	const char *rest = text + hours;
	char digits[5], time[8];

	if (!*rest || strchr(" .-", *rest)) {
		if (digits_of(text, 4, digits) < 0 || strlen(digits) < 3)
			return ERR_SYNTAX;
		hours = strlen(digits) - 2;
		snprintf(time, sizeof(time), "%s%s", hours == 1 ? "0" : "", digits);
	} else {
		minutes = strspn(rest + 1, "0123456789");
		if (hours < 1 || hours > 2 || !strchr(":hH", *rest) || rest[1 + minutes] ||
			!(minutes == 2 || (minutes == 0 && *rest != ':')))
			return ERR_SYNTAX;
		snprintf(time, sizeof(time), "%s%.*s%s", hours == 1 ? "0" : "", (int)hours, text,
			minutes == 0 ? "00" : rest + 1);
	}
	if (strncmp(time, "24", 2) >= 0 || time[2] > '5')
		return ERR_RANGE;
	snprintf(out, ANSWER_MAX + 1, "%s", time);
	return OK;
}

static int judge_phone(const char *text, char out[ANSWER_MAX + 1])
{
	char national[PHONE_DIGITS_MAX + 2];
	struct phone phone;
	int rc = phone_parse(text, &phone);

	if (rc < 0)
		return rc;
	phone_national(&phone, national);
	snprintf(out, ANSWER_MAX + 1, "%s", national);
	return OK;
}

static int judge_id(const char *text, int today, char out[ANSWER_MAX + 1])
{
	struct national_id id;
	int rc = national_id_parse(text, today / 10000, &id);

	if (rc == OK)
		snprintf(out, ANSWER_MAX + 1, "%s", id.digits);
	return rc;
}

static int judge_name(const struct input *input, char out[ANSWER_MAX + 1])
{
	struct vn_typed what;

	return vn_typed_name(input->text, input->len, out, ANSWER_MAX + 1, &what);
}

/* What to say of digits that were refused. */
static enum word refused(int error)
{
	switch (error) {
	case ERR_TOO_LONG:
	case ERR_TRUNCATED:
		return WORD_WRONG_LENGTH;
	case ERR_RANGE:
		return WORD_NOT_AN_ID;
	case ERR_CHECK_DIGIT:
		return WORD_WRONG_CHECK_DIGIT;
	default:
		return WORD_NOT_DIGITS;
	}
}

/* 0 or the error, and the notice that would say it. */
static int judge(const struct node *entry, const struct input *input, int today,
	char out[ANSWER_MAX + 1], enum word *notice_r)
{
	int rc = ERR_SYNTAX;

	switch (entry->entry) {
	case ENTRY_NATIONAL_ID:
		rc = judge_id(input->text, today, out);
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
	case ENTRY_DATE:
		return input_judge_date(entry, input->text, today, out, notice_r);
	case ENTRY_TIME:
		*notice_r = WORD_NOT_A_TIME;
		return judge_time(input->text, out);
	case ENTRY_PHONE:
		*notice_r = WORD_NOT_A_PHONE;
		return judge_phone(input->text, out);
	case ENTRY_NUMBER:
	case ENTRY_MONEY:
		*notice_r = WORD_NUMBER_RANGE;
		return judge_number(entry, input->text, out);
	case ENTRY_LETTERS:
		*notice_r = WORD_NOT_LETTERS;
		return judge_digits(entry, input->text, out);
	case ENTRY_NAME:
		rc = judge_name(input, out);
		*notice_r = rc == ERR_TOO_LONG ? WORD_TOO_LONG : WORD_NOT_A_NAME;
		return rc;
	}
	*notice_r = refused(rc);
	return rc;
}

int input_judge(const struct node *entry, const struct input *input, int today,
	char out[ANSWER_MAX + 1], enum word *notice_r)
{
	char answer[ANSWER_MAX + 1];
	enum word notice;

	if (judge(entry, input, today, answer, &notice) < 0) {
		*notice_r = notice;
		return ERR_INVALID;
	}
	memcpy(out, answer, strlen(answer) + 1);
	return OK;
}
