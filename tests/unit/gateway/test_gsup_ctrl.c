/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The connection to a control interface, with one that is played over TCP on loopback. */
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
#include "gateway/base/log.h"
#include "gateway/bearer/gsup_ctrl.h"

struct world {
	struct virtual_clock clock;
	struct gsup_ctrl *ctrl;
	int listener, peer;
	unsigned answers;
	char last[64];
};

static void on_answer(void *data, const char *text, size_t len)
{
	struct world *w = data;

	w->answers++;
	snprintf(w->last, sizeof(w->last), "%.*s", (int)len, text);
}

static int set_up(void **state)
{
	struct world *w = talloc_zero(NULL, struct world);
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(at);

	if (!osmo_log_info)
		log_start_quiet(NULL);
	virtual_clock_init(&w->clock, 0);
	w->peer = -1;
	w->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_return_code(bind(w->listener, (struct sockaddr *)&at, len), errno);
	assert_return_code(listen(w->listener, 4), errno);
	assert_return_code(getsockname(w->listener, (struct sockaddr *)&at, &len), errno);
	w->ctrl = gsup_ctrl_new(w, &w->clock.clock, "127.0.0.1", ntohs(at.sin_port), on_answer, w);
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	talloc_free(w->ctrl);
	close(w->peer);
	close(w->listener);
	talloc_free(w);
	return 0;
}

/* Enough passes of the loop for what is on its way on loopback. */
static void settle(void)
{
	for (unsigned i = 0; i < 20; i++) {
		osmo_select_main(1);
		usleep(500);
	}
}

static void ask(struct world *w)
{
	assert_int_equal(gsup_ctrl_ask(w->ctrl, "GET 1 x", 7), OK);
	settle();
}

static void meet(struct world *w)
{
	ask(w);
	w->peer = accept(w->listener, NULL, NULL);
	assert_return_code(w->peer, errno);
}

static void say(struct world *w, const void *octets, size_t len)
{
	assert_int_equal(send(w->peer, octets, len, MSG_NOSIGNAL), len);
	settle();
}

static void a_question_leaves_as_a_frame(void **state)
{
	static const uint8_t expected[] = { 0, 8, 0xee, 0, 'G', 'E', 'T', ' ', '1', ' ', 'x' };
	struct world *w = *state;
	uint8_t got[64];

	meet(w);
	assert_int_equal(recv(w->peer, got, sizeof(got), 0), sizeof(expected));
	assert_memory_equal(got, expected, sizeof(expected));
}

static void answers_are_whole_however_they_arrive(void **state)
{
	static const uint8_t two[] = { 0, 4, 0xee, 0, 'o', 'n', 'e', 0, 4, 0xee, 0, 't', 'w', 'o' };
	struct world *w = *state;

	meet(w);
	say(w, two, sizeof(two));
	assert_int_equal(w->answers, 2);
	assert_string_equal(w->last, "two");
	for (unsigned i = 0; i < 7; i++)
		say(w, two + i, 1);
	assert_int_equal(w->answers, 3);
	assert_string_equal(w->last, "one");
}

static void frames_of_other_protocols_are_read_over(void **state)
{
	static const uint8_t others[] = { 0, 1, 0xfe, 0, 0, 2, 0xee, 5, 'x', 0, 0, 0xee, 0, 1, 0xee,
		0 };
	static const uint8_t ours[] = { 0, 3, 0xee, 0, 'o', 'k' };
	struct world *w = *state;

	meet(w);
	say(w, others, sizeof(others));
	assert_int_equal(w->answers, 1); /* the last: an empty text */
	assert_string_equal(w->last, "");
	say(w, ours, sizeof(ours));
	assert_string_equal(w->last, "ok");
}

static void a_frame_without_end_ends_the_connection_and_the_next_question_makes_a_new_one(
	void **state)
{
	static const uint8_t endless[] = { 0xff, 0xff, 0xee };
	static const uint8_t ours[] = { 0, 3, 0xee, 0, 'o', 'k' };
	struct world *w = *state;

	meet(w);
	say(w, endless, sizeof(endless));
	close(w->peer);
	assert_int_equal(gsup_ctrl_ask(w->ctrl, "x", 1), ERR_IO); /* too soon */
	virtual_clock_advance_ms(&w->clock, GSUP_CTRL_RETRY_MS);
	meet(w);
	say(w, ours, sizeof(ours));
	assert_int_equal(w->answers, 1);
}

static void a_peer_that_goes_away_is_noticed(void **state)
{
	struct world *w = *state;

	meet(w);
	close(w->peer);
	settle();
	virtual_clock_advance_ms(&w->clock, GSUP_CTRL_RETRY_MS);
	meet(w);
}

static void questions_that_nobody_reads_have_a_limit(void **state)
{
	char question[1000] = { 0 };
	struct world *w = *state;
	int rc = OK;
	unsigned n;

	for (n = 0; rc == OK && n < 100; n++)
		rc = gsup_ctrl_ask(w->ctrl, question, sizeof(question));
	assert_int_equal(rc, ERR_LIMIT);
	assert_in_range(n, 60, 66);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_question_leaves_as_a_frame, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			answers_are_whole_however_they_arrive, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			frames_of_other_protocols_are_read_over, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_frame_without_end_ends_the_connection_and_the_next_question_makes_a_new_one,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_peer_that_goes_away_is_noticed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			questions_that_nobody_reads_have_a_limit, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("gsup ctrl", tests, NULL, NULL);
}
