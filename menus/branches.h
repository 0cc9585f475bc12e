/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every way through a procedure's tree, to what would be submitted at its end, and the check of
 * that against the portal's form.
 *
 * Answers on which the next questions depend are combined with all others. Those on which a source
 * of the submission depends, or through a field the form, are combined with those that have a field
 * in common with them, directly or through a third. An answer to a field that is not always there
 * is tried, one at a time, with each of these. Of the rest each is tried at least once: such an
 * answer changes nothing but its own field, so one submission with it shows whether that is valid.
 * At most one "I don't have it" is taken on a way, and no screen is entered twice. One that leads
 * elsewhere is combined with all: what is asked there is asked nowhere else.
 */
#pragma once
#include "menus/eform.h"
#include "menus/rehearsal.h"

#define BRANCHES_MAX	    20000 /* ways of one tree */
#define BRANCHES_LABEL_SIZE 512

struct branch {
	const struct rehearsal *rehearsal; /* at the end; ->sent is what was submitted */
	/* The answers that led here: "situation=divorced, purpose=marry, no id". Cut where it is
	 * longer. */
	const char *label;
};
/* False ends the walk. */
typedef bool (*branch_cb)(void *data, const struct branch *branch);

struct branches_way {
	const struct menu_set *set;
	const struct samples *samples;
	unsigned tree;
	enum samples_world world;
	const struct eform *eform; /* NULL: the tree alone says which answers decide */
	/* Goes on from there, screens rendered and keys counted; NULL: from the tree's start
	 * without either, once as it is and once with each of the tree's "given". */
	const struct rehearsal *from;
	/* NULL: what is submitted is built for each way. Else only the state that it would be built
	 * from is put there, for a walk without `from`. */
	struct engine_state *unsent;
	bool all; /* combines what decides with all that does, also without anything in common */
};

/* Calls `each` for every way on which something was submitted. Returns their number; ERR_LIMIT if
 * there are more than BRANCHES_MAX, ERR_INVALID if a sample was not accepted: then a sentence is in
 * `error`. */
int branches_walk(const struct branches_way *way, branch_cb each, void *data, char *error,
	size_t error_size) MUST_CHECK;

/* Called once for each field and complaint, with the label of the first way that has it. */
typedef void (*branches_report_cb)(
	void *data, const char *path, const char *what, const char *label);

/* Walks the ways of both worlds and checks each submission by the form. What is missing must be
 * left to the clerk, brought on paper or prefilled; what is there and wrong is told whoever brings
 * the rest. Returns the number of ways in both, or an error as above. */
int branches_check(const struct menu_set *set, unsigned tree, const struct eform *eform,
	const struct samples *samples, branches_report_cb report, void *data, char *error,
	size_t error_size) MUST_CHECK;
