/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A pass over the catalogue: step 0 reads the list, each further step one eform.
 *
 * Every step is one turn of the timer (read what the store holds, start the request) and one
 * answer (write rows). A failed list ends the pass; a failed form is logged and the next one read,
 * so one broken form does not hide the others.
 */
#include <string.h>
#include <sodium.h>
#include <talloc.h>
#include "gateway/base/log.h"
#include "gateway/portal/catalogue.h"
#include "gateway/portal/neutral.h"

#define LIST_OCTETS_MAX (4 * 1024 * 1024)
#define SENTENCE_SHOWN	120

/* What became of one request, from decide to release. */
enum fetched { FETCHED_NOTHING, FETCHED_NEW, FETCHED_SAME };
struct note {
	enum fetched fetched;
	char sentence[NEUTRAL_SENTENCE_SIZE];
};
_Static_assert(sizeof(struct note) <= HTTP_OUT_STATE_SIZE, "note must fit the request's state");

static const char *code_of(const struct catalogue *catalogue, uint64_t step)
{
	return step == 0 ? "list" : catalogue->config.codes[step - 1];
}

static void end_pass(struct catalogue *catalogue, bool well)
{
	uint32_t random = randombytes_random();
	uint32_t wait_s = catalogue->config.every_s;

	catalogue->step = 0;
	if (well) {
		catalogue->failures = 0;
		catalogue->read_s = clock_utc_s(catalogue->clock);
	} else {
		catalogue->failures++;
		wait_s = backoff_s(&catalogue->config.retry, catalogue->failures, random);
	}
	timer_hasten_ms(&catalogue->timer, (uint64_t)wait_s * 1000);
}

static void next_step(struct catalogue *catalogue)
{
	catalogue->step++;
	if (catalogue->config.codes[catalogue->step - 1])
		timer_hasten_ms(&catalogue->timer, 0);
	else
		end_pass(catalogue, !catalogue->incomplete);
}

static void step_failed(struct catalogue *catalogue, const char *why)
{
	LOGP(DPORTAL, LOGL_ERROR, "catalogue %s: %s\n", code_of(catalogue, catalogue->step),
		log_escaped(why, strlen(why), SENTENCE_SHOWN));
	catalogue->incomplete = true;
	if (catalogue->step == 0)
		end_pass(catalogue, false);
	else
		next_step(catalogue);
}

/* --- answers ------------------------------------------------------------------------------- */

static int keep_if_ours(const struct procedure_row *row, void *data)
{
	struct catalogue *catalogue = data;
	struct procedure_row kept = *row, old;
	int rc = 0;

	for (const char *const *code = catalogue->config.codes; *code; code++) {
		if (strcmp(*code, row->code) != 0)
			continue;
		rc = procedure_find(catalogue->store, row->code, &old);
		if (rc < 0 && rc != ERR_NOT_FOUND)
			return rc;
		if (rc >= 0)
			memcpy(kept.etag, old.etag, sizeof(kept.etag));
		kept.read_s = clock_utc_s(catalogue->clock);
		return procedure_put(catalogue->store, &kept);
	}
	return 0;
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

static int read_eform(struct catalogue *catalogue, uint64_t step, const struct http_result *result,
	struct note *note)
{
	if (neutral_check_eform(result->body, result->len, note->sentence) != 0)
		return 0;
	note->fetched = FETCHED_NEW;
	return procedure_eform_put(catalogue->store, code_of(catalogue, step),
		neutral_etag(result->etag), result->body, result->len);
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
	if (result->status == 304 && id > 0) {
		note->fetched = FETCHED_SAME;
		return 0;
	}
	if (result->status != 200) {
		snprintf(note->sentence, sizeof(note->sentence), "HTTP %u", result->status);
		return 0;
	}
	return id == 0 ? read_list(catalogue, result, note)
		       : read_eform(catalogue, id, result, note);
}

static void answer_release(void *data, uint64_t id, const struct http_result *result, void *state,
	enum turn_outcome outcome, int error)
{
	struct catalogue *catalogue = data;
	const struct note *note = state;

	(void)result;
	if (outcome != TURN_DONE) {
		step_failed(catalogue, err_name(error));
		return;
	}
	if (note->fetched == FETCHED_NOTHING) {
		step_failed(catalogue, note->sentence);
		return;
	}
	if (note->fetched == FETCHED_NEW && id > 0)
		LOGP(DPORTAL, LOGL_NOTICE, "catalogue %s: a new form\n", code_of(catalogue, id));
	next_step(catalogue);
}

/* --- requests ------------------------------------------------------------------------------ */

static int step_decide(struct turn_input *input)
{
	struct catalogue *catalogue = container_of(input, struct catalogue, timer.input);
	struct procedure_row row;
	int rc;

	catalogue->etag[0] = '\0';
	catalogue->known = true;
	if (catalogue->step == 0)
		return 0;
	rc = procedure_find(catalogue->store, code_of(catalogue, catalogue->step), &row);
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
		.body_max = catalogue->step == 0 ? LIST_OCTETS_MAX : EFORM_MAX,
		.id = catalogue->step,
		.decide = answer_decide,
		.release = answer_release,
		.data = catalogue,
	};

	if (catalogue->step == 0)
		neutral_procedures_request(&texts, config->base_url, config->token);
	else
		neutral_eform_request(&texts, config->base_url, config->token,
			code_of(catalogue, catalogue->step), catalogue->etag);
	return catalogue->http->start(catalogue->http, &request);
}

static void step_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct catalogue *catalogue = container_of(input, struct catalogue, timer.input);
	int rc = outcome == TURN_DONE ? 0 : error;

	if (catalogue->step == 0)
		catalogue->incomplete = false;
	if (rc == 0 && !catalogue->known) {
		LOGP(DPORTAL, LOGL_NOTICE, "catalogue %s: the portal does not offer it\n",
			code_of(catalogue, catalogue->step));
		next_step(catalogue);
		return;
	}
	if (rc == 0)
		rc = start(catalogue);
	if (rc < 0)
		step_failed(catalogue, err_name(rc));
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
	struct store *store, const struct clock *clock, struct timers *timers,
	struct http_out *http)
{
	struct catalogue *catalogue = talloc_zero(ctx, struct catalogue);

	catalogue->config = *config;
	catalogue->store = store;
	catalogue->clock = clock;
	catalogue->http = http;
	timer_init(&catalogue->timer, timers, &step_kind);
	timer_arm_ms(&catalogue->timer, 0);
	talloc_set_destructor(catalogue, catalogue_end);
	return catalogue;
}
