/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Administrative units: the file that is shipped, and what is found in it on a keypad.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "gateway/base/vietnamese.h"
#include "menus/units.h"

#define SERVICE "menus/service"

static struct units *units; /* those of the service */

static int load(void **state)
{
	struct json_reader reader;
	json_t *json = json_read_file(&reader, "menus/service/units.json", UNITS_FILE_MAX);
	(void)state;

	if (json) {
		struct json_at root = json_root(&reader, json);

		units = units_read(NULL, &root);
		json_decref(json);
	}
	if (!units)
		fprintf(stderr, "%s\n", reader.error);
	return units ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	return talloc_free(units);
}

/* What is found, as "NAME, NAME, …", at most five. */
static const char *found(const char *parent, const char *digits)
{
	static char text[512];
	struct unit_hit hits[5] = { 0 };
	unsigned n = units_match(units, parent, digits, hits, 5);
	size_t len = 0;

	text[0] = '\0';
	for (unsigned i = 0; i < n && i < 5; i++)
		len += (size_t)snprintf(
			text + len, sizeof(text) - len, "%s%s", i ? ", " : "", hits[i].unit->name);
	return text;
}

/* --- the file that is shipped -------------------------------------------------------------- */
static void the_whole_country_is_there_as_of_july_2025(void **state)
{
	struct unit_hit provinces[UNITS_COMMUNES_MAX], communes[UNITS_COMMUNES_MAX];
	unsigned sum = 0;
	(void)state;

	assert_int_equal(units->provinces_n, 34);
	assert_int_equal(units->communes_n, 3321);
	assert_string_equal(units->valid_from, "2025-07-01");
	assert_string_equal(units->valid_to, "");
	assert_int_equal(units_match(units, "", "", provinces, UNITS_COMMUNES_MAX), 34);
	for (unsigned i = 0; i < 34; i++) {
		const struct unit *province = provinces[i].unit;
		unsigned n = units_match(units, province->code, "", communes, UNITS_COMMUNES_MAX);

		assert_int_equal(strlen(province->code), 2);
		assert_string_equal(province->parent, "");
		assert_in_range(n, 38, 168);
		for (unsigned j = 0; j < n; j++) {
			assert_int_equal(strlen(communes[j].unit->code), 5);
			assert_string_equal(communes[j].unit->parent, province->code);
			assert_ptr_equal(
				units_find(units, communes[j].unit->code), communes[j].unit);
		}
		sum += n;
	}
	assert_int_equal(sum, 3321);
}

static void units_are_found_by_their_codes(void **state)
{
	static const struct {
		const char *code, *name, *kind, *parent;
	} known[] = {
		{ "01", "Hà Nội", "thành phố", "" },
		{ "75", "Đồng Nai", "tỉnh", "" },
		{ "79", "Hồ Chí Minh", "thành phố", "" },
		{ "00004", "Ba Đình", "phường", "01" },
		{ "25195", "Bình Phước", "phường", "75" },
		{ "25222", "Bù Gia Mập", "xã", "75" },
		{ "26732", "Côn Đảo", "đặc khu", "79" },
	};
	(void)state;

	for (unsigned i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const struct unit *unit = units_find(units, known[i].code);

		assert_non_null(unit);
		assert_string_equal(unit->code, known[i].code);
		assert_string_equal(unit->name, known[i].name);
		assert_string_equal(unit->kind, known[i].kind);
		assert_string_equal(unit->parent, known[i].parent);
	}
}

static void an_unknown_code_is_no_unit(void **state)
{
	static const char *const unknown[] = { "", "0", "1", "00", "70", "99", "4", "00001",
		"99999", "252222", "2522", "0x", "75 " };
	struct unit_hit hit = { 0 };
	(void)state;

	for (unsigned i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		assert_null(units_find(units, unknown[i]));
		if (unknown[i][0])
			assert_int_equal(units_match(units, unknown[i], "", &hit, 1), 0);
	}
	assert_int_equal(units_match(units, "25222", "", &hit, 1), 0);
	assert_null(hit.unit);
}

/* --- finding ------------------------------------------------------------------------------- */
static void digits_find_names_by_beginning_then_word_then_initials(void **state)
{
	static const struct {
		const char *parent, *digits, *names;
	} searches[] = {
		{ "", "26", "An Giang, Nghệ An, Bắc Ninh, Cà Mau" },
		{ "", "42", "Hà Nội, Hà Tĩnh, Hải Phòng, Hồ Chí Minh" },
		{ "", "26442", "An Giang" },
		{ "", "26044", "An Giang" },
		{ "", "3664", "Đồng Nai, Đồng Tháp, Lâm Đồng" },
		{ "", "426", "Hà Nội, Hồ Chí Minh" },
		{ "", "1", "" },
		{ "75", "28", "Bù Đăng, Bù Gia Mập, An Viễn, Bảo Vinh, Bình Tân" },
		{ "75", "28442", "Bù Gia Mập" },
		{ "80", "26", "An Lục Long, An Ninh, An Tịnh, Long An, Mỹ An" },
		{ "68", "2526", "B'Lao" },
		{ "70", "2", "" },
		{ "nowhere", "2", "" },
	};
	(void)state;

	for (unsigned i = 0; i < sizeof(searches) / sizeof(searches[0]); i++)
		assert_string_equal(
			found(searches[i].parent, searches[i].digits), searches[i].names);
}

/* The rank never rises; within a rank names ascend as they are written without accents. */
static void what_is_found_stands_in_order(void **state)
{
	static const char *const searches[] = { "", "2", "26", "8", "826", "46" };
	struct unit_hit hits[UNITS_COMMUNES_MAX];
	unsigned ranks_seen = 0;
	(void)state;

	for (unsigned i = 0; i < sizeof(searches) / sizeof(searches[0]); i++) {
		unsigned n = units_match(units, "79", searches[i], hits, UNITS_COMMUNES_MAX);
		char before[64], name[64];
		size_t len;

		assert_true(n > 1);
		for (unsigned j = 0; j < n; j++) {
			const char *now = hits[j].unit->name;

			ranks_seen |= 1u << hits[j].rank;
			assert_int_equal(vn_fold(now, strlen(now), name, sizeof(name), &len), OK);
			if (j > 0 && hits[j].rank == hits[j - 1].rank)
				assert_true(strcmp(before, name) <= 0);
			if (j > 0)
				assert_true(hits[j].rank <= hits[j - 1].rank);
			memcpy(before, name, sizeof(name));
		}
	}
	assert_int_equal(ranks_seen,
		1u << KEYPAD_WHOLE_START | 1u << KEYPAD_WORD_START | 1u << KEYPAD_INITIALS);
}

/* What lies ready in memory must find what the names themselves would. */
static void what_is_found_is_what_the_keypad_says_of_the_names(void **state)
{
	static const char *const parents[] = { "", "01", "66", "68", "79" };
	struct unit_hit all[UNITS_COMMUNES_MAX], hits[UNITS_COMMUNES_MAX];
	(void)state;

	for (unsigned i = 0; i < sizeof(parents) / sizeof(parents[0]); i++) {
		unsigned n = units_match(units, parents[i], "", all, UNITS_COMMUNES_MAX);

		assert_true(n > 30);
		for (unsigned number = 0; number < 1000; number++) {
			unsigned expected = 0, sum = 0, hits_n;
			char digits[16];

			snprintf(digits, sizeof(digits), "%u", number);
			for (unsigned j = 0; j < n; j++)
				expected += keypad_match(digits, all[j].unit->name);
			hits_n = units_match(units, parents[i], digits, hits, UNITS_COMMUNES_MAX);
			for (unsigned j = 0; j < hits_n; j++) {
				assert_int_equal(
					hits[j].rank, keypad_match(digits, hits[j].unit->name));
				sum += hits[j].rank;
			}
			assert_int_equal(sum, expected);
		}
	}
}

/* Every commune is found by the digits of its own name, and among those of its own province only.
 */
static void every_unit_is_found_by_its_own_letters(void **state)
{
	struct unit_hit all[UNITS_COMMUNES_MAX], hits[UNITS_COMMUNES_MAX];
	(void)state;

	for (int code = 0; code <= 99; code++) {
		char parent[16], digits[64];
		unsigned n;

		snprintf(parent, sizeof(parent), "%02d", code);
		n = units_match(units, parent, "", all, UNITS_COMMUNES_MAX);
		for (unsigned i = 0; i < n; i++) {
			char plain[64];
			size_t len, digits_n = 0;
			unsigned hits_n, at = 0;

			assert_int_equal(vn_unaccent(all[i].unit->name, strlen(all[i].unit->name),
						 plain, sizeof(plain), &len),
				OK);
			for (size_t j = 0; j < len; j++)
				if (plain[j] != ' ' && keypad_digit((unsigned char)plain[j]))
					digits[digits_n++] = keypad_digit((unsigned char)plain[j]);
			digits[digits_n] = '\0';
			hits_n = units_match(units, parent, digits, hits, UNITS_COMMUNES_MAX);
			while (at < hits_n && hits[at].unit != all[i].unit)
				at++;
			if (at == hits_n)
				fail_msg("%s is not found by %s", all[i].unit->name, digits);
			assert_int_equal(hits[at].rank, KEYPAD_WHOLE_START);
		}
	}
}

static void the_same_name_in_two_provinces_is_two_communes(void **state)
{
	static const struct {
		const char *parent, *code, *kind;
	} namesakes[] = {
		{ "08", "02320", "xã" },
		{ "24", "07682", "phường" },
		{ "75", "26179", "xã" },
		{ "80", "27712", "phường" },
	};
	(void)state;

	for (unsigned i = 0; i < sizeof(namesakes) / sizeof(namesakes[0]); i++) {
		struct unit_hit hit = { 0 };

		assert_true(units_match(units, namesakes[i].parent, "82626", &hit, 1) > 0);
		assert_string_equal(hit.unit->name, "Tân An");
		assert_string_equal(hit.unit->code, namesakes[i].code);
		assert_string_equal(hit.unit->kind, namesakes[i].kind);
	}
}

static void no_more_is_written_than_there_is_room_for(void **state)
{
	struct unit_hit hits[3] = { 0 };
	unsigned all = units_match(units, "79", "2", NULL, 0);
	(void)state;

	assert_true(all > 2);
	assert_int_equal(units_match(units, "79", "2", hits, 2), all);
	assert_non_null(hits[1].unit);
	assert_null(hits[2].unit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_country_is_there_as_of_july_2025),
		cmocka_unit_test(units_are_found_by_their_codes),
		cmocka_unit_test(an_unknown_code_is_no_unit),
		cmocka_unit_test(digits_find_names_by_beginning_then_word_then_initials),
		cmocka_unit_test(what_is_found_stands_in_order),
		cmocka_unit_test(what_is_found_is_what_the_keypad_says_of_the_names),
		cmocka_unit_test(every_unit_is_found_by_its_own_letters),
		cmocka_unit_test(the_same_name_in_two_provinces_is_two_communes),
		cmocka_unit_test(no_more_is_written_than_there_is_room_for),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
