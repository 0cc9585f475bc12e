/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Words about a status. What may be said when stands in sms/status.json; in here is what the law
 * says of any word: supplements once and completely, a new date at most once and in time.
 */
#include "gateway/effect/word.h"
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "db/upcall.h"
#include "gateway/base/utf8.h"

#define HISTORY_MAX 100 /* words of one dossier that are looked at */

/* The office puts off a date that was promised. */
static bool is_late(const struct dossier *dossier, const struct dossier_event *said)
{
	return said->source == EVENT_CLERK && dossier->due_s && said->due_s > dossier->due_s;
}

const struct status_rule *word_rule(const struct word_world *world, const struct dossier *dossier,
	const struct dossier_event *said)
{
	return is_late(dossier, said) ? &world->table->late : &world->table->rule[said->status];
}

static int notice_of(const struct word_world *world, const struct dossier *dossier,
	const struct dossier_event *said, struct notice *out)
{
	*out = (struct notice) { .world = world->effects,
		.dossier = dossier,
		.said = said,
		.lane = word_rule(world, dossier, said)->lane };
	return notice_for_subscriber(out);
}

/* One SMS for each word: the row of the history is its name. */
static int plan(const struct word_world *world, const struct dossier *dossier,
	const struct dossier_event *said)
{
	struct notice notice;
	char about[40];
	int rc = notice_of(world, dossier, said, &notice);

	if (rc != OK)
		return rc;
	snprintf(about, sizeof(about), "%s:%" PRId64, dossier->receipt, said->id);
	notice.about = about;
	rc = notice_plan(&notice, word_rule(world, dossier, said)->template_id);
	return rc == ERR_EXISTS ? OK : rc;
}

int word_of_portal(const struct word_world *world, const struct dossier *dossier,
	const struct dossier_event *said)
{
	return world->table->rule[said->status].portal_says ? plan(world, dossier, said) : OK;
}

/* --- what a clerk may say ------------------------------------------------------------------ */

static unsigned chars(const char *text)
{
	size_t len = strlen(text);
	unsigned n = 0;
	uint32_t cp;

	for (size_t at = 0; at < len && utf8_next(text, len, &at, &cp) == OK; n++)
		;
	return n;
}

static bool has_address(const char *text)
{
	return strstr(text, "://") || strcasestr(text, "www.");
}

static struct word_problem problem_of_text(const char *code, const char *text)
{
	if (chars(text) > WORD_CHARS_MAX)
		return (struct word_problem) { code,
			"too long: at most 100 characters fit into a message" };
	if (has_address(text))
		return (struct word_problem) { code,
			"an internet address may not stand in a message: impostors send those" };
	return (struct word_problem) { 0 };
}

static struct word_problem problem_of_needs(
	const struct status_rule *rule, const struct dossier_event *said)
{
	if (!rule->clerk_says)
		return (struct word_problem) { "status", "only the portal says this status" };
	if (rule->needs_reason && !*said->reason)
		return (struct word_problem) { "reason", "this needs a reason in plain words" };
	if (rule->needs_papers && !*said->papers)
		return (struct word_problem) { "papers", "this needs the papers that are missing" };
	if (rule->needs_fee && said->fee_dong <= 0)
		return (struct word_problem) { "fee", "this needs the amount to pay" };
	return (struct word_problem) { 0 };
}

/* How often an office put the date of this dossier off. */
static int times_late(const struct word_world *world, const struct dossier *dossier, unsigned *n_r)
{
	struct dossier_event *list = calloc(HISTORY_MAX, sizeof(*list));
	int n = list ? dossier_event_list(world->effects->store, dossier->id, list, HISTORY_MAX)
		     : ERR_NO_MEMORY;

	*n_r = 0;
	for (int i = 0; i < n; i++)
		*n_r += is_late(dossier, &list[i]);
	free(list);
	return n < 0 ? n : OK;
}

static int problem_of_repeats(const struct word_world *world, const struct dossier *dossier,
	const struct dossier_event *said, struct word_problem *out)
{
	unsigned late = 0;
	int64_t said_before = 0;
	int rc = dossier_event_count(
		world->effects->store, dossier->id, EVENT_CLERK, said->status, &said_before);

	if (rc == OK && is_late(dossier, said))
		rc = times_late(world, dossier, &late);
	if (rc != OK)
		return rc;
	if (late > 0 && world->table->late.once)
		*out = (struct word_problem) { "once",
			"the date was put off once already; it may not be again" };
	else if (!is_late(dossier, said) && said_before > 0 &&
		world->table->rule[said->status].once)
		*out = (struct word_problem) { "once",
			"this was said already, and may be said once for a dossier" };
	return OK;
}

int word_check(const struct word_world *world, const struct dossier *dossier,
	const struct dossier_event *said, struct word_problem *out)
{
	struct word_problem problem = problem_of_needs(word_rule(world, dossier, said), said);

	if (!problem.code)
		problem = problem_of_text("reason", said->reason);
	if (!problem.code)
		problem = problem_of_text("papers", said->papers);
	if (!problem.code && said->due_s && said->due_s <= said->at_s)
		problem = (struct word_problem) { "due", "this date has passed" };
	*out = problem;
	return problem.code ? OK : problem_of_repeats(world, dossier, said, out);
}

/* --- saying it ----------------------------------------------------------------------------- */

int word_preview(const struct word_world *world, const struct dossier *dossier,
	const struct dossier_event *said, struct sms_preview *out)
{
	struct notice notice;
	int rc = notice_of(world, dossier, said, &notice);

	return rc != OK
		? rc
		: notice_preview(&notice, word_rule(world, dossier, said)->template_id, out);
}

static void set_text(json_t *json, const char *key, const char *text)
{
	if (*text)
		json_object_set_new(json, key, json_string(text));
}

static void set_moment(json_t *json, const char *key, int64_t at_s)
{
	char text[CLOCK_ISO_SIZE];

	if (!at_s)
		return;
	clock_iso8601(at_s, text);
	json_object_set_new(json, key, json_string(text));
}

/* The body of POST /v1/dossiers/{number}/events. */
static char *upcall_body(const struct dossier *dossier, const struct dossier_event *said)
{
	json_t *json = json_pack("{s:s, s:i}", "receipt", dossier->receipt, "status", said->status);
	char *text;

	set_moment(json, "at", said->at_s);
	set_text(json, "reason", said->reason);
	set_text(json, "papers", said->papers);
	set_moment(json, "due", said->due_s);
	set_moment(json, "collect_at", said->collect_s);
	if (said->fee_dong > 0)
		json_object_set_new(json, "fee", json_integer(said->fee_dong));
	text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	return text;
}

int word_say(const struct word_world *world, const struct dossier *dossier,
	struct dossier_event *said, const char *key)
{
	struct store *store = world->effects->store;
	char *body;
	int rc;

	said->dossier_id = dossier->id;
	rc = dossier_event_add(store, said, key);
	if (rc >= 0)
		rc = plan(world, dossier, said);
	if (rc != OK)
		return rc;
	body = upcall_body(dossier, said);
	rc = body ? upcall_add(store, dossier->id, UPCALL_CLERK_EVENT, body, strlen(body))
		  : ERR_NO_MEMORY;
	free(body);
	return rc;
}
