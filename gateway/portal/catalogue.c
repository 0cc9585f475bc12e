/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A pass over the catalogue: first the list, then one eform after the other.
 *
 * Every step is one turn of the timer (read what the store holds, start the request) and one
 * answer (write rows). A failed list ends the pass; a failed form is logged and the next one read,
 * so one broken form does not hide the others. Whoever wants a form while a pass is under way gets
 * the list read again, as it may not have told of that code.
 */
#include <string.h>
#include <sodium.h>
#include <talloc.h>
#include "gateway/base/log.h"
#include "gateway/portal/catalogue.h"
#include "gateway/portal/neutral.h"

#define LIST_OCTETS_MAX (4 * 1024 * 1024)
#define SENTENCE_SHOWN	120

/* Requests by their id. */
enum { ASK_LIST, ASK_EFORM };

/* What became of one request, from decide to release. */
enum fetched { FETCHED_NOTHING, FETCHED_NEW, FETCHED_SAME, FETCHED_NONE };
struct note {
	enum fetched fetched;
	char sentence[NEUTRAL_SENTENCE_SIZE];
};
_Static_assert(sizeof(struct note) <= HTTP_OUT_STATE_SIZE, "note must fit the request's state");

static const char *code_shown(const struct catalogue *catalogue)
{
	return *catalogue->code ? catalogue->code : "list";
}

static uint64_t now_ms(const struct catalogue *catalogue)
{
	return clock_mono_ms(catalogue->clock);
}

static void wait_for_whole(struct catalogue *catalogue)
{
	uint64_t now = now_ms(catalogue), due = catalogue->whole_due_ms;

	timer_hasten_ms(&catalogue->timer, due > now ? due - now : 0);
}

static void end_whole(struct catalogue *catalogue, bool well)
{
	uint32_t wait_s = catalogue->config.every_s;

	if (well) {
		catalogue->failures = 0;
		catalogue->read_s = clock_utc_s(catalogue->clock);
	} else {
		catalogue->failures++;
		wait_s = backoff_s(
			&catalogue->config.retry, catalogue->failures, randombytes_random());
	}
	catalogue->whole_due_ms = now_ms(catalogue) + (uint64_t)wait_s * 1000;
}

static void end_pass(struct catalogue *catalogue, bool well)
{
	if (catalogue->whole)
		end_whole(catalogue, well);
	catalogue->running = false;
	catalogue->code[0] = '\0';
	wait_for_whole(catalogue);
}

/* Who asks for a form waits for it, so those go first. */
static void next_step(struct catalogue *catalogue)
{
	const char *code = wanted_next(&catalogue->wanted, now_ms(catalogue));

	catalogue->for_wanted = code != NULL;
	if (!code && wanted_any_new(&catalogue->wanted, now_ms(catalogue)))
		code = "";
	if (!code && catalogue->whole && catalogue->config.codes[catalogue->next])
		code = catalogue->config.codes[catalogue->next++];
	if (!code) {
		end_pass(catalogue, !catalogue->incomplete);
		return;
	}
	snprintf(catalogue->code, sizeof(catalogue->code), "%s", code);
	timer_hasten_ms(&catalogue->timer, 0);
}

/* Ends the pass: there is no sense in asking on. */
static void give_up(struct catalogue *catalogue, const char *why)
{
	wanted_settle_all(&catalogue->wanted, PORTAL_FORM_FAILED, why, now_ms(catalogue));
	end_pass(catalogue, false);
}

static void settle(struct catalogue *catalogue, enum portal_form is, const char *why)
{
	wanted_settle(&catalogue->wanted, catalogue->code, is, why, now_ms(catalogue));
}

static void step_failed(struct catalogue *catalogue, const char *why)
{
	LOGP(DPORTAL, LOGL_ERROR, "catalogue %s: %s\n", code_shown(catalogue),
		log_escaped(why, strlen(why), SENTENCE_SHOWN));
	if (!*catalogue->code) {
		give_up(catalogue, why);
		return;
	}
	if (catalogue->for_wanted)
		settle(catalogue, PORTAL_FORM_FAILED, why);
	else
		catalogue->incomplete = true;
	next_step(catalogue);
}

static void step_found_none(struct catalogue *catalogue, const char *why)
{
	LOGP(DPORTAL, LOGL_NOTICE, "catalogue %s: %s\n", catalogue->code, why);
	if (catalogue->for_wanted)
		settle(catalogue, PORTAL_FORM_NONE, why);
	next_step(catalogue);
}

/* --- answers ------------------------------------------------------------------------------- */

static bool is_ours(const struct catalogue *catalogue, const char *code)
{
	for (const char *const *ours = catalogue->config.codes; *ours; ours++)
		if (!strcmp(*ours, code))
			return true;
	return wanted_find(&catalogue->wanted, code, now_ms(catalogue));
}

static int keep_if_ours(const struct procedure_row *row, void *data)
{
	struct catalogue *catalogue = data;
	struct procedure_row kept = *row;

	if (!is_ours(catalogue, row->code))
		return 0;
	kept.read_s = clock_utc_s(catalogue->clock);
	return procedure_put(catalogue->store, &kept);
}

static int read_list(
	struct catalogue *catalogue, const struct http_result *result, struct note *note)
{
	int rc = neutral_read_procedures(
		result->body, result->len, keep_if_ours, catalogue, note->sentence);

	if (rc == ERR_SYNTAX || rc == ERR_SCHEMA)
		return 0;
	if (rc >= 0)
		note->fetched = FETCHED_NEW;
	return rc;
}

static int read_eform(
	struct catalogue *catalogue, const struct http_result *result, struct note *note)
{
	if (neutral_check_eform(result->body, result->len, note->sentence) != 0)
		return 0;
	note->fetched = FETCHED_NEW;
	return procedure_eform_put(catalogue->store, catalogue->code, neutral_etag(result->etag),
		result->body, result->len);
}

static int answer_decide(void *data, uint64_t id, const struct http_result *result, void *state)
{
	struct catalogue *catalogue = data;
	struct note *note = state;

	if (result->transport != VERDICT_OK) {
		snprintf(note->sentence, sizeof(note->sentence), "%s",
			result->reason && *result->reason ? result->reason : "no answer");
		return 0;
	}
	if (result->status == 304 && id == ASK_EFORM) {
		note->fetched = FETCHED_SAME;
		return 0;
	}
	if (result->status == 404 && id == ASK_EFORM && catalogue->for_wanted) {
		note->fetched = FETCHED_NONE;
		return 0;
	}
	if (result->status != 200) {
		snprintf(note->sentence, sizeof(note->sentence), "HTTP %u", result->status);
		return 0;
	}
	return id == ASK_LIST ? read_list(catalogue, result, note)
			      : read_eform(catalogue, result, note);
}

static void answer_release(void *data, uint64_t id, const struct http_result *result, void *state,
	enum turn_outcome outcome, int error)
{
	struct catalogue *catalogue = data;
	const struct note *note = state;

	(void)result;
	catalogue->in_flight = false;
	if (outcome != TURN_DONE) {
		step_failed(catalogue, err_name(error));
		return;
	}
	if (note->fetched == FETCHED_NOTHING) {
		step_failed(catalogue, note->sentence);
		return;
	}
	if (note->fetched == FETCHED_NONE) {
		step_found_none(catalogue, "the portal has no form of it");
		return;
	}
	if (note->fetched == FETCHED_NEW && id == ASK_EFORM)
		LOGP(DPORTAL, LOGL_NOTICE, "catalogue %s: a new form\n", catalogue->code);
	if (id == ASK_EFORM)
		settle(catalogue, PORTAL_FORM_READ, "");
	next_step(catalogue);
}

/* --- requests ------------------------------------------------------------------------------ */

static int step_decide(struct turn_input *input)
{
	struct catalogue *catalogue = container_of(input, struct catalogue, timer.input);
	struct procedure_row row;
	int rc;

	if (catalogue->in_flight)
		return 0;
	catalogue->etag[0] = '\0';
	catalogue->known = true;
	if (!*catalogue->code)
		return 0;
	rc = procedure_find(catalogue->store, catalogue->code, &row);
	if (rc == ERR_NOT_FOUND) {
		catalogue->known = false;
		return 0;
	}
	if (rc >= 0)
		memcpy(catalogue->etag, row.etag, sizeof(catalogue->etag));
	return rc < 0 ? rc : 0;
}

static int start(struct catalogue *catalogue)
{
	struct neutral_request texts;
	const struct catalogue_config *config = &catalogue->config;
	struct http_out_request request = {
		.method = HTTP_GET,
		.url = texts.url,
		.headers = texts.headers,
		.timeout_ms = config->timeout_ms,
		.body_max = *catalogue->code ? EFORM_MAX : LIST_OCTETS_MAX,
		.id = *catalogue->code ? ASK_EFORM : ASK_LIST,
		.decide = answer_decide,
		.release = answer_release,
		.data = catalogue,
	};
	int rc;

	if (*catalogue->code)
		neutral_eform_request(
			&texts, config->base_url, config->token, catalogue->code, catalogue->etag);
	else
		neutral_procedures_request(&texts, config->base_url, config->token);
	rc = catalogue->http->start(catalogue->http, &request);
	if (rc < 0)
		return rc;
	catalogue->in_flight = true;
	if (!*catalogue->code)
		wanted_list_asked(&catalogue->wanted);
	return rc;
}

/* False if there is nothing to read yet. */
static bool begin_pass(struct catalogue *catalogue)
{
	uint64_t now = now_ms(catalogue);

	catalogue->whole = now >= catalogue->whole_due_ms;
	catalogue->running = catalogue->whole || wanted_any_new(&catalogue->wanted, now);
	catalogue->next = 0;
	catalogue->incomplete = false;
	return catalogue->running;
}

static void take_step(struct catalogue *catalogue)
{
	int rc;

	if (bridge_breaker(catalogue->bridge).state == BREAKER_OPEN) {
		LOGP(DPORTAL, LOGL_NOTICE, "catalogue %s: not read, the portal is away\n",
			code_shown(catalogue));
		give_up(catalogue, "the portal is away");
		return;
	}
	if (!catalogue->known) {
		step_found_none(catalogue, "the portal does not offer it");
		return;
	}
	rc = start(catalogue);
	if (rc < 0)
		step_failed(catalogue, err_name(rc));
}

/* It may come while a request is under way, when something was wanted just then: the answer goes
 * on. */
static void step_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct catalogue *catalogue = container_of(input, struct catalogue, timer.input);

	if (catalogue->in_flight)
		return;
	if (!catalogue->running && !begin_pass(catalogue)) {
		wait_for_whole(catalogue);
		return;
	}
	if (outcome != TURN_DONE)
		step_failed(catalogue, err_name(error));
	else
		take_step(catalogue);
}

static const struct turn_kind step_kind = {
	.name = "portal-catalogue",
	.decide = step_decide,
	.release = step_release,
};

static int catalogue_end(struct catalogue *catalogue)
{
	timer_cancel(&catalogue->timer);
	return 0;
}

struct catalogue *catalogue_new(void *ctx, const struct catalogue_config *config,
	const struct bridge *bridge, struct timers *timers)
{
	struct catalogue *catalogue = talloc_zero(ctx, struct catalogue);

	catalogue->config = *config;
	catalogue->bridge = bridge;
	catalogue->store = bridge->store;
	catalogue->clock = bridge->clock;
	catalogue->http = bridge->http;
	timer_init(&catalogue->timer, timers, &step_kind);
	timer_arm_ms(&catalogue->timer, 0);
	talloc_set_destructor(catalogue, catalogue_end);
	return catalogue;
}

int catalogue_want(struct catalogue *catalogue, const char *code)
{
	int rc = wanted_add(&catalogue->wanted, code, now_ms(catalogue));

	if (rc == OK && !catalogue->running &&
		wanted_any_new(&catalogue->wanted, now_ms(catalogue)))
		timer_hasten_ms(&catalogue->timer, 0);
	return rc;
}
