/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading motcua.cfg, and the secrets it names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <talloc.h>
#include <unistd.h>
#include "gateway/base/err.h"
#include "gateway/base/log.h"
#include "gateway/config.h"

static struct config *config;

static void write_file(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static int read_text(const char *text)
{
	char path[] = "/tmp/motcua-cfg-XXXXXX";
	int fd = mkstemp(path), rc;

	assert_true(fd >= 0);
	close(fd);
	write_file(path, text, 0600);
	rc = config_read(path);
	unlink(path);
	return rc;
}

static int setup(void **state)
{
	(void)state;
	log_start_quiet(NULL);
	config = config_start(NULL);
	return 0;
}

static void what_is_missing_is_said_first(void **state)
{
	(void)state;
	assert_non_null(strstr(config_problem(config), "store file"));
}

static void every_setting_reaches_its_place(void **state)
{
	(void)state;
	assert_int_equal(read_text("motcua\n"
				   " store file /a/db\n"
				   " key file /a/key\n"
				   " token file /a/token\n"
				   " offices file /a/offices.json\n"
				   " service-code *101#\n"
				   " listen inside 127.0.0.2 1234\n"
				   " listen outside 127.0.0.3 1235\n"
				   " dialogues max 7\n"
				   "sms\n"
				   " sendsms url http://127.0.0.1:1/x?y\n"
				   " sendsms user u\n"
				   " sendsms password file /a/password\n"
				   " sender 1022\n"
				   " report url http://127.0.0.1:2/kannel/dlr\n"
				   " unknown wait 5\n"
				   "portal\n"
				   " url http://127.0.0.1:3\n"
				   " token file /a/portal\n"
				   " timeout 4\n"
				   " lease 6\n"),
		OK);
	assert_string_equal(config->store_file, "/a/db");
	assert_string_equal(config->service_code, "*101#");
	assert_string_equal(config->inside.address, "127.0.0.2");
	assert_int_equal(config->inside.port, 1234);
	assert_string_equal(config->outside.address, "127.0.0.3");
	assert_int_equal(config->dialogues_max, 7);
	assert_string_equal(config->token_file, "/a/token");
	assert_string_equal(config->portal_token_file, "/a/portal");
	assert_string_equal(config->sendsms_password_file, "/a/password");
	assert_int_equal(config->sms_unknown_wait_s, 5);
	assert_int_equal(config->portal_timeout_s, 4);
	assert_int_equal(config->portal_lease_s, 6);
	assert_null(config_problem(config));
}

static void a_lease_ends_after_the_wait_for_its_answer(void **state)
{
	(void)state;
	assert_int_equal(read_text("portal\n lease 4\n"), OK);
	assert_non_null(strstr(config_problem(config), "lease"));
}

static void a_link_to_the_hlr_needs_who_knows_the_phone_numbers(void **state)
{
	(void)state;
	assert_null(config_problem(config));
	assert_int_equal(read_text("gsup\n remote 127.0.0.4 4222\n euse desk\n idle 20\n"), OK);
	assert_non_null(strstr(config_problem(config), "gsup / ctrl"));
	assert_int_equal(read_text("gsup\n ctrl 127.0.0.4 4259\n"), OK);
	assert_null(config_problem(config));
	assert_int_equal(config->gsup.port, 4222);
	assert_string_equal(config->gsup_ctrl.address, "127.0.0.4");
	assert_string_equal(config->gsup_name, "desk");
	assert_int_equal(config->gsup_idle_s, 20);
	assert_int_equal(config->gsup_open_max, 5000);
}

static void a_service_code_that_nobody_can_dial_is_refused(void **state)
{
	static const struct {
		const char *code;
		bool expected;
	} cases[] = {
		{ "*1022#", true },
		{ "*101*22#", true },
		{ "1022", false },
		{ "*1022", false },
		{ "1022#", false },
		{ "*#", false },
		{ "*1022*#", false },
		{ "**1022#", false },
		{ "*10a2#", false },
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "motcua\n service-code %s\n", cases[i].code);
		assert_int_equal(read_text(text), OK);

		const char *problem = config_problem(config);

		assert_int_equal(!problem || !strstr(problem, "service-code"), cases[i].expected);
	}
	assert_int_equal(read_text("motcua\n service-code *101#\n"), OK);
}

static void what_trusts_its_peers_listens_on_loopback_only(void **state)
{
	(void)state;
	assert_int_equal(read_text("portal\n lease 6\n"), OK);
	assert_null(config_problem(config));
	assert_int_equal(read_text("motcua\n listen inside 0.0.0.0 1234\n"), OK);
	assert_non_null(strstr(config_problem(config), "listen inside"));
	assert_int_equal(read_text("motcua\n listen inside 127.0.0.2 1234\n"
				   " vty 192.168.1.1 4265\n"),
		OK);
	assert_non_null(strstr(config_problem(config), "vty"));
	assert_int_equal(read_text("motcua\n vty 127.0.0.1 4265\n"), OK);
	assert_null(config_problem(config));
}

static void a_wrong_line_is_refused(void **state)
{
	(void)state;
	assert_int_not_equal(read_text("motcua\n store flie /a\n"), OK);
	assert_int_not_equal(read_text("motcua\n listen inside 127.0.0.1 70000\n"), OK);
}

static void a_secret_that_others_may_read_is_refused(void **state)
{
	char path[] = "/tmp/motcua-secret-XXXXXX", text[16] = "untouched";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	write_file(path, "hush\n", 0644);
	assert_int_equal(config_secret(path, text, sizeof(text)), ERR_DENIED);
	write_file(path, "\n", 0600);
	assert_int_equal(config_secret(path, text, sizeof(text)), ERR_INVALID);
	write_file(path, "sixteen letters!\n", 0600);
	assert_int_equal(config_secret(path, text, sizeof(text)), ERR_TOO_LONG);
	assert_string_equal(text, "untouched");
	write_file(path, "hush\nsecond line\n", 0600);
	assert_int_equal(config_secret(path, text, sizeof(text)), OK);
	assert_string_equal(text, "hush");
	unlink(path);
	assert_int_equal(config_secret(path, text, sizeof(text)), ERR_NOT_FOUND);
}

static void the_example_is_sound(void **state)
{
	(void)state;
	assert_int_equal(config_read("deploy/motcua.cfg.example"), OK);
	assert_null(config_problem(config));
	assert_string_equal(config->store_file, "/var/lib/motcua/motcua.db");
}

/* Last: the library does not take an address back. */
static void an_address_for_telnet_at_the_librarys_own_place_is_refused(void **state)
{
	(void)state;
	assert_int_equal(read_text("line vty\n bind 0.0.0.0\n"), OK);
	assert_non_null(strstr(config_problem(config), "line vty / bind"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_missing_is_said_first),
		cmocka_unit_test(every_setting_reaches_its_place),
		cmocka_unit_test(a_link_to_the_hlr_needs_who_knows_the_phone_numbers),
		cmocka_unit_test(a_lease_ends_after_the_wait_for_its_answer),
		cmocka_unit_test(a_service_code_that_nobody_can_dial_is_refused),
		cmocka_unit_test(what_trusts_its_peers_listens_on_loopback_only),
		cmocka_unit_test(a_wrong_line_is_refused),
		cmocka_unit_test(a_secret_that_others_may_read_is_refused),
		cmocka_unit_test(the_example_is_sound),
		cmocka_unit_test(an_address_for_telnet_at_the_librarys_own_place_is_refused),
	};

	return cmocka_run_group_tests_name("config", tests, setup, NULL);
}
