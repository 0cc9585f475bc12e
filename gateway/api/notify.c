/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A clerk's word, over HTTP. What may be said is decided in effect/word. */
#include "gateway/api/notify.h"
#include <stdio.h>
#include <string.h>
#include "gateway/api/answer.h"
#include "gateway/base/json.h"
#include "gateway/base/log.h"
#include "gateway/effect/word.h"

#define WORDS_MAX    1000 /* octets read; how many fit is effect/word's to say */
#define FEE_MAX_DONG 1000000000000

struct notification {
	char receipt[RECEIPT_DIGITS + 1];
	struct dossier_event said;
	bool dry_run;
	char key[WORD_KEY_SIZE]; /* "": none */
};

/* Carries the decision to release. */
struct notify {
	bool decided, said;
	char receipt[RECEIPT_DIGITS + 1];
	int status;
};

/* --- reading ------------------------------------------------------------------------------- */

/* An ISO moment, or a day, which means its end. */
static int64_t read_moment(const struct json_at *at, const char *key)
{
	const char *text = json_text_opt(at, key, CLOCK_ISO_SIZE, "");
	char moment[CLOCK_ISO_SIZE + 16];
	int64_t at_s = 0;

	if (!*text)
		return 0;
	snprintf(moment, sizeof(moment), "%s%s", text, strlen(text) == 10 ? "T17:00:00+07:00" : "");
	if (clock_parse_iso8601(moment, &at_s) != OK)
		json_fail(at, "%s: expected 2026-11-25 or 2026-11-25T17:00:00+07:00", key);
	return at_s;
}

static void read_words(const struct json_at *at, const char *key, char *out, size_t size)
{
	const char *text = json_text_opt(at, key, WORDS_MAX, "");

	if (strlen(text) >= size)
		json_fail(at, "%s: too long for a message", key);
	snprintf(out, size, "%s", text);
}

static void read_notification(const struct json_at *at, int64_t now_s, struct notification *out)
{
	static const char *const keys[] = { "receipt", "status", "reason", "papers", "due",
		"collect_at", "fee", "dry_run", "key", NULL };
	struct dossier_event *said = &out->said;

	*out = (struct notification) { .said = { .source = EVENT_CLERK, .at_s = now_s } };
	json_only(at, keys);
	snprintf(out->receipt, sizeof(out->receipt), "%s",
		json_text(at, "receipt", RECEIPT_DIGITS, RECEIPT_DIGITS));
	said->status = (int)json_int(at, "status", 1, STATUS_MAX);
	read_words(at, "reason", said->reason, sizeof(said->reason));
	read_words(at, "papers", said->papers, sizeof(said->papers));
	said->due_s = read_moment(at, "due");
	said->collect_s = read_moment(at, "collect_at");
	said->fee_dong = json_int_opt(at, "fee", 0, FEE_MAX_DONG, 0);
	out->dry_run = json_bool_opt(at, "dry_run", false);
	snprintf(out->key, sizeof(out->key), "%s",
		json_text_opt(at, "key", sizeof(out->key) - 1, ""));
}

/* In a header, as HTTP has it, or in the body. False after 400 was set. */
static bool read_key(struct http_request *request, struct notification *out)
{
	const char *header = http_request_header(request, "Idempotency-Key");
	const char *key = header ? header : out->key;
	size_t n = strlen(key);

	for (size_t i = 0; i < n; i++) {
		if (key[i] < 0x21 || key[i] > 0x7e)
			n = WORD_KEY_SIZE;
	}
	if (n >= WORD_KEY_SIZE) {
		http_answer_error(request, 400, "key", "at most 63 printable characters");
		return false;
	}
	if (key != out->key)
		snprintf(out->key, sizeof(out->key), "%s", key);
	return true;
}

/* False after 400 was set. */
static bool read_request(struct gateway *gw, struct http_request *request, struct notification *out)
{
	struct json_reader reader;
	size_t len;
	const char *body = http_request_body(request, &len);
	json_t *root = json_read(&reader, "notification", body, len);

	if (root) {
		struct json_at at = json_root(&reader, root);

		read_notification(&at, clock_utc_s(gw->clock), out);
	}
	json_decref(root);
	if (root && !json_failed(&reader))
		return true;
	http_answer_error(request, 400, "body", reader.error);
	return false;
}

/* --- answering ----------------------------------------------------------------------------- */

static int answer(struct gateway *gw, struct http_request *request, const struct dossier *dossier,
	const struct notification *n, bool repeated)
{
	struct sms_preview preview;
	int rc = word_preview(&gw->words, dossier, &n->said, &preview);

	if (rc == ERR_TOO_LONG || rc == ERR_NOT_FOUND) {
		http_answer_error(request, 422, "text", "this fits into no message");
		return OK;
	}
	if (rc != OK)
		return rc;
	return api_json(request, n->dry_run ? 200 : 202,
		json_pack("{s:s s:i s:s s:s s:i s:b s:b s:b s:b s:b}", "receipt", dossier->receipt,
			"status", n->said.status, "to", log_masked(dossier->phone.e164), "text",
			preview.text, "parts", (int)preview.size.parts, "short", preview.is_short,
			"asks_for_answer", word_rule(&gw->words, dossier, &n->said)->answer,
			"to_portal", gw->config->portal_clerk_events, "dry_run", n->dry_run,
			"repeated", repeated));
}

/* A repeat is answered as the first time, before the rules look at what it said itself. */
static int say(struct gateway *gw, struct http_request *request, const struct dossier *dossier,
	struct notification *n)
{
	struct notify *note = http_request_state(request, sizeof(*note));
	struct word_problem problem;
	int64_t id;
	int rc = *n->key ? dossier_event_find(gw->store, EVENT_CLERK, n->key, &id) : ERR_NOT_FOUND;

	if (rc == OK)
		return answer(gw, request, dossier, n, true);
	if (rc == ERR_NOT_FOUND)
		rc = word_check(&gw->words, dossier, &n->said, &problem);
	if (rc != OK)
		return rc;
	if (problem.code) {
		http_answer_error(request, strcmp(problem.code, "once") ? 422 : 409, problem.code,
			problem.sentence);
		return OK;
	}
	if (n->dry_run)
		return answer(gw, request, dossier, n, false);
	if (!*n->key) {
		http_answer_error(
			request, 400, "key", "send an Idempotency-Key of its own with it");
		return OK;
	}
	rc = word_say(&gw->words, dossier, &n->said, n->key);
	note->said = rc == OK;
	note->status = n->said.status;
	snprintf(note->receipt, sizeof(note->receipt), "%s", dossier->receipt);
	return rc == OK ? answer(gw, request, dossier, n, false) : rc;
}

int notify_decide(struct http_request *request, void *data)
{
	struct gateway *gw = data;
	struct notify *note = http_request_state(request, sizeof(*note));
	struct notification n;
	struct dossier dossier;
	int rc;

	if (!note)
		return ERR_NO_MEMORY;
	note->decided = true;
	if (!api_allowed(gw, request) || !read_request(gw, request, &n) || !read_key(request, &n))
		return OK;
	rc = dossier_by_receipt(gw->store, n.receipt, &dossier);
	if (rc == ERR_NOT_FOUND) {
		http_answer_error(request, 404, "receipt", "no dossier has this receipt");
		return OK;
	}
	return rc == OK ? say(gw, request, &dossier, &n) : rc;
}

void notify_release(struct http_request *request, enum turn_outcome outcome, int error, void *data)
{
	struct gateway *gw = data;
	struct notify *note = http_request_state(request, sizeof(*note));

	if (outcome != TURN_DONE || !note || !note->decided) {
		LOGP(DMAIN, LOGL_ERROR, "notification not recorded: %s\n", err_name(error));
		http_answer_header(request, "Retry-After", "5");
		http_answer_error(
			request, 503, "store", "not recorded; send it again under the same key");
		return;
	}
	if (!note->said)
		return;
	LOGP(DMAIN, LOGL_NOTICE, "dossier %s: an office says status %d\n", note->receipt,
		note->status);
	sms_wake(gw->sms);
	portal_wake(gw->portal);
}
