/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Scripted applications and the check of what became of them.
 */
#include "tests/lib/store_script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <osmocom/core/utils.h>
#include <talloc.h>

#include "db/appointment.h"
#include "db/inbox.h"
#include "db/outbox.h"
#include "db/store_internal.h"

#define OFFICE "00001"
#define ROUTE  "script"

struct message {
	struct turn_input input;
	struct store_script *script;
	unsigned n;
	char receipt[RECEIPT_DIGITS + 1];
};

static int64_t slot_of(unsigned n)
{
	return STORE_FIXTURE_UTC_S + 86400 + n / 4 * 1800;
}

static int rows_after_dossier(struct message *m, const struct dossier *dossier)
{
	struct store *store = m->script->f->store;
	struct outbox_row sms = {
		.dossier_id = dossier->id,
		.phone = dossier->phone,
		.lane = LANE_ANSWER,
		.made_s = dossier->submitted_s,
	};
	struct dossier_event event = {
		.dossier_id = dossier->id,
		.source = EVENT_SELF,
		.at_s = dossier->submitted_s,
	};
	struct appointment appointment;
	char id[16];

	int rc = appointment_book(
		store, OFFICE, slot_of(m->n), 4, dossier->id, dossier->submitted_s, &appointment);
	if (rc)
		return rc;
	snprintf(sms.text, sizeof(sms.text), "receipt %s code %s", dossier->receipt,
		appointment.code);
	snprintf(sms.dedupe, sizeof(sms.dedupe), "receipt:%s", dossier->receipt);
	rc = outbox_add(store, &sms);
	if (rc == 0)
		rc = dossier_event_add(store, &event, NULL);
	snprintf(id, sizeof(id), "%u", m->n);
	if (rc == 0)
		rc = inbox_add(store, ROUTE, id, dossier->receipt, dossier->submitted_s);
	return rc;
}

static int submit(struct message *m)
{
	static const char body[] = "{\"answers\":{\"reason\":\"to marry\"}}";
	struct store *store = m->script->f->store;
	struct draft draft = {
		.phone = store_fixture_phone(m->n),
		.procedure = "1.004873",
		.answers = "answers",
		.answers_len = 7,
		.updated_s = STORE_FIXTURE_UTC_S,
	};
	struct dossier dossier = {
		.phone = draft.phone,
		.id_tail = "1234",
		.procedure = "1.004873",
		.office = OFFICE,
		.submitted_s = STORE_FIXTURE_UTC_S,
	};

	int rc = draft_put(store, &draft);
	dossier.draft_id = draft.id;
	if (rc == 0)
		rc = dossier_add(store, &dossier, body, sizeof(body) - 1);
	if (rc == 0)
		rc = draft_close(store, draft.id);
	if (rc == 0)
		rc = rows_after_dossier(m, &dossier);
	if (rc == 0)
		memcpy(m->receipt, dossier.receipt, sizeof(m->receipt));
	return rc;
}

static int message_decide(struct turn_input *input)
{
	struct message *m = container_of(input, struct message, input);
	char id[16];

	snprintf(id, sizeof(id), "%u", m->n);
	int rc = inbox_find(m->script->f->store, ROUTE, id, m->receipt, sizeof(m->receipt));
	return rc == ERR_NOT_FOUND ? submit(m) : rc;
}

static void message_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct message *m = container_of(input, struct message, input);
	struct script_applicant *a = &m->script->applicants[m->n];

	a->sent = true;
	a->outcome = outcome;
	a->error = error;
	if (m->script->v && vfs_fault_stopped(m->script->v)) {
		a->doubtful = true; /* nobody hears a dead machine */
	} else if (outcome == TURN_DONE) {
		a->told_done = true;
		memcpy(a->receipt, m->receipt, sizeof(a->receipt));
	} else if (outcome == TURN_UNCERTAIN) {
		a->doubtful = true;
	}
	talloc_free(m);
}

static const struct turn_kind message_kind = {
	.name = "message",
	.decide = message_decide,
	.release = message_release,
};

struct store_script *store_script_new(void *ctx, struct store_fixture *f, const struct vfs_fault *v)
{
	struct store_script *script = talloc_zero(ctx, struct store_script);

	OSMO_ASSERT(script);
	script->f = f;
	script->v = v;
	store_script_attach(script);
	return script;
}

void store_script_attach(struct store_script *script)
{
	/* The clock stands still, so decide_max_ms never ends a turn. */
	talloc_free(script->turn);
	script->turn =
		turn_new(script, &script->f->clock.clock, store_turn(script->f->store), NULL);
}

static void message_post(struct store_script *script, unsigned n)
{
	struct message *m = talloc_zero(script, struct message);

	OSMO_ASSERT(m && n < SCRIPT_APPLICANTS_MAX);
	turn_input_init(&m->input, &message_kind);
	m->script = script;
	m->n = n;
	OSMO_ASSERT(turn_post(script->turn, &m->input) == 0);
}

void store_script_turn(struct store_script *script, unsigned first, unsigned n)
{
	for (unsigned i = first; i < first + n; i++)
		message_post(script, i);
	assert_int_equal(turn_run(script->turn), n);
}

void store_script_twice(struct store_script *script, unsigned n)
{
	message_post(script, n);
	message_post(script, n);
	assert_int_equal(turn_run(script->turn), 2);
}

void store_script_expect(
	const struct store_script *script, unsigned first, unsigned n, enum turn_outcome outcome)
{
	for (unsigned i = first; i < first + n; i++)
		if (script->applicants[i].outcome != outcome)
			fail_msg("applicant %u: outcome %d, error %s", i,
				script->applicants[i].outcome,
				err_name(script->applicants[i].error));
}

/* --- what the store holds ------------------------------------------------------------------ */

static const char *answer_of(struct store *store, const char *sql)
{
	static char answer[128];
	sqlite3_stmt *statement;

	assert_int_equal(sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL), SQLITE_OK);
	answer[0] = '\0';
	if (sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_text(statement, 0))
		snprintf(answer, sizeof(answer), "%s",
			(const char *)sqlite3_column_text(statement, 0));
	sqlite3_finalize(statement);
	return answer;
}

static void soundness_check(struct store *store)
{
	assert_string_equal(answer_of(store, "PRAGMA integrity_check"), "ok");
	assert_string_equal(answer_of(store, "PRAGMA foreign_key_check"), "");
	assert_string_equal(answer_of(store,
				    "SELECT count(*) - (SELECT sum(n) FROM tally"
				    " WHERE kind = 'dossier') FROM dossier"),
		"0");
	assert_string_equal(answer_of(store,
				    "SELECT count(*) - (SELECT sum(n) FROM tally"
				    " WHERE kind = 'outbox') FROM outbox"),
		"0");
}

/* A dossier is there with everything that belongs to it, readable. */
static void whole_check(struct store *store, const struct dossier *dossier, unsigned n)
{
	struct appointment appointment;
	struct dossier_event events[2];
	struct outbox_row *sms = talloc(NULL, struct outbox_row);
	char body[DOSSIER_BODY_MAX + 1], id[16], answer[RECEIPT_DIGITS + 1];

	assert_string_equal(dossier->phone.e164, store_fixture_phone(n).e164);
	assert_true(dossier_body(store, dossier->id, body, sizeof(body)) > 0);
	assert_int_equal(appointment_of_dossier(store, dossier->id, &appointment), 0);
	assert_int_equal(appointment.start_s, slot_of(n));
	assert_int_equal(dossier_event_list(store, dossier->id, events, 2), 1);
	assert_int_equal(outbox_by_id(store, dossier->id, sms), 0);
	assert_int_equal(sms->dossier_id, dossier->id);
	assert_non_null(strstr(sms->text, dossier->receipt));
	assert_non_null(strstr(sms->text, appointment.code));
	snprintf(id, sizeof(id), "%u", n);
	assert_int_equal(inbox_find(store, ROUTE, id, answer, sizeof(answer)), 0);
	assert_string_equal(answer, dossier->receipt);
	talloc_free(sms);
}

static void applicant_check(const struct script_applicant *a, unsigned n, struct store *store)
{
	struct phone phone = store_fixture_phone(n);
	struct dossier rows[2];
	int found = dossier_list_by_phone(store, &phone, rows, 2);

	if (found < 0 || found > 1)
		fail_msg("applicant %u has %d dossiers", n, found);
	if (a->told_done && found == 0)
		fail_msg("applicant %u was promised %s, which is not there", n, a->receipt);
	if (!a->told_done && !a->doubtful && found == 1)
		fail_msg("applicant %u was refused, yet there is %s", n, rows[0].receipt);
	if (a->told_done)
		assert_string_equal(rows[0].receipt, a->receipt);
	if (found == 1)
		whole_check(store, &rows[0], n);
}

void store_script_check(const struct store_script *script, struct store *store)
{
	soundness_check(store);
	for (unsigned n = 0; n < SCRIPT_APPLICANTS_MAX; n++)
		applicant_check(&script->applicants[n], n, store);
}
