/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The schema as text, embedded at build from db/schema/NNN.sql by db/embed-schema.sh.
 */
#pragma once

/* schema_sql[n - 1] brings a database from version n - 1 to n; there are schema_versions of them.
 */
extern const char *const schema_sql[];
extern const int schema_versions;
