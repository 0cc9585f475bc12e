/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Is this file a copy of the store that can be put in place? Opened read-only, nothing is changed,
 * nothing is locked; for the command line, never for the live file.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"

struct store_copy {
	int schema_version; /* of the copy; an older one is migrated when it is put in place */
	int64_t octets;
	int64_t dossiers, appointments, messages, drafts, subscribers;
	int64_t newest_s; /* when the newest dossier was submitted; 0: none */
	char newest_receipt[16]; /* "" if none */
	unsigned keys; /* that its rows may be sealed with */
};

/* 0 if it is whole (SQLite's integrity and foreign keys), ours, not newer than this program, and
 * its keys are in the key file; else an error and a sentence. `key_path` NULL: keys are not
 * checked. *out untouched on failure. */
int store_copy_check(const char *path, const char *key_path, struct store_copy *out, char *error,
	size_t error_size) MUST_CHECK;
