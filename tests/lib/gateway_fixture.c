/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Starting, stopping and talking to a whole gateway on a virtual clock. */
#include "tests/lib/gateway_fixture.h"
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>
#include "db/keyfile.h"
#include "gateway/base/log.h"

static void write_secret(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, text, strlen(text)) < 0 || close(fd) < 0)
		abort();
}

static void in_folder(const struct fixture *f, const char *name, char *out, size_t cap)
{
	snprintf(out, cap, "%s/%s", f->folder, name);
}

static void make_config(struct fixture *f)
{
	struct config *c = &f->config;

	in_folder(f, "motcua.db", c->store_file, sizeof(c->store_file));
	in_folder(f, "key", c->key_file, sizeof(c->key_file));
	in_folder(f, "token", c->token_file, sizeof(c->token_file));
	in_folder(f, "password", c->sendsms_password_file, sizeof(c->sendsms_password_file));
	snprintf(c->menus_folder, sizeof(c->menus_folder), SERVICE_FOLDER);
	snprintf(c->sms_texts_folder, sizeof(c->sms_texts_folder), "sms/texts");
	snprintf(c->sms_status_file, sizeof(c->sms_status_file), "sms/status.json");
	snprintf(c->dialects_folder, sizeof(c->dialects_folder), "gateway/bearer/dialects");
	snprintf(c->offices_file, sizeof(c->offices_file), "tests/replay/offices.json");
	snprintf(c->inside.address, sizeof(c->inside.address), "127.0.0.1");
	snprintf(c->service_code, sizeof(c->service_code), "*1022#");
	snprintf(c->sendsms_url, sizeof(c->sendsms_url), "http://127.0.0.1:9/cgi-bin/sendsms");
	snprintf(c->sendsms_user, sizeof(c->sendsms_user), "motcua");
	snprintf(c->report_url, sizeof(c->report_url), "http://127.0.0.1:9/kannel/dlr");
	snprintf(c->sender, sizeof(c->sender), "1022");
	snprintf(c->portal_url, sizeof(c->portal_url), "http://127.0.0.1:9");
	c->portal_appointments = true;
	c->dialogues_max = 100000;
}

struct fixture *fixture_new(const char *vfs)
{
	struct fixture *f = talloc_zero(NULL, struct fixture);

	f->ctx = f;
	if (sodium_init() < 0)
		abort();
	if (!osmo_log_info)
		log_start_quiet(NULL);
	snprintf(f->folder, sizeof(f->folder), "%s/motcua-replay-XXXXXX",
		access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	if (!mkdtemp(f->folder))
		abort();
	make_config(f);
	write_secret(f->config.token_file, "test-token\n");
	write_secret(f->config.sendsms_password_file, "test-password\n");
	if (key_file_new(f->config.key_file, f->error, sizeof(f->error)) != OK)
		abort();
	virtual_clock_init(&f->clock, FIXTURE_START_S);
	f->net = fake_net_new(f, &f->clock);
	f->edges = (struct gateway_edges) { &f->clock.clock, fake_net_http_new, vfs };
	if (!fixture_start(f)) {
		fprintf(stderr, "%s\n", f->error);
		abort();
	}
	return f;
}

bool fixture_start(struct fixture *f)
{
	f->gateway = gateway_new(f, &f->config, &f->edges, f->error, sizeof(f->error));
	return f->gateway != NULL;
}

void fixture_stop(struct fixture *f)
{
	fake_net_forget(f->net);
	gateway_free(f->gateway);
	f->gateway = NULL;
}

void fixture_free(struct fixture *f)
{
	char command[128];

	fixture_stop(f);
	snprintf(command, sizeof(command), "rm -rf '%s'", f->folder);
	if (system(command) != 0)
		abort();
	talloc_free(f);
}

void fixture_settle(struct fixture *f)
{
	do {
		fake_net_run(f->net);
		timers_run(f->gateway->timers);
		turn_run(f->gateway->turn);
	} while (turn_pending(f->gateway->turn) || fake_net_next_ms(f->net) == 0 ||
		timers_next_ms(f->gateway->timers) == 0);
}

/* The nearer of two times, of which -1 means never. */
static int64_t sooner(int64_t a, int64_t b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

void fixture_wait_ms(struct fixture *f, uint64_t ms)
{
	uint64_t end = clock_mono_ms(&f->clock.clock) + ms;

	for (;;) {
		fixture_settle(f);

		uint64_t now = clock_mono_ms(&f->clock.clock);
		int64_t next = sooner(timers_next_ms(f->gateway->timers), fake_net_next_ms(f->net));

		if (now >= end)
			return;
		virtual_clock_advance_ms(&f->clock,
			next >= 0 && (uint64_t)next < end - now ? (uint64_t)next : end - now);
	}
}

/* --- clerks -------------------------------------------------------------------------------- */
struct call_back {
	struct turn_input input;
	struct fixture *fixture;
	const struct phone *phone;
	enum callback_state outcome;
	bool done;
};

static int call_back_decide(struct turn_input *input)
{
	struct call_back *job = container_of(input, struct call_back, input);
	struct gateway *gw = job->fixture->gateway;
	int64_t now_s = clock_utc_s(gw->clock);
	struct callback row;
	int rc = callback_waiting(gw->store, job->phone, &row);

	if (rc == OK)
		rc = callback_take(gw->store, row.id, now_s);
	if (rc == OK)
		rc = callback_end(gw->store, row.id, job->outcome, "called", now_s);
	if (rc == OK)
		rc = callback_by_id(gw->store, row.id, &row);
	return rc == OK ? effect_callback_noted(&gw->counter.world, &row) : rc;
}

static void call_back_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct call_back *job = container_of(input, struct call_back, input);

	(void)error;
	job->done = outcome == TURN_DONE;
	sms_wake(job->fixture->gateway->sms);
}

bool fixture_call_back(struct fixture *f, const struct phone *phone, enum callback_state outcome)
{
	static const struct turn_kind kind = { "call back", call_back_decide, call_back_release };
	struct call_back job = { .fixture = f, .phone = phone, .outcome = outcome };

	turn_input_init(&job.input, &kind);
	if (turn_post(f->gateway->turn, &job.input) < 0)
		abort();
	fixture_settle(f);
	return job.done;
}

/* --- phones -------------------------------------------------------------------------------- */
struct message {
	struct turn_input input;
	struct fixture *fixture;
	struct test_phone *from;
	struct step step;
	char session[SESSION_MAX + 1];
	char dialled[DIALLED_MAX + 1];
	char text[];
};

static int message_decide(struct turn_input *input)
{
	struct message *m = container_of(input, struct message, input);

	return step_decide(&m->fixture->gateway->counter, &m->step);
}

static void message_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct message *m = container_of(input, struct message, input);
	struct test_phone *p = m->from;

	step_release(&m->fixture->gateway->counter, &m->step, outcome, error);
	p->answer = m->step.answer;
	p->sequence = m->step.answer.sequence;
	p->outcome = outcome;
	p->answers++;
	talloc_free(m);
}

static const struct turn_kind message_kind = { "message", message_decide, message_release };

void phone_init(struct test_phone *p, const char *number, enum bearer bearer)
{
	*p = (struct test_phone) { .bearer = bearer,
		.budget = bearer == BEARER_SMS ? BUDGET_SMS : BUDGET_GSUP };
	if (phone_parse(number, &p->phone) != OK)
		abort();
}

void phone_post(struct fixture *f, struct test_phone *p, bool begins, const char *text, size_t len)
{
	struct message *m = talloc_zero_size(f->gateway, sizeof(*m) + len + 1);

	if (begins)
		p->sequence = 0;
	if (begins || !*p->session)
		snprintf(p->session, sizeof(p->session), "s%u",
			p->bearer == BEARER_SMS ? 0 : ++p->sessions);
	turn_input_init(&m->input, &message_kind);
	m->fixture = f;
	m->from = p;
	memcpy(m->text, text, len);
	memcpy(m->session, p->session, sizeof(m->session));
	m->step.request = (struct bearer_request) { .bearer = p->bearer,
		.phone = p->phone,
		.session = m->session,
		.begins = begins,
		.dialled = m->dialled,
		.input = m->text,
		.input_len = len,
		.sequence = p->bearer == BEARER_SMS ? SEQUENCE_NONE : p->sequence,
		.budget = p->budget };
	if (begins && bearer_dialled(text, f->config.service_code, m->dialled) != OK)
		abort();
	if (turn_post(f->gateway->turn, &m->input) < 0)
		abort();
}

void phone_dial(struct fixture *f, struct test_phone *p, const char *dialled)
{
	phone_post(f, p, true, dialled, strlen(dialled));
	fixture_settle(f);
}

void phone_send(struct fixture *f, struct test_phone *p, const char *text)
{
	phone_send_octets(f, p, text, strlen(text));
}

void phone_send_octets(struct fixture *f, struct test_phone *p, const char *text, size_t len)
{
	phone_post(f, p, false, text, len);
	fixture_settle(f);
}
