/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * motcuad -t: is this configuration sound, with all that it names? Reads secrets, keys, menus,
 * offices and texts as a start would, but touches neither the store nor a port, so it may be asked
 * beside a running daemon.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "gateway/config.h"

/* False and a sentence that says what to do. */
bool gateway_check(const struct config *config, char *error, size_t error_size);

/* A secret's file read as config_secret() does; false and a sentence with the file's name. */
bool gateway_secret(const char *path, char *out, size_t cap, char *error, size_t error_size);
