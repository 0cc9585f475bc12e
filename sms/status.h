/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The one table from status to message (sms/status.json): which template a status has, in which
 * lane it goes, who may say it and what must be said with it. Data, so that a change of law or of
 * words is no change of program.
 *
 *   {"motcua_status": 1,
 *    "late": RULE,             an office puts the promised date off, whatever the status
 *    "statuses": {"1": RULE, ..., "10": RULE}}
 *   RULE: {"template": "status.5", "lane": "answer|status|bulk", "says": ["portal", "clerk"],
 *          "needs": ["reason", "papers", "fee"]?, "once": true?, "answer": true?}
 *
 * "needs" binds clerks; a portal's word is taken as it comes. "once": an office may say it once for
 * each dossier. "answer": the citizen must do something.
 */
#pragma once
#include "sms/sms.h"

#define STATUS_MAX	     10
#define STATUS_TEMPLATE_SIZE 32

struct status_rule {
	char template_id[STATUS_TEMPLATE_SIZE];
	enum sms_lane lane;
	bool portal_says, clerk_says;
	bool needs_reason, needs_papers, needs_fee;
	bool once;
	bool answer;
};

struct status_table {
	struct status_rule late;
	struct status_rule rule[STATUS_MAX + 1]; /* by status; 0 is unused */
};

/* Every status must be there, and every template must be among the texts. NULL and a sentence with
 * file and place. Owned by ctx. */
struct status_table *status_table_read(
	void *ctx, const char *path, const struct texts *texts, char *error, size_t error_size);
