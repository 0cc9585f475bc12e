/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a compiler has to say: sentences in the order they were found, so that an author repairs
 * many things at once and not one per run.
 */
#pragma once

#define REPORT_SENTENCES_MAX 64
#define REPORT_SENTENCE_MAX  4096 /* octets; a list of fields may be long */

struct report {
	unsigned n; /* sentences kept */
	unsigned left_off; /* found beyond REPORT_SENTENCES_MAX */
	const char *sentences[REPORT_SENTENCES_MAX]; /* each with its file and place */
};

/* Empty. Owned by ctx. */
struct report *report_new(void *ctx);
/* Adds a sentence in printf style, cut at REPORT_SENTENCE_MAX; the same one only once. */
void report_add(struct report *report, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* How many were found, kept or not. */
unsigned report_count(const struct report *report);
