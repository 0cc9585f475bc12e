/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which build this is, as git describes it. */
#pragma once

extern const char motcua_version[];
