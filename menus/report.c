/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A list of sentences with a limit. */
#include "menus/report.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "gateway/base/utf8.h"

struct report *report_new(void *ctx)
{
	struct report *report = talloc_zero(ctx, struct report);

	OSMO_ASSERT(report);
	return report;
}

void report_add(struct report *report, const char *format, ...)
{
	char text[REPORT_SENTENCE_MAX + 1];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	OSMO_ASSERT(len >= 0);
	if ((size_t)len >= sizeof(text))
		text[utf8_cut(text, sizeof(text) - 1, sizeof(text) - 5)] = '\0';
	for (unsigned i = 0; i < report->n; i++)
		if (strcmp(report->sentences[i], text) == 0)
			return;
	if (report->n == REPORT_SENTENCES_MAX) {
		report->left_off++;
		return;
	}
	report->sentences[report->n] = talloc_strdup(report, text);
	OSMO_ASSERT(report->sentences[report->n]);
	report->n++;
}

unsigned report_count(const struct report *report)
{
	return report->n + report->left_off;
}
