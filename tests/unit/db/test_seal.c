/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sealed fields open only in their place and under their key; look-up hashes are stable.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include <cmocka.h>
#include <osmocom/core/utils.h>

#include "db/seal.h"
#include "tests/lib/store_fixture.h"

static struct key_ring *ring_of(struct store_fixture *f)
{
	char error[256];
	struct key_ring *ring = key_ring_read(f->ctx, f->key_path, error, sizeof(error));

	assert_non_null(ring);
	return ring;
}

static const struct seal_place place = { "dossier", "phone", 7 };

static void what_is_sealed_opens_in_its_place(void **state)
{
	static const size_t lengths[] = { 0, 1, 11, 8192 };
	struct key_ring *ring = ring_of(*state);
	static uint8_t plain[8192], blob[8192 + SEAL_OVERHEAD], out[8192];

	memset(plain, 'x', sizeof(plain));
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		int n = seal(ring, &place, plain, lengths[i], blob, sizeof(blob));

		assert_int_equal(n, lengths[i] + SEAL_OVERHEAD);
		assert_int_equal(
			unseal(ring, &place, blob, (size_t)n, out, sizeof(out)), lengths[i]);
		assert_memory_equal(out, plain, lengths[i]);
	}
}

static void it_opens_in_no_other_place(void **state)
{
	static const struct seal_place others[] = {
		{ "dossier", "phone", 8 },
		{ "dossier", "body", 7 },
		{ "outbox", "phone", 7 },
		{ "dossier.phone", "", 7 },
	};
	struct key_ring *ring = ring_of(*state);
	uint8_t blob[64], out[16];

	int n = seal(ring, &place, "84901234567", 11, blob, sizeof(blob));
	assert_true(n > 0);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		assert_int_equal(
			unseal(ring, &others[i], blob, (size_t)n, out, sizeof(out)), ERR_SEAL);
}

static void every_altered_bit_is_noticed(void **state)
{
	struct key_ring *ring = ring_of(*state);
	uint8_t blob[64], out[16];

	int n = seal(ring, &place, "84901234567", 11, blob, sizeof(blob));
	for (int bit = 0; bit < n * 8; bit++) {
		blob[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_int_equal(unseal(ring, &place, blob, (size_t)n, out, sizeof(out)), ERR_SEAL);
		blob[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	for (int cut = 0; cut < n; cut++)
		assert_int_equal(
			unseal(ring, &place, blob, (size_t)cut, out, sizeof(out)), ERR_SEAL);
}

static void room_is_checked_before_anything_is_written(void **state)
{
	struct key_ring *ring = ring_of(*state);
	uint8_t blob[11 + SEAL_OVERHEAD], out[11];

	assert_int_equal(
		seal(ring, &place, "84901234567", 11, blob, sizeof(blob) - 1), ERR_TOO_LONG);
	assert_int_equal(seal(ring, &place, "84901234567", 11, blob, 3), ERR_TOO_LONG);
	int n = seal(ring, &place, "84901234567", 11, blob, sizeof(blob));
	assert_int_equal(n, sizeof(blob));
	assert_int_equal(unseal(ring, &place, blob, (size_t)n, out, 10), ERR_TOO_LONG);
}

static void equal_values_are_sealed_differently_and_hashed_alike(void **state)
{
	struct key_ring *ring = ring_of(*state);
	uint8_t one[64], two[64], a[LOOKUP_OCTETS], b[LOOKUP_OCTETS];

	int n = seal(ring, &place, "84901234567", 11, one, sizeof(one));
	assert_int_equal(seal(ring, &place, "84901234567", 11, two, sizeof(two)), n);
	assert_memory_not_equal(one, two, (size_t)n);
	lookup_hash(ring, "phone", "84901234567", 11, a);
	lookup_hash(ring, "phone", "84901234567", 11, b);
	assert_memory_equal(a, b, sizeof(a));
	lookup_hash(ring, "other", "84901234567", 11, b);
	assert_memory_not_equal(a, b, sizeof(a));
	lookup_hash(ring, "phone8", "4901234567", 10, b);
	assert_memory_not_equal(a, b, sizeof(a));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, store_fixture_setup, store_fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_sealed_opens_in_its_place),
		TEST(it_opens_in_no_other_place),
		TEST(every_altered_bit_is_noticed),
		TEST(room_is_checked_before_anything_is_written),
		TEST(equal_values_are_sealed_differently_and_hashed_alike),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
