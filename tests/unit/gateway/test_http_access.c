/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The nodes ussd-http of motcua.cfg, and what motcuad -t says of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <osmocom/core/utils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "gateway/base/err.h"
#include "gateway/base/log.h"
#include "gateway/check.h"
#include "tests/lib/gateway_fixture.h"

static struct fixture *f;
static struct config *config;

static int set_up(void **state)
{
	(void)state;
	f = fixture_new(NULL);
	config = config_start(NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	fixture_free(f);
	return 0;
}

static int read_text(const char *text)
{
	char path[] = "/tmp/motcua-access-XXXXXX";
	int fd = mkstemp(path), rc;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	config->ussd_http.n = 0;
	rc = config_read(path);
	unlink(path);
	return rc;
}

static void every_setting_reaches_its_place(void **state)
{
	const struct http_access *a = &config->ussd_http.all[0], *b = a + 1;

	(void)state;
	assert_int_equal(read_text("motcua\n"
				   " ussd-http dialects /a/dialects\n"
				   "ussd-http text\n"
				   " secret header X-Key\n"
				   " secret file /a/secret\n"
				   " network 192.0.2.0/24\n"
				   " network 2001:db8::/32\n"
				   " network 192.0.2.0/24\n"
				   " proxy header X-Real-IP\n"
				   " rate 0\n"
				   " budget septets 140 units 60\n"
				   "ussd-http json\n"
				   " signature secret file /a/signing\n"
				   "ussd-http text\n"
				   " rate 7\n"),
		OK);
	assert_string_equal(config->dialects_folder, "/a/dialects");
	assert_int_equal(config->ussd_http.n, 2);
	assert_string_equal(a->name, "text");
	assert_string_equal(a->secret_header, "X-Key");
	assert_string_equal(a->secret_file, "/a/secret");
	assert_int_equal(a->networks_n, 2);
	assert_string_equal(a->networks[1], "2001:db8::/32");
	assert_string_equal(a->proxy_header, "X-Real-IP");
	assert_int_equal(a->rate_per_s, 7);
	assert_int_equal(a->septets, 140);
	assert_int_equal(a->units, 60);
	assert_string_equal(b->name, "json");
	assert_string_equal(b->signature_file, "/a/signing");
	assert_int_equal(b->rate_per_s, HTTP_ACCESS_RATE_DEFAULT);
	assert_null(http_access_problem(&config->ussd_http));
}

static void what_cannot_be_is_no_setting(void **state)
{
	static const char *const texts[] = { " secret header X Key\n", " secret header X:Key\n",
		" rate 100001\n", " budget septets 183 units 60\n", " budget septets 140\n" };
	char text[160];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		snprintf(text, sizeof(text), "ussd-http text\n%s", texts[i]);
		if (read_text(text) == OK)
			fail_msg("%s", text);
	}
}

static void settings_that_contradict_are_named(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{ " secret header X-Key\n", "go together" },
		{ " secret file /a/secret\n", "go together" },
		{ " network 192.0.2.0/24\n", "a caller needs a secret" },
		{ " signature secret file /a/s\n proxy header X-Real-IP\n", "no network" },
	};
	char text[160];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		snprintf(text, sizeof(text), "ussd-http text\n%s", cases[i].text);
		assert_int_equal(read_text(text), OK);
		assert_non_null(http_access_problem(&config->ussd_http));
		assert_non_null(strstr(http_access_problem(&config->ussd_http), cases[i].expected));
	}
}

/* --- motcuad -t ----------------------------------------------------------------------------- */
static void secret_of(const char *text, mode_t mode, char *path, size_t size)
{
	int fd;

	snprintf(path, size, "%s/secret", f->folder);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static struct config text_route(const char *secret, mode_t mode)
{
	struct config c = f->config;
	struct http_access *a = &c.ussd_http.all[0];

	c.ussd_http.n = 1;
	snprintf(a->name, sizeof(a->name), "text");
	snprintf(a->secret_header, sizeof(a->secret_header), "X-Key");
	secret_of(secret, mode, a->secret_file, sizeof(a->secret_file));
	return c;
}

static void check_says(const struct config *c, const char *expected)
{
	char error[512] = "";
	bool sound = gateway_check(c, error, sizeof(error));

	if (sound != !*expected || !strstr(error, expected))
		fail_msg("\"%s\", not \"%s\"", error, expected);
}

static void a_check_reads_dialects_and_secrets(void **state)
{
	struct config c = text_route("sixteen letters!\n", 0600);

	(void)state;
	check_says(&c, "");
	snprintf(c.ussd_http.all[0].name, sizeof(c.ussd_http.all[0].name), "texts");
	check_says(&c, "ussd-http texts: there is no dialect");
	c = text_route("sixteen letters!\n", 0644);
	check_says(&c, "chmod 600");
	c = text_route("fifteen letters\n", 0600);
	check_says(&c, "at least 16");
	c = text_route("sixteen letters!\n", 0600);
	c.ussd_http.all[0].networks_n = 1;
	snprintf(c.ussd_http.all[0].networks[0], 64, "192.0.2.1/24");
	check_says(&c, "network: expected an address");
	snprintf(c.dialects_folder, sizeof(c.dialects_folder), "/no/such");
	check_says(&c, "/no/such: expected a folder");
	c = f->config;
	check_says(&c, "");
}

static void screens_smaller_than_what_was_proved_are_refused(void **state)
{
	static const struct {
		unsigned septets, units;
		const char *expected;
	} cases[] = {
		{ 130, 57, "" },
		{ 182, 80, "" },
		{ 129, 57, "not proved" },
		{ 130, 56, "not proved" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct config c = text_route("sixteen letters!\n", 0600);

		c.ussd_http.all[0].septets = cases[i].septets;
		c.ussd_http.all[0].units = cases[i].units;
		check_says(&c, cases[i].expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_setting_reaches_its_place),
		cmocka_unit_test(what_cannot_be_is_no_setting),
		cmocka_unit_test(settings_that_contradict_are_named),
		cmocka_unit_test(a_check_reads_dialects_and_secrets),
		cmocka_unit_test(screens_smaller_than_what_was_proved_are_refused),
	};

	return cmocka_run_group_tests_name("http_access", tests, set_up, tear_down);
}
