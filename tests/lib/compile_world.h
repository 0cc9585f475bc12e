/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A small form and the overlay that treats it, compiled with the frames and texts that ship. Tests
 * change a word of one and look at what becomes of it.
 */
#pragma once
#include "menus/sources.h"

#define COMPILE_WORLD_SIZE 16384 /* octets of a changed text */

extern const char compile_world_form[], compile_world_overlay[];

/* Of a group of tests: reads frames and texts. */
int compile_world_set_up(void **state);
int compile_world_tear_down(void **state);
/* `text` with the first `old` replaced; fails the test if there is none. */
void compile_world_change(
	const char *text, const char *old, const char *new, char out[COMPILE_WORLD_SIZE]);
/* NULL with at least one sentence in the report. */
struct compiled *compile_world(
	void *ctx, const char *form_text, const char *overlay_text, struct report *report);
/* The same; fails the test with the first sentence. */
struct compiled *compile_world_well(void *ctx, const char *form_text, const char *overlay_text);
/* Compares the member at "a/b/0" with compact JSON. */
void compile_world_expect(const json_t *from, const char *path, const char *wanted);
/* Whether a sentence of the report has that part. */
bool report_has(const struct report *report, const char *part);
