/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The proof: every node of every tree, in every language and script, at every bearer's budget, is
 * laid out with the longest data that can come, and nothing is lost on the way to the phone.
 *
 *   an entry or a last screen has one page (an accented one may go without accents)
 *   no option and no item is wider than a page
 *   nobody has to leaf through more than PROOF_PAGES_MAX pages
 *   after a wrong input the notice is there whole
 *   no screen is over its budget, no letter is cut
 *   no entry takes 0, 00, or 1 where that means "I don't have it"
 *   a language that calls itself complete is
 *
 * Pure, and slow only in the sense of a fraction of a second: tools run it, the service does not.
 */
#pragma once
#include "menus/samples.h"

#define PROOF_PAGES_MAX	    20
#define PROOF_FINDINGS_MAX  64 /* kept; the others are counted */
#define PROOF_SENTENCE_SIZE 320
#define PROOF_BUDGETS_MAX   16

struct proof_bearer {
	const char *name;
	struct budget budget;
};

struct proof_finding {
	char sentence[PROOF_SENTENCE_SIZE];
	/* False for a language that does not call itself complete, and so is not offered. */
	bool refuses;
};

struct proof {
	uint8_t hash[TREE_HASH_SIZE]; /* menu_set_hash() */
	struct budget least; /* the least of each that was proved */
	unsigned screens; /* laid out */
	unsigned refusing; /* findings that refuse the set; 0: it is proved */
	unsigned notes; /* findings that do not */
	unsigned findings_n;
	struct proof_finding findings[PROOF_FINDINGS_MAX];
};

/* Proves the set for BUDGET_GSUP, BUDGET_USSD, BUDGET_SMS and the extra ones. */
void proof_run(const struct menu_set *set, const struct samples *samples,
	const struct proof_bearer *extra, unsigned extra_n, struct proof *out);

/* A bearer's budget by the name that tools use, "gsup", "ussd", "sms"; false if unknown. */
bool proof_budget(const char *name, struct budget *out);
