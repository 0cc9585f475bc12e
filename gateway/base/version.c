/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The one object that knows the version, so that a new commit compiles one file anew. */
#include "gateway/base/version.h"

const char motcua_version[] = MOTCUA_VERSION;
