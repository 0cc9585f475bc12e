/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What changed between two versions of a form, and what that means for the overlay that treats it.
 */
#pragma once
#include "menus/eform.h"
#include "menus/overlay.h"

enum eform_change_kind {
	EFORM_ADDED,
	EFORM_REMOVED,
	EFORM_TYPE_CHANGED,
	EFORM_NOW_REQUIRED,
	EFORM_NOW_OPTIONAL,
	EFORM_OPTION_ADDED,
	EFORM_OPTION_REMOVED,
	EFORM_RULES_CHANGED, /* pattern, lengths, range, rows */
	EFORM_SHOWN_CHANGED,
};

struct eform_change {
	enum eform_change_kind kind;
	const char *path; /* of the field */
	const char *what; /* "the option 3 is gone"; a sentence part */
	const char *consequence; /* what the overlay's author has to do; "" if nothing */
	bool must; /* the overlay no longer compiles, or sends what the form refuses */
};

struct eform_diff {
	unsigned n;
	const struct eform_change *changes; /* in the order of the new form, removed ones last */
};

/* "added", "removed", ... Static. */
const char *eform_change_name(enum eform_change_kind kind);
/* The changes from `before` to `after`. With an overlay (may be NULL) the consequences are those
 * for it. Owned by ctx. */
struct eform_diff *eform_diff(void *ctx, const struct eform *before, const struct eform *after,
	const struct overlay *overlay);
