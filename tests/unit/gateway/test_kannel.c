/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The SMS menu's bearer behind the real HTTP server: what Kannel is answered when a message comes
 * more than once, and when nothing can be recorded. The disk is the faulty one of vfs_fault.h.
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
	char got[COPIES_MAX][4096];
};

static int set_up(void **state)
{
	struct world *w = talloc_zero(NULL, struct world);
	struct http_server_config config = { .bind_address = "127.0.0.1", .name = "inside" };
	char error[JSON_ERROR_SIZE];

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
		"GET /kannel/mo?from=%%2B84901234567&b=%s&I=mo-%u HTTP/1.1\r\n"
		"Host: motcua\r\nConnection: close\r\n\r\n",
		text, id);

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			copies_of_one_message_get_one_answer, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			no_copy_is_promised_what_the_disk_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_store_that_cannot_be_asked_is_told_to_the_sender, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_full_turn_makes_kannel_call_again, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("kannel", tests, NULL, NULL);
}
