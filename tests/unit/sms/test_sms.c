/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Construction: what must be set, and that nothing of the caller's is kept.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>
#include <osmocom/core/talloc.h>
#include "sms/inner.h"
#include "tests/lib/sms_world.h"

static int set_up(void **state)
{
	*state = sms_world_new();
	return 0;
}

static int tear_down(void **state)
{
	sms_world_free(*state);
	return 0;
}

static struct sms *make(struct sms_world *w, const struct sms_config *config, char error[512])
{
	error[0] = '\0';
	return sms_new(w->ctx, w->store, &w->clock.clock, w->turn, w->timers, w->sms->http, config,
		error, 512);
}

static void each_missing_setting_is_named(void **state)
{
	struct sms_world *w = *state;
	const char *names[] = { "sendsms", "short code", "delivery reports", "key",
		"no-such-folder" };

	for (size_t i = 0; i < 5; i++) {
		struct sms_config config = w->config;
		char error[512];

		config.sendsms_url = i == 0 ? "" : config.sendsms_url;
		config.from = i == 1 ? NULL : config.from;
		config.dlr_url = i == 2 ? "" : config.dlr_url;
		config.dlr_key = i == 3 ? NULL : config.dlr_key;
		config.texts_folder = i == 4 ? "no-such-folder" : config.texts_folder;
		assert_null(make(w, &config, error));
		assert_non_null(strstr(error, names[i]));
	}
}

static void zeros_become_the_defaults(void **state)
{
	struct sms_world *w = *state;

	assert_int_equal(w->sms->flights_max, 32);
	assert_int_equal(w->sms->policy.parts_max, 2);
	assert_int_equal(w->sms->policy.unknown_wait_s, 600);
	assert_int_equal(w->sms->policy.report_wait_s, 86400);
	assert_int_equal(w->sms->policy.attempts_max, 100);
}

static void the_callers_texts_may_go_away(void **state)
{
	struct sms_world *w = *state;
	char url[] = "http://127.0.0.1:1/s", from[] = "9999", dlr[] = "http://127.0.0.1:2/d";
	uint8_t dlr_key[32];

	memset(dlr_key, 7, sizeof(dlr_key));
	w->config.sendsms_url = url;
	w->config.from = from;
	w->config.dlr_url = dlr;
	w->config.dlr_key = dlr_key;
	w->config.smsc = NULL;
	sms_world_restart(w);
	memset(url, 'x', sizeof(url) - 1);
	memset(from, 'x', sizeof(from) - 1);
	memset(dlr, 'x', sizeof(dlr) - 1);
	memset(dlr_key, 0, sizeof(dlr_key));
	(void)sms_world_plan(w, 1);
	assert_int_equal(strncmp(sms_world_url(w, 0), "http://127.0.0.1:1/s?", 21), 0);
	assert_non_null(strstr(sms_world_url(w, 0), "&from=9999&"));
	assert_null(strstr(sms_world_url(w, 0), "smsc="));
	assert_int_equal(w->sms->dlr_key[31], 7);
}

static void freeing_it_takes_its_timers_away(void **state)
{
	struct sms_world *w = *state;
	struct sms *second;
	char error[512];

	second = make(w, &w->config, error);
	assert_non_null(second);
	talloc_free(second);
	sms_world_wait_s(w, 100); /* a timer left behind would be met here */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		WORLD_TEST(each_missing_setting_is_named),
		WORLD_TEST(zeros_become_the_defaults),
		WORLD_TEST(the_callers_texts_may_go_away),
		WORLD_TEST(freeing_it_takes_its_timers_away),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
