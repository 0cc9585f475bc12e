/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may speak at a route of the HTTP bearer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <osmocom/core/utils.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include "gateway/bearer/http_gate.h"

#define NOW_S 1795395600
#define BODY  "text=1*2"

static void networks_are_read_strictly(void **state)
{
	static const struct {
		const char *text;
		bool sound;
	} cases[] = {
		{ "192.0.2.0/24", true },
		{ "192.0.2.1", true },
		{ "0.0.0.0/0", true },
		{ "2001:db8::/32", true },
		{ "::1", true },
		{ "::/0", true },
		{ "192.0.2.1/24", false },
		{ "192.0.2.0/33", false },
		{ "192.0.2.0/", false },
		{ "192.0.2.0/0x8", false },
		{ "192.0.2/24", false },
		{ "192.0.2.0/-1", false },
		{ "192.0.2.0/1111", false },
		{ "", false },
		{ "/8", false },
		{ "any", false },
		{ "2001:db8::/129", false },
		{ "2001:db8::1/32", false },
		{ "10.0.0.0/08x", false },
	};
	struct gate_network network;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (gate_network_read(cases[i].text, &network) != cases[i].sound)
			fail_msg("%s", cases[i].text);
}

static enum gate_verdict ask_from(struct gate *gate, const char *address)
{
	struct gate_caller caller = { .address = address, .body = BODY, .len = strlen(BODY) };

	return gate_ask(gate, &caller, NOW_S, 0);
}

static void only_the_networks_that_were_named_are_let_in(void **state)
{
	static const struct {
		const char *address;
		enum gate_verdict verdict;
	} cases[] = {
		{ "192.0.2.0", GATE_OPEN },
		{ "192.0.2.255", GATE_OPEN },
		{ "192.0.3.0", GATE_NETWORK },
		{ "192.0.1.255", GATE_NETWORK },
		{ "10.128.0.1", GATE_OPEN },
		{ "10.127.0.1", GATE_NETWORK },
		{ "198.51.100.7", GATE_OPEN },
		{ "198.51.100.6", GATE_NETWORK },
		{ "2001:db8::99", GATE_OPEN },
		{ "2001:db9::", GATE_NETWORK },
		{ "::ffff:192.0.2.9", GATE_OPEN },
		{ "::192.0.2.9", GATE_NETWORK },
		{ "", GATE_NETWORK },
		{ "192.0.2.1, 10.0.0.1", GATE_NETWORK },
	};
	struct gate gate = { .networks_n = 4 }, anywhere = { 0 };

	(void)state;
	assert_true(gate_network_read("192.0.2.0/24", &gate.networks[0]));
	assert_true(gate_network_read("10.128.0.0/9", &gate.networks[1]));
	assert_true(gate_network_read("198.51.100.7", &gate.networks[2]));
	assert_true(gate_network_read("2001:db8::/32", &gate.networks[3]));
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		if (ask_from(&gate, cases[i].address) != cases[i].verdict)
			fail_msg("%s", cases[i].address);
		assert_int_equal(ask_from(&anywhere, cases[i].address), GATE_OPEN);
	}
}

static void the_secret_is_the_whole_secret(void **state)
{
	static const struct {
		const char *given;
		enum gate_verdict verdict;
	} cases[] = {
		{ "sixteen letters!", GATE_OPEN },
		{ "sixteen letters", GATE_SECRET },
		{ "sixteen letters!!", GATE_SECRET },
		{ "Sixteen letters!", GATE_SECRET },
		{ "", GATE_SECRET },
		{ NULL, GATE_SECRET },
	};
	struct gate gate = { .secret = "sixteen letters!" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct gate_caller caller = { .address = "192.0.2.1", .secret = cases[i].given };

		if (gate_ask(&gate, &caller, NOW_S, 0) != cases[i].verdict)
			fail_msg("%s", cases[i].given ? cases[i].given : "none");
	}
}

static void sign(const char *secret, const char *timestamp, char hex[65])
{
	crypto_auth_hmacsha256_state s;
	unsigned char mac[crypto_auth_hmacsha256_BYTES];

	crypto_auth_hmacsha256_init(&s, (const unsigned char *)secret, strlen(secret));
	crypto_auth_hmacsha256_update(&s, (const unsigned char *)timestamp, strlen(timestamp));
	crypto_auth_hmacsha256_update(&s, (const unsigned char *)"." BODY, strlen("." BODY));
	crypto_auth_hmacsha256_final(&s, mac);
	sodium_bin2hex(hex, 65, mac, sizeof(mac));
}

static void a_signature_is_of_this_body_and_of_now(void **state)
{
	static const struct {
		const char *secret, *timestamp, *body;
		enum gate_verdict verdict;
	} cases[] = {
		{ "sixteen letters!", "1795395600", BODY, GATE_OPEN },
		{ "sixteen letters!", "1795395300", BODY, GATE_OPEN },
		{ "sixteen letters!", "1795395299", BODY, GATE_STALE },
		{ "sixteen letters!", "1795395901", BODY, GATE_STALE },
		{ "sixteen letters?", "1795395600", BODY, GATE_SIGNATURE },
		{ "sixteen letters!", "1795395600", BODY "*3", GATE_SIGNATURE },
		{ "sixteen letters!", "today", BODY, GATE_SIGNATURE },
	};
	struct gate gate = { .signing = "sixteen letters!" };
	char hex[65];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct gate_caller caller = { .address = "192.0.2.1",
			.timestamp = cases[i].timestamp,
			.signature = hex,
			.body = cases[i].body,
			.len = strlen(cases[i].body) };

		sign(cases[i].secret, cases[i].timestamp, hex);
		if (gate_ask(&gate, &caller, NOW_S, 0) != cases[i].verdict)
			fail_msg("%s %s %s", cases[i].secret, cases[i].timestamp, cases[i].body);
	}
	assert_int_equal(ask_from(&gate, "192.0.2.1"), GATE_SIGNATURE);
}

static void the_rate_counts_those_who_were_let_in(void **state)
{
	struct gate gate = { .rate_per_s = 2, .secret = "sixteen letters!" };
	struct gate_caller good = { .address = "", .secret = "sixteen letters!" },
			   bad = { .address = "", .secret = "" };

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(gate_ask(&gate, &bad, NOW_S, 1000), GATE_SECRET);
	assert_int_equal(gate_ask(&gate, &good, NOW_S, 1000), GATE_OPEN);
	assert_int_equal(gate_ask(&gate, &good, NOW_S, 1500), GATE_OPEN);
	assert_int_equal(gate_ask(&gate, &good, NOW_S, 1999), GATE_RATE);
	assert_int_equal(gate_ask(&gate, &good, NOW_S, 2000), GATE_OPEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(networks_are_read_strictly),
		cmocka_unit_test(only_the_networks_that_were_named_are_let_in),
		cmocka_unit_test(the_secret_is_the_whole_secret),
		cmocka_unit_test(a_signature_is_of_this_body_and_of_now),
		cmocka_unit_test(the_rate_counts_those_who_were_let_in),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("http_gate", tests, NULL, NULL);
}
