/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A first overlay made of a form alone: it compiles and asks the least (who, when, yes). Whatever
 * the form demands is left to the clerk with the reason "not decided yet", so a procedure can be
 * offered on its first day, and its author decides field by field what to ask.
 */
#pragma once
#include "menus/eform.h"
#include "menus/menu_files.h"

/* The overlay as JSON, owned by the caller. Its texts are made of the form's title and the
 * catalogue in `shared` ("texts/<language>.json"), in each language that is there. */
json_t *import_overlay(
	const struct eform *eform, const char *code, const struct menu_files *shared);
