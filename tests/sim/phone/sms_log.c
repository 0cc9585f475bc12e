/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Follows fakesmsc's file; see sms_log.h. */
#include "tests/sim/phone/sms_log.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>

#define LINE_MAX_OCTETS 4096
#define LONG_MAX_OPEN	8 /* long messages of which parts are missing */

/* A long message on its way. */
struct parts {
	char from[SMS_NUMBER_MAX];
	unsigned reference, parts, got; /* `got` as bits; parts 0: the place is free */
	char text[SMS_PARTS_MAX][SMS_TEXT_MAX];
};

struct sms_log {
	const char *path;
	struct phone own;
	FILE *file;
	char line[LINE_MAX_OCTETS]; /* the beginning of a line whose end is not written yet */
	size_t line_len;
	struct sms *list;
	size_t n;
	bool goes_on; /* a line without sender belongs to the last of the list */
	struct parts open[LONG_MAX_OPEN];
};

static int close_file(struct sms_log *log)
{
	if (log->file)
		fclose(log->file);
	return 0;
}

struct sms_log *sms_log_new(void *ctx, const char *path, const struct phone *own)
{
	struct sms_log *log = talloc_zero(ctx, struct sms_log);

	if (!log)
		return NULL;
	log->path = talloc_strdup(log, path ? path : "");
	log->own = *own;
	talloc_set_destructor(log, close_file);
	return log;
}

static void add(struct sms_log *log, const char *from, const char *text)
{
	struct sms *list = talloc_realloc(log, log->list, struct sms, (unsigned)log->n + 1);

	if (!list)
		return;
	log->list = list;
	snprintf(list[log->n].from, sizeof(list->from), "%s", from);
	snprintf(list[log->n].text, sizeof(list->text), "%s", text);
	log->n++;
}

static void go_on(struct sms_log *log, const char *text)
{
	char *whole = log->list[log->n - 1].text;
	size_t len = strlen(whole);

	snprintf(whole + len, sizeof(log->list->text) - len, "\n%s", text);
}

static struct parts *parts_of(struct sms_log *log, const struct sms_line *line)
{
	struct parts *free_place = &log->open[0];

	for (size_t i = 0; i < LONG_MAX_OPEN; i++) {
		struct parts *p = &log->open[i];

		if (p->parts == line->parts && p->reference == line->reference &&
			!strcmp(p->from, line->from))
			return p;
		if (!p->parts)
			free_place = p;
	}
	*free_place = (struct parts) { .reference = line->reference, .parts = line->parts };
	snprintf(free_place->from, sizeof(free_place->from), "%s", line->from);
	return free_place;
}

static void add_part(struct sms_log *log, const struct sms_line *line)
{
	char whole[SMS_PARTS_MAX * SMS_TEXT_MAX] = "";
	size_t len = 0;

	if (line->parts > SMS_PARTS_MAX || line->part > line->parts)
		return;

	struct parts *p = parts_of(log, line);

	snprintf(p->text[line->part - 1], SMS_TEXT_MAX, "%s", line->text);
	p->got |= 1u << line->part;
	for (unsigned i = 0; i < p->parts; i++) {
		if (!(p->got & 1u << (i + 1)))
			return;
		len += (size_t)snprintf(whole + len, sizeof(whole) - len, "%s", p->text[i]);
	}
	add(log, p->from, whole);
	p->parts = 0;
}

static void take_line(struct sms_log *log)
{
	struct sms_line line;
	struct phone to;

	log->line[log->line_len] = '\0';
	log->line_len = 0;
	if (!sms_text_read(log->line, &line))
		return;
	if (!line.begins) {
		if (log->goes_on)
			go_on(log, line.text);
		return;
	}
	log->goes_on = false;
	if (phone_parse(line.to, &to) != OK || !phone_equal(&to, &log->own))
		return;
	if (line.parts > 1) {
		add_part(log, &line);
		return;
	}
	add(log, line.from, line.text);
	log->goes_on = true;
}

size_t sms_log_read(struct sms_log *log)
{
	int c;

	if (!log->file && log->path[0])
		log->file = fopen(log->path, "re");
	if (!log->file)
		return log->n;
	clearerr(log->file);
	while ((c = getc(log->file)) != EOF) {
		if (c == '\n')
			take_line(log);
		else if (log->line_len < sizeof(log->line) - 1)
			log->line[log->line_len++] = (char)c;
	}
	return log->n;
}

const struct sms *sms_log_get(const struct sms_log *log, size_t i)
{
	return &log->list[i];
}
