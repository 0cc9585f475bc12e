/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The portal's catalogue as last read: facts of each procedure and its eform (opaque JSON here).
 */
#pragma once
#include "db/dossier.h"

#define PROCEDURE_NAME_SIZE 256
#define ETAG_SIZE	    80
#define EFORM_MAX	    (1024 * 1024)

struct procedure_row {
	char code[PROCEDURE_CODE_SIZE];
	char name[PROCEDURE_NAME_SIZE];
	int64_t fee_dong; /* -1: not stated */
	int time_limit_days; /* working days; -1: not stated */
	char valid_from[11];
	char valid_to[11]; /* "" = open */
	char eform_version[32];
	char etag[ETAG_SIZE]; /* of the eform stored, "" if none is */
	int64_t read_s;
};

/* Inserts or replaces, apart from the eform's etag. */
int procedure_put(struct store *store, const struct procedure_row *row) MUST_CHECK;
int procedure_find(struct store *store, const char *code, struct procedure_row *out) MUST_CHECK;
/* By code. Returns their number. */
int procedure_list(struct store *store, struct procedure_row *out, unsigned max) MUST_CHECK;
/* ERR_INVALID when there is no such procedure. */
int procedure_eform_put(struct store *store, const char *code, const char *etag, const char *json,
	size_t len) MUST_CHECK;
/* *json_r is talloc'd under ctx. ERR_NOT_FOUND. */
int procedure_eform(
	struct store *store, const char *code, void *ctx, char **json_r, size_t *len_r) MUST_CHECK;
