/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Regular expressions as JavaScript writes them, for the patterns of online forms. The common part:
 * characters, escapes, classes, groups, |, * + ? {n,m} and the lazy forms, ^ $. Not look-around,
 * back-references, \b and \p: these are "not understood", never guessed.
 *
 * Not POSIX regcomp: forms are foreign input, a nested {255} there takes all memory; it counts
 * octets where JavaScript counts UTF-16 units; and it has no class that means "a letter beyond
 * ASCII". Here time is bounded by text times program.
 */
#pragma once
#include <stdbool.h>

#define EFORM_PATTERN_STEPS_MAX 2048 /* of the program: {n,m} repeats what it counts */
#define EFORM_MATCH_MAX		4096 /* UTF-16 units of a text that is tested */

struct eform_pattern;

/* Ready to run; NULL if it is not understood or beyond a limit. Form.io tests a pattern as
 * `^pattern$` put together as text, so that "a|b" means begins with a or ends with b: pass it with
 * both put in. Owned by `ctx`. */
struct eform_pattern *eform_pattern_read(void *ctx, const char *text);
/* Whether it matches anywhere in the text (UTF-8), as RegExp.test() without flags. A text over
 * EFORM_MATCH_MAX does not match. */
bool eform_pattern_matches(const struct eform_pattern *pattern, const char *text);
