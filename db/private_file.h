/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Files with citizens' data: nobody but our own user may read them, nor the folder they lie in.
 */
#pragma once
#include <stddef.h>
#include "gateway/base/err.h"

/* Makes an empty file of mode 0600 if there is none, and checks that file and folder are closed to
 * group and others. 0, ERR_DENIED or ERR_IO, with a sentence in `error`. */
int private_file_prepare(const char *path, char *error, size_t error_size) MUST_CHECK;

/* Syncs the folder that holds `path`, so that a file made in it stays after a power cut. 0 or
 * ERR_IO, with errno set. */
int private_folder_sync(const char *path) MUST_CHECK;
