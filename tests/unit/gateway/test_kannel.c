/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Kannel's bearers, the SMS menu and USSD over SMPP, behind the real HTTP server: what Kannel is
 * answered when a message comes more than once, and when nothing can be recorded. The disk is the
 * faulty one of vfs_fault.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <osmocom/core/select.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>
#include "gateway/base/http_server.h"
#include "gateway/base/json.h"
#include "tests/lib/gateway_fixture.h"
#include "tests/lib/vfs_fault.h"

#define PASSES_MAX 2000
#define COPIES_MAX 4

struct world {
	struct fixture *f;
	struct vfs_fault *vfs;
	struct http_server *server;
	unsigned ids;
	const char *tlvs; /* behind the query; "" for SMS */
	char got[COPIES_MAX][4096];
};

static int set_up(void **state)
{
	struct world *w = talloc_zero(NULL, struct world);
	struct http_server_config config = { .bind_address = "127.0.0.1", .name = "inside" };
	char error[JSON_ERROR_SIZE];

	w->tlvs = "";
	w->vfs = vfs_fault_new(w, "kannel");
	w->f = fixture_new("kannel");
	w->server = http_server_new(w->f->gateway, w->f->gateway->turn, &config,
		w->f->gateway->inside, error, sizeof(error));
	assert_non_null(w->server);
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	fixture_free(w->f);
	talloc_free(w);
	return 0;
}

static int send_mo(struct world *w, const char *text, unsigned id)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons(http_server_port(w->server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char request[512];
	int len = snprintf(request, sizeof(request),
		"GET /kannel/mo?from=%%2B84901234567&b=%s&I=mo-%u%s HTTP/1.1\r\n"
		"Host: motcua\r\nConnection: close\r\n\r\n",
		text, id, w->tlvs);

	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	assert_int_equal(write(fd, request, (size_t)len), len);
	return fd;
}

/* Sends copies of one message so that they meet in one turn, and takes all answers. */
static void exchange(struct world *w, const char *text, unsigned id, unsigned copies)
{
	int fds[COPIES_MAX];
	unsigned passes = 0;

	for (unsigned i = 0; i < copies; i++)
		fds[i] = send_mo(w, text, id);
	while (http_server_stats(w->server)->waiting < copies && passes++ < PASSES_MAX)
		osmo_select_main(1);
	assert_int_equal(http_server_stats(w->server)->waiting, copies);
	fixture_settle(w->f);
	for (unsigned i = 0; i < copies; i++) {
		size_t len = 0;
		ssize_t n;

		while ((n = recv(fds[i], w->got[i] + len, sizeof(w->got[i]) - 1 - len, 0)) > 0)
			len += (size_t)n;
		w->got[i][len] = '\0';
		close(fds[i]);
	}
}

static const char *say(struct world *w, const char *text)
{
	exchange(w, text, ++w->ids, 1);
	return w->got[0];
}

static void walk_to_the_declaration(struct world *w)
{
	static const char *const keys[] = { "xin+chao", "1", "1", "1", "1", "070185012345", "1",
		"1" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		say(w, keys[i]);
	assert_non_null(strstr(w->got[0], "1 Dung, gui"));
}

static void copies_of_one_message_get_one_answer(void **state)
{
	struct world *w = *state;

	walk_to_the_declaration(w);
	exchange(w, "1", ++w->ids, 3);
	assert_non_null(strstr(w->got[0], "Ma ho so"));
	assert_string_equal(strstr(w->got[1], "\r\n\r\n"), strstr(w->got[0], "\r\n\r\n"));
	assert_string_equal(strstr(w->got[2], "\r\n\r\n"), strstr(w->got[0], "\r\n\r\n"));
	fixture_wait_ms(w->f, 60000);
	assert_int_equal(fake_net_dossiers(w->f->net), 1);
}

static void no_copy_is_promised_what_the_disk_refused(void **state)
{
	struct world *w = *state;

	walk_to_the_declaration(w);
	vfs_fault_fail(w->vfs, VFS_FAULT_FULL, 1, 0);
	exchange(w, "1", ++w->ids, 3);
	for (int i = 0; i < 3; i++) {
		assert_null(strstr(w->got[i], "Ma ho so"));
		assert_non_null(strstr(w->got[i], "Chua ghi duoc"));
	}
	vfs_fault_heal(w->vfs);
	exchange(w, "1", w->ids, 1);
	assert_non_null(strstr(w->got[0], "Ma ho so"));
	fixture_wait_ms(w->f, 60000);
	assert_int_equal(fake_net_dossiers(w->f->net), 1);
}

static void a_store_that_cannot_be_asked_is_told_to_the_sender(void **state)
{
	struct world *w = *state;

	walk_to_the_declaration(w);
	vfs_fault_fail(w->vfs, VFS_FAULT_SYNC_KEPT, 1, 0);
	assert_non_null(strstr(say(w, "1"), "Chua ro da ghi"));
	assert_non_null(strstr(say(w, "1"), "Chua ro da ghi"));
	vfs_fault_heal(w->vfs);
}

static int fill_decide(struct turn_input *input)
{
	(void)input;
	return OK;
}

static void fill_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	(void)input;
	(void)outcome;
	(void)error;
}

static void a_full_turn_makes_kannel_call_again(void **state)
{
	static const struct turn_kind kind = { "filler", fill_decide, fill_release };
	static const struct turn_limits limits = TURN_LIMITS_DEFAULT;
	struct world *w = *state;
	struct turn_input *fill = talloc_array(w, struct turn_input, limits.queue_max);

	for (unsigned i = 0; i < limits.queue_max; i++) {
		turn_input_init(&fill[i], &kind);
		(void)turn_post(w->f->gateway->turn, &fill[i]);
	}
	int fd = send_mo(w, "xin+chao", 1);
	ssize_t n = 0;

	for (unsigned passes = 0; n <= 0 && passes < PASSES_MAX; passes++) {
		osmo_select_main(1);
		if (http_server_stats(w->server)->requests)
			fixture_settle(w->f);
		n = recv(fd, w->got[0], sizeof(w->got[0]) - 1, MSG_DONTWAIT);
	}
	close(fd);
	assert_true(n > 0);
	assert_non_null(strstr(w->got[0], " 503 "));
	assert_non_null(strstr(say(w, "xin+chao"), "Mot cua"));
}

/* --- USSD over SMPP ------------------------------------------------------------------------- */
#define BEGINS	"&op=%01&sess=A%00&smsc=R"
#define ANSWERS "&op=%12&sess=A%02&smsc=R"

static void dial_and_walk_to_the_declaration(struct world *w)
{
	static const char *const keys[] = { "1", "1", "1", "1", "070185012345", "1", "1" };

	w->tlvs = BEGINS;
	assert_non_null(strstr(say(w, "*1022%23"), "Mot cua"));
	w->tlvs = ANSWERS;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		say(w, keys[i]);
	assert_non_null(strstr(w->got[0], "1 Dung, gui"));
}

static bool has_header(const char *answer, const char *line)
{
	const char *at = strstr(answer, line);

	return at && at < strstr(answer, "\r\n\r\n") && at[strlen(line)] == '\r';
}

static void a_screen_of_ussd_says_where_it_belongs(void **state)
{
	struct world *w = *state;

	dial_and_walk_to_the_declaration(w);
	assert_true(has_header(w->got[0],
		"X-Kannel-Meta-Data: ?smpp?ussd_service_op=%02&its_session_info=%41%02&"));
	assert_true(has_header(w->got[0], "X-Kannel-BInfo: USSD"));
	exchange(w, "1", ++w->ids, 3);
	for (int i = 0; i < 3; i++) {
		assert_non_null(strstr(w->got[i], "Ma ho so"));
		assert_true(has_header(w->got[i],
			"X-Kannel-Meta-Data: ?smpp?ussd_service_op=%11&its_session_info=%41%03&"));
		assert_string_equal(strstr(w->got[i], "\r\n\r\n"), strstr(w->got[0], "\r\n\r\n"));
	}
	fixture_wait_ms(w->f, 60000);
	assert_int_equal(fake_net_dossiers(w->f->net), 1);
}

static void a_dialogue_of_ussd_goes_on_after_a_full_disk(void **state)
{
	struct world *w = *state;

	dial_and_walk_to_the_declaration(w);
	vfs_fault_fail(w->vfs, VFS_FAULT_FULL, 1, 0);
	exchange(w, "1", ++w->ids, 2);
	for (int i = 0; i < 2; i++) {
		assert_non_null(strstr(w->got[i], "Chua ghi duoc"));
		assert_true(has_header(w->got[i],
			"X-Kannel-Meta-Data: ?smpp?ussd_service_op=%02&its_session_info=%41%02&"));
	}
	vfs_fault_heal(w->vfs);
	assert_non_null(strstr(say(w, "1"), "Ma ho so"));
	fixture_wait_ms(w->f, 60000);
	assert_int_equal(fake_net_dossiers(w->f->net), 1);
}

static void what_an_operator_repeats_is_one_answer_while_its_route_says_so(void **state)
{
	struct world *w = *state;
	struct kannel_routes *routes = &w->f->config.ussd_routes;
	char first[4096];

	routes->list[0] =
		(struct kannel_route) { .smsc = "R", .septets = 160, .units = 70, .repeats_s = 4 };
	routes->n = 1;
	w->tlvs = BEGINS;
	say(w, "*1022%23");
	w->tlvs = ANSWERS;
	snprintf(first, sizeof(first), "%s", strstr(say(w, "1"), "\r\n\r\n"));
	assert_string_equal(strstr(say(w, "1"), "\r\n\r\n"), first);
	fixture_wait_ms(w->f, 3000);
	assert_string_equal(strstr(say(w, "1"), "\r\n\r\n"), first);
	assert_int_equal(w->f->gateway->kannel_mo.ussd.repeated, 2);
	fixture_wait_ms(w->f, 8000);
	assert_string_not_equal(strstr(say(w, "1"), "\r\n\r\n"), first);
}

static void a_screen_over_the_budget_does_not_leave(void **state)
{
	struct world *w = *state;
	struct kannel_routes *routes = &w->f->config.ussd_routes;

	w->tlvs = BEGINS;
	say(w, "*1022%23");
	/* A screen of before meets a route that holds less since. */
	routes->list[0] = (struct kannel_route) { .smsc = "R", .septets = 20, .units = 10 };
	routes->n = 1;
	exchange(w, "*1022%23", w->ids, 1);
	assert_string_equal(strstr(w->got[0], "\r\n\r\n"), "\r\n\r\n");
	assert_int_equal(w->f->gateway->kannel_mo.ussd.over_budget, 1);
}

static void what_needs_no_answer_gets_none(void **state)
{
	static const char *const tlvs[] = { "&op=%13&sess=A%02", "&op=%21&sess=A%02",
		"&op=%02&sess=A%02" };
	struct world *w = *state;

	for (size_t i = 0; i < sizeof(tlvs) / sizeof(tlvs[0]); i++) {
		w->tlvs = tlvs[i];
		assert_string_equal(strstr(say(w, "1"), "\r\n\r\n"), "\r\n\r\n");
		assert_non_null(strstr(w->got[0], " 200 "));
	}
	assert_int_equal(w->f->gateway->kannel_mo.ussd.released, 2);
	assert_int_equal(w->f->gateway->kannel_mo.ussd.other, 1);
	assert_int_equal(dialogues_stats(w->f->gateway->counter.dialogues)->open, 0);
}

static void a_route_smaller_than_the_proved_screens_does_not_start(void **state)
{
	struct world *w = *state;
	struct kannel_routes *routes = &w->f->config.ussd_routes;

	fixture_stop(w->f);
	routes->list[0] = (struct kannel_route) { .smsc = "R", .septets = 129, .units = 57 };
	routes->n = 1;
	assert_false(fixture_start(w->f));
	assert_non_null(strstr(w->f->error, "ussd route R / screen 129 57"));
	routes->list[0].septets = 130;
	assert_true(fixture_start(w->f));
}

#define WITH_WORLD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_WORLD(copies_of_one_message_get_one_answer),
		WITH_WORLD(no_copy_is_promised_what_the_disk_refused),
		WITH_WORLD(a_store_that_cannot_be_asked_is_told_to_the_sender),
		WITH_WORLD(a_full_turn_makes_kannel_call_again),
		WITH_WORLD(a_screen_of_ussd_says_where_it_belongs),
		WITH_WORLD(a_dialogue_of_ussd_goes_on_after_a_full_disk),
		WITH_WORLD(what_an_operator_repeats_is_one_answer_while_its_route_says_so),
		WITH_WORLD(a_screen_over_the_budget_does_not_leave),
		WITH_WORLD(what_needs_no_answer_gets_none),
		WITH_WORLD(a_route_smaller_than_the_proved_screens_does_not_start),
	};

	return cmocka_run_group_tests_name("kannel", tests, NULL, NULL);
}
