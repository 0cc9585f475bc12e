/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A word about a dossier's status, said to its citizen: the portal's (an SMS), or a clerk's
 * (checked, previewed, kept in the history, sent, and passed up to the portal). All in decide.
 *
 * A clerk's word never changes the portal's status: it is shown as the office's.
 */
#pragma once
#include "gateway/effect/notice.h"
#include "sms/status.h"

#define WORD_CHARS_MAX 100 /* of a clerk's reason and papers: with both, two parts of an SMS */
#define WORD_KEY_SIZE  64

struct word_world {
	const struct effect_world *effects;
	const struct status_table *table;
};

/* Why a clerk's word is not taken, or what is to be known about it. */
struct word_problem {
	const char *code; /* "status", "reason", "papers", "fee", "due", "once"; NULL: none */
	const char *sentence;
};

/* The SMS of a portal's event that became the status. Contract of struct portal_events. */
int word_of_portal(const struct word_world *world, const struct dossier *dossier,
	const struct dossier_event *said) MUST_CHECK;

/* May a clerk say this about this dossier now? 0 with out->code NULL or why not; error of the
 * store. `said` has source EVENT_CLERK. */
int word_check(const struct word_world *world, const struct dossier *dossier,
	const struct dossier_event *said, struct word_problem *out) MUST_CHECK;
/* What the citizen would get. ERR_TOO_LONG where it fits in no form. */
int word_preview(const struct word_world *world, const struct dossier *dossier,
	const struct dossier_event *said, struct sms_preview *out) MUST_CHECK;
/* Says it: history, SMS, upcall. `key` makes it be said once: ERR_EXISTS then. said->id is set. */
int word_say(const struct word_world *world, const struct dossier *dossier,
	struct dossier_event *said, const char *key) MUST_CHECK;
/* The rule it goes by. */
const struct status_rule *word_rule(const struct word_world *world, const struct dossier *dossier,
	const struct dossier_event *said);
