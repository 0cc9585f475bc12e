/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * See the header. The disk that fails sits between turn and store: it lets the store undo what a
 * commit would have kept, so what the store shows afterwards is what such a disk would have left.
 */
#include "tests/lib/sms_world.h"
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <osmocom/core/linuxlist.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>
#include "db/keyfile.h"
#include "gateway/base/log.h"
#include "sms/dlr.h"
#include "sms/inner.h"

static const uint8_t dlr_key[32] = "a key of the delivery reports 32";

/* --- Kannel ---------------------------------------------------------------------------------- */

struct sms_world_net {
	struct http_out out; /* first: http_out is this */
	struct llist_head asked; /* of struct asked, oldest first */
	unsigned n, ever, room;
	bool start_fails;
};

struct asked {
	struct llist_head entry;
	struct turn_input input;
	struct http_out_request request;
	struct http_result result;
	uint8_t state[HTTP_OUT_STATE_SIZE];
};

static int answer_decide(struct turn_input *input)
{
	struct asked *asked = container_of(input, struct asked, input);

	return asked->request.decide(
		asked->request.data, asked->request.id, &asked->result, asked->state);
}

static void answer_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct asked *asked = container_of(input, struct asked, input);

	asked->request.release(asked->request.data, asked->request.id, &asked->result, asked->state,
		outcome, error);
	talloc_free(asked);
}

static const struct turn_kind answer_kind = { "kannel-answer", answer_decide, answer_release };

static int net_start(struct http_out *out, const struct http_out_request *request)
{
	struct sms_world_net *net = (struct sms_world_net *)out;
	struct asked *asked;

	if (net->start_fails)
		return ERR_LIMIT;
	assert_true(net->n < net->room);
	asked = talloc_zero(net, struct asked);
	asked->request = *request;
	asked->request.url = talloc_strdup(asked, request->url);
	turn_input_init(&asked->input, &answer_kind);
	llist_add_tail(&asked->entry, &net->asked);
	net->n++;
	net->ever++;
	return OK;
}

static unsigned net_room(const struct http_out *out)
{
	const struct sms_world_net *net = (const struct sms_world_net *)out;

	return net->room - net->n;
}

static struct sms_world_net *net_new(void *ctx)
{
	struct sms_world_net *net = talloc_zero(ctx, struct sms_world_net);

	net->out = (struct http_out) { .start = net_start, .room = net_room };
	net->room = 1000;
	INIT_LLIST_HEAD(&net->asked);
	return net;
}

static const struct asked *asked_at(const struct sms_world *w, unsigned i)
{
	const struct asked *asked;

	llist_for_each_entry (asked, &w->net->asked, entry)
		if (i-- == 0)
			return asked;
	fail_msg("fewer requests are under way");
	return NULL;
}

static void answer(struct sms_world *w, const struct http_result *result)
{
	struct asked *asked;

	assert_false(llist_empty(&w->net->asked));
	asked = llist_first_entry(&w->net->asked, struct asked, entry);
	llist_del(&asked->entry);
	w->net->n--;
	asked->result = *result;
	assert_int_equal(turn_post(w->turn, &asked->input), OK);
	sms_world_settle(w);
}

void sms_world_answer(struct sms_world *w, unsigned status, const char *body)
{
	answer(w,
		&(struct http_result) { .transport = VERDICT_OK,
			.status = status,
			.body = body,
			.len = strlen(body),
			.retry_after_s = -1,
			.etag = "",
			.reason = "" });
}

void sms_world_no_answer(struct sms_world *w, enum verdict transport)
{
	answer(w,
		&(struct http_result) { .transport = transport,
			.body = "",
			.retry_after_s = -1,
			.etag = "",
			.reason = "as the test says" });
}

unsigned sms_world_asked(const struct sms_world *w)
{
	return w->net->n;
}

unsigned sms_world_asked_ever(const struct sms_world *w)
{
	return w->net->ever;
}

const char *sms_world_url(const struct sms_world *w, unsigned i)
{
	return asked_at(w, i)->request.url;
}

int64_t sms_world_asked_id(const struct sms_world *w, unsigned i)
{
	return (int64_t)asked_at(w, i)->request.id;
}

void sms_world_room(struct sms_world *w, unsigned room)
{
	w->net->room = room;
}

void sms_world_start_fails(struct sms_world *w, bool fails)
{
	w->net->start_fails = fails;
}

/* --- the disk -------------------------------------------------------------------------------- */

static bool loses_rows(const struct sms_world *w)
{
	return w->disk == DISK_FULL || w->disk == DISK_SYNC_LOST;
}

static void disk_begin(void *data)
{
	struct sms_world *w = data;

	w->real.event_begin(w->real.store);
}

static int disk_end(void *data, bool keep)
{
	struct sms_world *w = data;
	int rc = w->real.event_end(w->real.store, keep && !loses_rows(w));

	return loses_rows(w) && keep ? 1 : rc;
}

static bool disk_has_writes(void *data)
{
	struct sms_world *w = data;

	return loses_rows(w) || w->real.has_writes(w->real.store);
}

static int disk_commit(void *data)
{
	struct sms_world *w = data;
	int rc = OK;

	if (w->real.has_writes(w->real.store))
		rc = w->real.commit(w->real.store);
	if (w->disk == DISK_FULL)
		return ERR_FULL;
	return w->disk == DISK_FINE ? rc : ERR_UNCERTAIN;
}

/* --- the world ------------------------------------------------------------------------------- */

static void open_store(struct sms_world *w)
{
	char path[96], key_path[96], error[512];
	struct store_config config = { .path = path, .key_path = key_path };

	(void)snprintf(path, sizeof(path), "%s/motcua.db", w->folder);
	(void)snprintf(key_path, sizeof(key_path), "%s/motcua.key", w->folder);
	if (access(key_path, F_OK) != 0)
		assert_int_equal(key_file_new(key_path, error, sizeof(error)), OK);
	w->store = store_open(w->ctx, &w->clock.clock, &config, error, sizeof(error));
	if (w->store == NULL)
		fail_msg("%s", error);
	w->real = *store_turn(w->store);
}

static void start(struct sms_world *w)
{
	const struct turn_store disk = { .store = w,
		.event_begin = disk_begin,
		.event_end = disk_end,
		.has_writes = disk_has_writes,
		.commit = disk_commit };
	char error[512];

	open_store(w);
	w->turn = turn_new(w->ctx, &w->clock.clock, &disk, NULL);
	w->timers = timers_new(w->ctx, &w->clock.clock, w->turn);
	w->net = net_new(w->ctx);
	w->sms = sms_new(w->ctx, w->store, &w->clock.clock, w->turn, w->timers, &w->net->out,
		&w->config, error, sizeof(error));
	if (w->sms == NULL)
		fail_msg("%s", error);
	sms_world_settle(w);
}

static void stop(struct sms_world *w)
{
	talloc_free(w->sms);
	talloc_free(w->net);
	talloc_free(w->timers);
	talloc_free(w->turn);
	store_close(w->store);
}

struct sms_world *sms_world_new(void)
{
	void *ctx = talloc_named_const(NULL, 0, "sms_world");
	struct sms_world *w = talloc_zero(ctx, struct sms_world);
	static void *logging; /* once per program, never freed */

	w->ctx = ctx;
	if (logging == NULL) {
		logging = talloc_named_const(NULL, 0, "logging");
		log_start_quiet(logging);
	}
	/* The disk that matters here is the one above that fails; syncs of a real one only wait. */
	(void)snprintf(w->folder, sizeof(w->folder), "%s/motcua-sms-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(w->folder));
	virtual_clock_init(&w->clock, SMS_WORLD_START_S);
	w->config = (struct sms_config) {
		.texts_folder = "sms/texts",
		.sendsms_url = SMS_WORLD_URL,
		.sendsms_user = "motcua",
		.sendsms_password = "secret",
		.from = "1022",
		.smsc = "",
		.dlr_url = SMS_WORLD_DLR,
		.dlr_key = dlr_key,
	};
	start(w);
	return w;
}

void sms_world_free(struct sms_world *w)
{
	static const char *const files[] = { "motcua.db", "motcua.db-wal", "motcua.db-shm",
		"motcua.key" };
	void *ctx = w->ctx;

	stop(w);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		char path[96];

		(void)snprintf(path, sizeof(path), "%s/%s", w->folder, files[i]);
		(void)unlink(path);
	}
	(void)rmdir(w->folder);
	talloc_free(ctx);
}

void sms_world_restart(struct sms_world *w)
{
	stop(w);
	start(w);
}

void sms_world_settle(struct sms_world *w)
{
	for (unsigned i = 0; i < 10000; i++) {
		timers_run(w->timers);
		if (!turn_pending(w->turn) && timers_next_ms(w->timers) != 0)
			return;
		(void)turn_run(w->turn);
	}
	fail_msg("the world does not come to rest");
}

void sms_world_wait_s(struct sms_world *w, unsigned s)
{
	uint64_t end_ms = clock_mono_ms(&w->clock.clock) + UINT64_C(1000) * s;

	sms_world_settle(w);
	for (;;) {
		uint64_t left_ms = end_ms - clock_mono_ms(&w->clock.clock);
		int64_t next_ms = timers_next_ms(w->timers);
		bool last = next_ms < 0 || (uint64_t)next_ms > left_ms;

		virtual_clock_advance_ms(&w->clock, last ? left_ms : (uint64_t)next_ms);
		sms_world_settle(w);
		if (last)
			return;
	}
}

/* --- work within a turn ------------------------------------------------------------------------
 */

struct work {
	struct turn_input input;
	struct sms_world *w;
	int (*work)(struct sms_world *w, void *data);
	void *data;
	int rc;
};

static int work_decide(struct turn_input *input)
{
	struct work *work = container_of(input, struct work, input);

	return work->work(work->w, work->data);
}

static void work_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct work *work = container_of(input, struct work, input);

	work->rc = outcome == TURN_DONE ? OK : error;
}

static const struct turn_kind work_kind = { "test-work", work_decide, work_release };

int sms_world_decide(struct sms_world *w, int (*work)(struct sms_world *w, void *data), void *data)
{
	struct work input = { .w = w, .work = work, .data = data, .rc = ERR_INVALID };

	turn_input_init(&input.input, &work_kind);
	assert_int_equal(turn_post(w->turn, &input.input), OK);
	(void)turn_run(w->turn);
	return input.rc;
}

static const char *plan_value(const char *name, size_t len, void *data)
{
	(void)data;
	if (len == 7 && memcmp(name, "receipt", len) == 0)
		return "1234567890";
	if (len == 7 && memcmp(name, "service", len) == 0)
		return "*1022#";
	return len == 4 && memcmp(name, "dial", len) == 0 ? "*1022*2*1234567890#" : NULL;
}

struct plan {
	unsigned n;
	int64_t id;
};

static int plan_work(struct sms_world *w, void *data)
{
	struct plan *plan = data;
	struct phone phone = { "84901234567" };
	char dedupe[DEDUPE_SIZE];
	struct outbox_row row;
	int rc;

	(void)snprintf(dedupe, sizeof(dedupe), "t:%u", plan->n);
	rc = sms_plan(w->sms,
		&(struct sms_message) {
			.phone = &phone,
			.language = "vi",
			.template_id = "receipt.no_appointment",
			.value = plan_value,
			.lane = LANE_ANSWER,
			.dedupe = dedupe,
		});
	if (rc < 0)
		return rc;
	rc = outbox_list(w->store, 0, 0, &row, 1);
	plan->id = row.id;
	return rc < 0 ? rc : OK;
}

int64_t sms_world_plan(struct sms_world *w, unsigned n)
{
	struct plan plan = { .n = n };

	assert_int_equal(sms_world_decide(w, plan_work, &plan), OK);
	sms_wake(w->sms);
	sms_world_settle(w);
	return plan.id;
}

void sms_world_row(struct sms_world *w, int64_t id, struct outbox_row *out)
{
	assert_int_equal(outbox_by_id(w->store, id, out), OK);
}

static int report_work(struct sms_world *w, void *data)
{
	enum dlr_finding finding = DLR_FOUND_NOTHING;
	int rc = dlr_record(w->sms, data, &finding);

	if (rc == OK)
		dlr_count(&w->sms->stats, finding);
	return rc;
}

int sms_world_report(struct sms_world *w, int64_t id, uint32_t attempt, int type)
{
	struct dlr_report report = { id, attempt, (enum dlr_type)type };
	int rc = sms_world_decide(w, report_work, &report);

	sms_world_settle(w);
	return rc;
}
