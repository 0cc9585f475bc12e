/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Drawing the phone; see display.h. ANSI sequences that every terminal since the VT100 has. */
#include "tests/sim/phone/display.h"
#include <stdio.h>
#include <string.h>
#include "tests/sim/phone/wrap.h"

#define ROWS	      20 /* lines of the drawing above the hint and the prompt */
#define PHONE_COLUMNS 30 /* text inside the frame */
#define SMS_COLUMNS   41
#define SMS_SHOWN     6
#define LINES_MAX     64

static void pad(size_t n)
{
	while (n--)
		putchar(' ');
}

static void rule(void)
{
	putchar('+');
	for (int i = 0; i < PHONE_COLUMNS + 2; i++)
		putchar('-');
	putchar('+');
}

static void framed(const char *line)
{
	printf("| %s", line);
	pad(PHONE_COLUMNS - wrap_width(line));
	fputs(" |", stdout);
}

static void number_line(const struct handset *handset, char out[WRAP_LINE_SIZE])
{
	char national[PHONE_DIGITS_MAX + 2];

	phone_national(&handset->number, national);
	snprintf(out, WRAP_LINE_SIZE, "%s%s", national, handset->open ? "" : "  (not connected)");
}

void display_screen(const struct handset *handset)
{
	char lines[LINES_MAX][WRAP_LINE_SIZE];
	size_t n = wrap_text(handset->text, PHONE_COLUMNS, lines, LINES_MAX);

	rule();
	putchar('\n');
	for (size_t i = 0; i < n && i < LINES_MAX; i++) {
		framed(lines[i]);
		putchar('\n');
	}
	rule();
	printf("%s\n", handset->open ? "" : " (the dialogue is over)");
	fflush(stdout);
}

void display_sms(const struct sms *sms)
{
	char lines[LINES_MAX][WRAP_LINE_SIZE];
	size_t n = wrap_text(sms->text, 60, lines, LINES_MAX);

	printf("SMS from %s:\n", sms->from);
	for (size_t i = 0; i < n && i < LINES_MAX; i++)
		printf("    %s\n", lines[i]);
	fflush(stdout);
}

/* The lines of the right side: the last messages, the latest first. */
static size_t sms_lines(
	const struct sms_log *log, size_t messages, char (*lines)[WRAP_LINE_SIZE], size_t max)
{
	size_t n = 0;

	if (!messages) {
		snprintf(lines[0], WRAP_LINE_SIZE, "(no messages yet)");
		return 1;
	}
	for (size_t i = messages; i > 0 && i + SMS_SHOWN > messages && n < max; i--) {
		const struct sms *sms = sms_log_get(log, i - 1);

		snprintf(lines[n++], WRAP_LINE_SIZE, "SMS %zu from %s:", i, sms->from);
		n += wrap_text(sms->text, SMS_COLUMNS - 2, lines + n, max - n);
		if (n < max)
			lines[n++][0] = '\0';
	}
	return n < max ? n : max;
}

static void draw_row(size_t row, char (*left)[WRAP_LINE_SIZE], size_t left_n,
	char (*right)[WRAP_LINE_SIZE], size_t right_n, const char *number)
{
	if (row == 0 || row == 2 || row == ROWS - 1)
		rule();
	else if (row == 1)
		framed(number);
	else
		framed(row - 3 < left_n ? left[row - 3] : "");
	printf("  %s\033[K\r\n", row < right_n ? right[row] : "");
}

void display_draw(const struct handset *handset, const struct sms_log *log, size_t messages,
	const char *hint, bool keep_typed)
{
	char left[LINES_MAX][WRAP_LINE_SIZE], right[LINES_MAX][WRAP_LINE_SIZE];
	char number[WRAP_LINE_SIZE];
	size_t left_n = wrap_text(handset->text, PHONE_COLUMNS, left, LINES_MAX);
	size_t right_n = sms_lines(log, messages, right, LINES_MAX);

	number_line(handset, number);
	fputs(keep_typed ? "\0337\033[H" : "\033[H\033[2J", stdout);
	for (size_t row = 0; row < ROWS; row++)
		draw_row(row, left, left_n, right, right_n, number);
	printf("%s\033[K\r\n", hint);
	fputs(keep_typed ? "\0338" : "> \033[K", stdout);
	fflush(stdout);
}
