/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The simulator's memory: an append-only file of JSON lines, on disk before anything is promised.
 *
 * A last line that a kill tore is cut off at the next start: nobody was promised what it says.
 */
#pragma once
#include <jansson.h>
#include <stddef.h>
#include "gateway/base/err.h"

struct journal;

/* Reads the file line by line into `each` (which borrows the record), then stands ready to append.
 * `path` NULL keeps nothing. NULL and a sentence when the file cannot be opened or read, when a
 * line before the last is broken, or when `each` gives a negative result. Owned by ctx. */
struct journal *journal_open(void *ctx, const char *path,
	int (*each)(const json_t *record, void *data), void *data, char *error, size_t error_size);

/* On disk when it returns 0. ERR_IO or ERR_FULL: the file is as it was before. */
int journal_append(struct journal *journal, const json_t *record) MUST_CHECK;
