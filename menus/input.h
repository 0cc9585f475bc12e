/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a person typed, brought into form and judged: values to values, no state. Private to menus/.
 */
#pragma once
#include "menus/tree.h"

#define INPUT_MAX 182 /* octets; what a USSD string can carry */

struct input {
	char text[INPUT_MAX + 1]; /* trimmed, NUL-terminated */
	size_t len;
};

/* Removes white space and dots at the ends and '#' around. 0, or the notice that says what to do:
 * WORD_TOO_LONG, WORD_BROKEN (not UTF-8, or a NUL in it). */
int input_read(const char *text, size_t len, struct input *out, enum word *notice_r) MUST_CHECK;

/* The text is a whole dial string such as "*1022*2#": points *rest_r behind the service code and
 * its '*', and gives the length of what stands before '#'. */
bool input_is_dialled(const char *text, size_t len, const char **rest_r, size_t *rest_len_r);

/* The text is the number that skips an entry. Of letters only "1" itself is: "01" is a code. */
bool input_skips(const struct node *entry, const struct input *input);

/* A whole number of 1 or 2 digits without sign; -1 for anything else. "00" is INPUT_HOME. */
#define INPUT_HOME 100
int input_number(const struct input *input);

/* Judges what was typed into an entry on the day `today` (yyyymmdd). 0 and the answer in the form
 * in which it is kept (tree.md), or ERR_INVALID and the notice that says what to do; then `out` is
 * untouched. */
int input_judge(const struct node *entry, const struct input *input, int today,
	char out[ANSWER_MAX + 1], enum word *notice_r) MUST_CHECK;
/* The same for a date; *notice_r may be set on success, too. */
int input_judge_date(const struct node *entry, const char *text, int today,
	char out[ANSWER_MAX + 1], enum word *notice_r) MUST_CHECK;
