/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* motcuad -t: what it finds, and that it may be asked beside a running gateway. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "gateway/check.h"
#include "tests/lib/gateway_fixture.h"

static struct fixture *f;

static int setup(void **state)
{
	(void)state;
	f = fixture_new(NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_free(f);
	return 0;
}

static void a_running_gateways_config_is_sound(void **state)
{
	char error[512] = "";

	(void)state;
	if (!gateway_check(&f->config, error, sizeof(error)))
		fail_msg("%s", error);
}

static void refused(const struct config *config, const char *expected)
{
	char error[512] = "";

	assert_false(gateway_check(config, error, sizeof(error)));
	if (!strstr(error, expected))
		fail_msg("expected \"%s\" in: %s", expected, error);
}

static void each_part_that_is_wrong_is_named(void **state)
{
	struct config c = f->config;

	(void)state;
	snprintf(c.portal_url, sizeof(c.portal_url), "ftp://portal");
	refused(&c, "portal / url");
	c = f->config;
	snprintf(c.store_file, sizeof(c.store_file), "/no/such/folder/motcua.db");
	refused(&c, "/no/such/folder");
	c = f->config;
	snprintf(c.menus_folder, sizeof(c.menus_folder), "tests/replay");
	refused(&c, "tests/replay: there are no proved menus: run motcua menus compile");
	c = f->config;
	snprintf(c.offices_file, sizeof(c.offices_file), "Makefile");
	refused(&c, "Makefile");
	c = f->config;
	snprintf(c.sms_texts_folder, sizeof(c.sms_texts_folder), "sms");
	refused(&c, "sms");
	c = f->config;
	c.service_code[0] = '\0';
	refused(&c, "service-code");
}

static void a_secret_that_others_may_read_is_named(void **state)
{
	(void)state;
	assert_int_equal(chmod(f->config.sendsms_password_file, 0644), 0);
	refused(&f->config, "chmod 600");
	assert_int_equal(chmod(f->config.sendsms_password_file, 0600), 0);
	assert_int_equal(chmod(f->config.key_file, 0644), 0);
	refused(&f->config, f->config.key_file);
	assert_int_equal(chmod(f->config.key_file, 0600), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_running_gateways_config_is_sound),
		cmocka_unit_test(each_part_that_is_wrong_is_named),
		cmocka_unit_test(a_secret_that_others_may_read_is_named),
	};

	return cmocka_run_group_tests_name("check", tests, setup, teardown);
}
