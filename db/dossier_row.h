/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading rows of table dossier, for the files of db/ that select them.
 */
#pragma once
#include "db/dossier.h"
#include "db/query.h"

/* The columns that every SELECT of dossiers has, in that order. Errors stick in the query. */
void dossier_columns(struct query *q, struct dossier *out);
/* All rows of a query up to `max`; ended. Returns their number. */
int dossier_rows_read(struct query *q, struct dossier *out, unsigned max) MUST_CHECK;
