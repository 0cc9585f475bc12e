/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The key file: what is read, what is refused with which words, and what is derived.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <talloc.h>
#include <cmocka.h>
#include <osmocom/core/utils.h>

#include "db/keyfile.h"

#define HEX_A "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define HEX_B "f00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static char folder[64], path[96], error[256];

static int folder_setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/motcua-key-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/motcua.key", folder);
	error[0] = '\0';
	return 0;
}

static int folder_teardown(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

static struct key_ring *ring_of(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	chmod(path, 0600);
	return key_ring_read(NULL, path, error, sizeof(error));
}

static void a_new_key_is_private_and_readable(void **state)
{
	struct stat status;

	(void)state;
	assert_int_equal(key_file_new(path, error, sizeof(error)), 0);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	struct key_ring *ring = key_ring_read(NULL, path, error, sizeof(error));
	assert_non_null(ring);
	assert_true(key_ring_newest(ring) > 0);
	talloc_free(ring);
}

static void a_new_key_is_private_under_any_umask(void **state)
{
	mode_t before = umask(0777);
	struct stat status;

	(void)state;
	assert_int_equal(key_file_new(path, error, sizeof(error)), 0);
	umask(before);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
}

static void a_key_is_never_overwritten(void **state)
{
	(void)state;
	struct key_ring *before = ring_of("motcua-key-1 5 " HEX_A "\n");
	assert_int_equal(key_file_new(path, error, sizeof(error)), ERR_EXISTS);
	assert_non_null(strstr(error, "never overwritten"));
	struct key_ring *after = key_ring_read(NULL, path, error, sizeof(error));
	assert_int_equal(key_ring_newest(after), 5);
	talloc_free(before);
	talloc_free(after);
}

static void a_file_open_to_others_is_refused(void **state)
{
	static const mode_t modes[] = { 0644, 0640, 0604, 0700, 0660 };

	(void)state;
	talloc_free(ring_of("motcua-key-1 5 " HEX_A "\n"));
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		chmod(path, modes[i]);
		assert_null(key_ring_read(NULL, path, error, sizeof(error)));
		assert_non_null(strstr(error, "must be 0600 or 0400"));
	}
	chmod(path, 0400);
	struct key_ring *ring = key_ring_read(NULL, path, error, sizeof(error));
	assert_non_null(ring);
	talloc_free(ring);
}

static void a_malformed_file_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *text, *words;
	} cases[] = {
		{ "", "no key in it" },
		{ "# nothing\n\n", "no key in it" },
		{ "motcua-key-2 5 " HEX_A "\n", ":1: the line does not begin with" },
		{ "#\nmotcua-key-1 x " HEX_A "\n", ":2: the line has no key id" },
		{ "motcua-key-1 0 " HEX_A "\n", "has no key id" },
		{ "motcua-key-1 2147483648 " HEX_A "\n", "has no key id" },
		{ "motcua-key-1 99999999999999999999999 " HEX_A "\n", "has no key id" },
		{ "motcua-key-1 5", "has no key id" },
		{ "motcua-key-1 5 \n", "64 hex digits" },
		{ "motcua-key-1 5 00\n", "64 hex digits" },
		{ "motcua-key-1 5 " HEX_A "0\n", "64 hex digits" },
		{ "motcua-key-1 5 " HEX_A " \n", "64 hex digits" },
		{ "motcua-key-1 5 g" HEX_A "\n", "64 hex digits" },
		{ "motcua-key-1 5 " HEX_A "\nmotcua-key-1 5 " HEX_B "\n", ":2: the line repeats" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_null(ring_of(cases[i].text));
		if (!strstr(error, cases[i].words))
			fail_msg("%s -> %s", cases[i].text, error);
	}
}

static void a_missing_file_says_how_to_make_one(void **state)
{
	(void)state;
	assert_null(key_ring_read(NULL, path, error, sizeof(error)));
	assert_non_null(strstr(error, "motcua key new"));
}

static void keys_of_each_purpose_and_id_are_independent(void **state)
{
	(void)state;
	struct key_ring *ring = ring_of("motcua-key-1 9 " HEX_B "\n# older\nmotcua-key-1 5 " HEX_A);
	assert_non_null(ring);
	assert_int_equal(key_ring_newest(ring), 9);
	const uint8_t *seal = key_ring_derive(ring, 9, "seal");
	assert_ptr_equal(key_ring_derive(ring, 9, "seal"), seal);
	assert_memory_not_equal(seal, key_ring_derive(ring, 5, "seal"), KEY_OCTETS);
	assert_memory_not_equal(seal, key_ring_derive(ring, 9, "lookup"), KEY_OCTETS);
	assert_null(key_ring_derive(ring, 7, "seal"));
	assert_null(key_ring_derive(ring, 9, "too long a name"));
	talloc_free(ring);
}

/* BLAKE2b over the master key with salt 1 and personal "seal", computed with Python's hashlib. */
static void derivation_is_libsodiums_crypto_kdf(void **state)
{
	static const uint8_t expected[KEY_OCTETS] = { 0xf0, 0x47, 0xa6, 0xd8, 0x4c, 0x9a, 0x95,
		0xa3, 0x72, 0x0d, 0x07, 0x69, 0x9e, 0x52, 0x57, 0x21, 0x40, 0x0a, 0x37, 0xf4, 0x64,
		0x3a, 0x62, 0x80, 0x19, 0x3b, 0xc9, 0x40, 0xaf, 0x74, 0x75, 0xd7 };

	(void)state;
	struct key_ring *ring = ring_of("motcua-key-1 5 " HEX_A "\n");
	assert_memory_equal(key_ring_derive(ring, 5, "seal"), expected, KEY_OCTETS);
	talloc_free(ring);
}

static void the_oldest_key_is_bound_until_a_database_says_otherwise(void **state)
{
	(void)state;
	struct key_ring *ring = ring_of("motcua-key-1 9 " HEX_B "\nmotcua-key-1 5 " HEX_A "\n");
	assert_int_equal(key_ring_bound(ring), 5);
	assert_int_equal(key_ring_bind(ring, 9), 0);
	assert_int_equal(key_ring_bound(ring), 9);
	assert_int_equal(key_ring_bind(ring, 7), ERR_KEY);
	assert_int_equal(key_ring_bound(ring), 9);
	talloc_free(ring);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_new_key_is_private_and_readable),
		TEST(a_new_key_is_private_under_any_umask),
		TEST(a_key_is_never_overwritten),
		TEST(a_file_open_to_others_is_refused),
		TEST(a_malformed_file_is_refused_with_its_line),
		TEST(keys_of_each_purpose_and_id_are_independent),
		TEST(derivation_is_libsodiums_crypto_kdf),
		TEST(the_oldest_key_is_bound_until_a_database_says_otherwise),
		TEST(a_missing_file_says_how_to_make_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
