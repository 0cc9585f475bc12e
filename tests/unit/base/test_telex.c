/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Names typed plain, in Telex, in VNI and in Unicode.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include "gateway/base/telex.h"

enum what { PLAIN, CHANGED, ACCENTED, BOTH };

struct row {
	const char *typed, *expected;
};

static void assert_name(const struct row *row, enum what what, bool doubtful)
{
	struct vn_typed typed;
	char out[NAME_OCTETS_MAX + 1];
	int rc = vn_typed_name(row->typed, strlen(row->typed), out, sizeof(out), &typed);

	if (rc < 0 || strcmp(out, row->expected) != 0)
		fail_msg("%s: %s, not %s (%d)", row->typed, rc < 0 ? "" : out, row->expected, rc);
	if (typed.changed != (what == CHANGED || what == BOTH) ||
		typed.already_accented != (what == ACCENTED || what == BOTH) ||
		typed.plain != (what == PLAIN) || typed.doubtful != doubtful)
		fail_msg("%s: changed %d, accented %d, plain %d, doubtful %d", row->typed,
			typed.changed, typed.already_accented, typed.plain, typed.doubtful);
}

static void assert_names(const struct row *rows, size_t n, enum what what, bool doubtful)
{
	for (size_t i = 0; i < n; i++)
		assert_name(&rows[i], what, doubtful);
}

#define ASSERT_NAMES(rows, what, doubtful) \
	assert_names(rows, sizeof(rows) / sizeof(rows[0]), what, doubtful)

static void telex_becomes_unicode(void **state)
{
	static const struct row rows[] = {
		{ "Nguyeenx Thij Hoa", "Nguyễn Thị Hoa" },
		{ "nguyeexn", "Nguyễn" },
		{ "Nguyenex", "Nguyễn" },
		{ "NGUYEENX", "Nguyễn" },
		{ "DDawngs", "Đắng" },
		{ "Ddoox", "Đỗ" },
		{ "quoocs", "Quốc" },
		{ "truowng", "Trương" },
		{ "truwowng", "Trương" },
		{ "truongw", "Trương" },
		{ "trwowng", "Trương" },
		{ "Phuwowngf", "Phường" },
		{ "thuowr", "Thuở" },
		{ "rwowuj", "Rượu" },
		{ "ruouwj", "Rượu" },
		{ "Huuw", "Hưu" },
		{ "mwngf", "Mừng" },
		{ "muaw", "Mưa" },
		{ "uwng", "Ưng" },
		{ "Hoas", "Hóa" },
		{ "Thuys", "Thúy" },
		{ "Quys", "Quý" },
		{ "Gianf", "Giàn" },
		{ "Giwx", "Giữ" },
		{ "hoanf", "Hoàn" },
		{ "Hoawcj", "Hoặc" },
		{ "quawng", "Quăng" },
		{ "Trannaf", "Trannaf" },
		{ "Tranaf", "Trần" },
		{ "dangdwj", "Đặng" },
		{ "ngoeof", "Ngoèo" },
		{ "Hoafs", "Hóa" },
		{ "Hoasz", "Hoa" },
		{ "Giari", "Giải" },
		{ "xuanaa", "Xuanaa" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool stays = strcasecmp(rows[i].typed, rows[i].expected) == 0;

		assert_name(&rows[i], stays ? PLAIN : CHANGED, stays);
	}
}

static void vni_becomes_unicode(void **state)
{
	static const struct row rows[] = {
		{ "Nguye6n4 Thi5 Hoa", "Nguyễn Thị Hoa" },
		{ "Nguyen64", "Nguyễn" },
		{ "nguyen46", "Nguyễn" },
		{ "D9a8ng5", "Đặng" },
		{ "Dang985", "Đặng" },
		{ "Tru7o7ng", "Trương" },
		{ "Truong7", "Trương" },
		{ "Tru7ong", "Trương" },
		{ "Truo7ng", "Trương" },
		{ "thuo73", "Thuở" },
		{ "Mua7", "Mưa" },
		{ "Huu7", "Hưu" },
		{ "quo6c1", "Quốc" },
		{ "Hoa10", "Hoa" },
		{ "Hoa21", "Hóa" },
		{ "Nguyên4", "Nguyễn" },
	};

	(void)state;
	ASSERT_NAMES(rows, CHANGED, false);
}

static void plain_words_stay_plain(void **state)
{
	static const struct row rows[] = {
		{ "nguyen thi hoa", "Nguyen Thi Hoa" },
		{ "  TRAN \t VAN\xc2\xa0"
		  "DUC ",
			"Tran Van Duc" },
		{ "Ly", "Ly" },
		{ "sung seo xa", "Sung Seo Xa" },
		{ "quynh", "Quynh" },
	};

	(void)state;
	ASSERT_NAMES(rows, PLAIN, false);
}

static void unicode_is_only_normalised(void **state)
{
	static const struct row rows[] = {
		{ "Nguyễn Thị Hoa", "Nguyễn Thị Hoa" },
		{ "NGUYỄN THỊ HOA", "Nguyễn Thị Hoa" },
		{ "nguye\xcc\x82\xcc\x83n thi\xcc\xa3", "Nguyễn Thị" },
		{ "Hòa Hoà", "Hòa Hoà" },
		{ "đỗ Van", "Đỗ Van" },
	};

	(void)state;
	ASSERT_NAMES(rows, ACCENTED, false);
}

static void words_that_are_no_syllables_stay_and_are_doubtful(void **state)
{
	static const struct row plain[] = {
		{ "ksor", "Ksor" },
		{ "Alex", "Alex" },
		{ "H'Hen Nie", "H'Hen Nie" },
		{ "h\xe2\x80\x99hen nie", "H'Hen Nie" },
		{ "Y-MOAN", "Y-Moan" },
		{ "Ama", "Ama" },
		{ "Hana", "Hana" },
		{ "Nass", "Nass" },
		{ "Taaan", "Taaan" },
		{ "Dddoan", "Dddoan" },
		{ "Liz", "Liz" },
		{ "David", "David" },
		{ "nguyeens vawnaa", "Nguyến Vawnaa" },
	};
	static const struct row accented[] = {
		{ "H'Bĭa", "H'Bĭa" },
		{ "y ŏn niê", "Y Ŏn Niê" },
		{ "Plơngs", "Plơngs" },
		{ "đuc", "Đuc" },
		{ "aH\xcc\xb1", "A\xe1\xba\x96" },
	};
	static const struct row vni[] = {
		{ "kpa8", "Kpă" },
		{ "Plo7ng", "Plơng" },
		{ "Nie6", "Niê" },
		{ "Hoa1x", "Hoáx" },
	};

	(void)state;
	assert_names(plain, sizeof(plain) / sizeof(plain[0]) - 1, PLAIN, true);
	assert_name(&plain[sizeof(plain) / sizeof(plain[0]) - 1], CHANGED, true);
	ASSERT_NAMES(accented, ACCENTED, true);
	ASSERT_NAMES(vni, CHANGED, true);
}

static void a_word_each_way_says_both(void **state)
{
	static const struct row row = { "Nguyễn Thij Hoa", "Nguyễn Thị Hoa" };

	(void)state;
	assert_name(&row, BOTH, false);
}

static void a_foreign_name_that_is_telex_of_a_syllable_becomes_the_syllable(void **state)
{
	static const struct row rows[] = { { "Max", "Mã" }, { "Hur", "Hủ" } };

	(void)state;
	ASSERT_NAMES(rows, CHANGED, false);
}

static void words_are_counted(void **state)
{
	struct vn_typed typed;
	char out[NAME_OCTETS_MAX + 1];

	(void)state;
	assert_int_equal(vn_typed_name(" a b  H'C ", 10, out, sizeof(out), &typed), 0);
	assert_int_equal(typed.words, 3);
}

static void what_is_no_name_is_refused(void **state)
{
	static const struct {
		const char *typed;
		int rc;
	} rows[] = {
		{ "", ERR_TRUNCATED },
		{ " \t ", ERR_TRUNCATED },
		{ "Ng1", ERR_SYNTAX },
		{ "1", ERR_SYNTAX },
		{ "Hoa 2", ERR_SYNTAX },
		{ "Hoa0", ERR_SYNTAX },
		{ "Hoa11", ERR_SYNTAX },
		{ "Ksor10", ERR_SYNTAX },
		{ "Max10", ERR_SYNTAX },
		{ "Xoong10", ERR_SYNTAX },
		{ "Ti67", ERR_SYNTAX },
		{ "Hoa.", ERR_SYNTAX },
		{ "Hoa, Lan", ERR_SYNTAX },
		{ "a*b", ERR_SYNTAX },
		{ "Hoa\xc3\x97", ERR_SYNTAX },
		{ "'Hoa", ERR_SYNTAX },
		{ "Hoa'", ERR_SYNTAX },
		{ "H''Bia", ERR_SYNTAX },
		{ "A - B", ERR_SYNTAX },
		{ "ភាសា", ERR_SYNTAX },
		{ "Hoa😀", ERR_SYNTAX },
		{ "\xcc\x81", ERR_SYNTAX },
		{ "a\xe2\x80\x8b", ERR_SYNTAX },
		{ "Hoa\xff", ERR_UTF8 },
		{ "Hoa\xe1\xba", ERR_UTF8 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vn_typed typed = { .words = 77 };
		char out[NAME_OCTETS_MAX + 1];
		int rc = vn_typed_name(
			rows[i].typed, strlen(rows[i].typed), out, sizeof(out), &typed);

		if (rc != rows[i].rc)
			fail_msg("'%s': %s, not %s", rows[i].typed, err_name(rc),
				err_name(rows[i].rc));
		assert_int_equal(typed.words, 77);
	}
}

static void names_have_a_longest_length(void **state)
{
	char typed[NAME_OCTETS_MAX + 2], out[NAME_OCTETS_MAX + 1];
	struct vn_typed what;

	(void)state;
	memset(typed, 'a', sizeof(typed));
	assert_int_equal(vn_typed_name(typed, NAME_CHARS_MAX, out, sizeof(out), &what), 0);
	assert_int_equal(strlen(out), NAME_CHARS_MAX);
	assert_int_equal(
		vn_typed_name(typed, NAME_CHARS_MAX + 1, out, sizeof(out), &what), ERR_TOO_LONG);
	assert_int_equal(
		vn_typed_name(typed, NAME_CHARS_MAX, out, NAME_CHARS_MAX, &what), ERR_TOO_LONG);
	memset(typed, ' ', sizeof(typed));
	typed[0] = 'a';
	assert_int_equal(vn_typed_name(typed, NAME_OCTETS_MAX, out, sizeof(out), &what), 0);
	assert_int_equal(
		vn_typed_name(typed, NAME_OCTETS_MAX + 1, out, sizeof(out), &what), ERR_TOO_LONG);
}

/* What is typed may be longer than what comes of it. */
static void the_length_is_that_of_the_result(void **state)
{
	static const char word[] = "nguwowngf ";
	char typed[NAME_OCTETS_MAX], out[NAME_OCTETS_MAX + 1];
	struct vn_typed what;
	size_t n = 0;

	(void)state;
	while (n < 10 * (sizeof(word) - 1)) {
		memcpy(typed + n, word, sizeof(word) - 1);
		n += sizeof(word) - 1;
	}
	assert_int_equal(vn_typed_name(typed, n, out, sizeof(out), &what), ERR_TOO_LONG);
	assert_int_equal(vn_typed_name(typed, 80, out, sizeof(out), &what), 0);
	assert_int_equal(what.words, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(telex_becomes_unicode),
		cmocka_unit_test(vni_becomes_unicode),
		cmocka_unit_test(plain_words_stay_plain),
		cmocka_unit_test(unicode_is_only_normalised),
		cmocka_unit_test(words_that_are_no_syllables_stay_and_are_doubtful),
		cmocka_unit_test(a_word_each_way_says_both),
		cmocka_unit_test(a_foreign_name_that_is_telex_of_a_syllable_becomes_the_syllable),
		cmocka_unit_test(words_are_counted),
		cmocka_unit_test(what_is_no_name_is_refused),
		cmocka_unit_test(names_have_a_longest_length),
		cmocka_unit_test(the_length_is_that_of_the_result),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
