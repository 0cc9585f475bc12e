/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From a template to a row: scripts, sizes, duplicates.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>
#include "sms/inner.h"
#include "tests/lib/sms_world.h"

static int set_up(void **state)
{
	struct sms_world *w = sms_world_new();

	sms_world_room(w, 0); /* rows stay where they are */
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	sms_world_free(*state);
	return 0;
}

/* Values that a test may change. */
static const char *office, *papers, *number;

static const char *value(const char *name, size_t len, void *data)
{
	const struct {
		const char *name, *value;
	} values[] = {
		{ "receipt", "1234567890" },
		{ "code", "123456789" },
		{ "weekday", "@weekday.7" },
		{ "date", "22/11/2026" },
		{ "time", "07:30" },
		{ "office", office },
		{ "papers", papers },
		{ "number", number },
		{ "dial", "*1022*2*1234567890#" },
		{ "service", "*1022#" },
	};

	(void)data;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (strlen(values[i].name) == len && memcmp(values[i].name, name, len) == 0)
			return values[i].value;
	return NULL;
}

static int plan_work(struct sms_world *w, void *data)
{
	return sms_plan(w->sms, data);
}

/* Plans within a turn; the row that was added last is read back. */
static int plan(struct sms_world *w, const struct sms_message *message, struct outbox_row *row)
{
	static const struct phone phone = { "84901234567" };
	struct sms_message whole = *message;
	int rc;

	whole.phone = &phone;
	whole.value = value;
	whole.lane = LANE_STATUS;
	rc = sms_world_decide(w, plan_work, &whole);
	if (rc == OK)
		assert_int_equal(outbox_list(w->store, 0, 0, row, 1), 1);
	return rc;
}

static void set_values(const char *new_office, const char *new_papers, const char *new_number)
{
	office = new_office;
	papers = new_papers;
	number = new_number;
}

static void a_template_becomes_a_row_in_the_citizens_language_and_script(void **state)
{
	static const struct {
		const char *language;
		bool accents;
		const char *text;
	} rows[] = {
		{ "", false,
			"Mot cua: Ho so 1234567890 da den Cong dich vu cong, ma "
			"H10.31-261122-0001. Xem ho so: bam *1022*2*1234567890# roi goi." },
		{ "vi", true,
			"Một cửa: Hồ sơ 1234567890 đã đến Cổng dịch vụ công, mã "
			"H10.31-261122-0001. Xem hồ sơ: bấm *1022*2*1234567890# rồi gọi." },
		{ "en", false,
			"Mot cua: Application 1234567890 has reached the public service portal. "
			"Its number there is H10.31-261122-0001. To check: dial "
			"*1022*2*1234567890#" },
		{ "xyz", false,
			"Mot cua: Ho so 1234567890 da den Cong dich vu cong, ma "
			"H10.31-261122-0001. Xem ho so: bam *1022*2*1234567890# roi goi." },
	};
	static const char *const keys[] = { "n:1", "n:2", "n:3", "n:4" };

	set_values(NULL, NULL, "H10.31-261122-0001");
	for (size_t i = 0; i < 4; i++) {
		struct outbox_row row;

		assert_int_equal(plan(*state,
					 &(struct sms_message) { .language = rows[i].language,
						 .accents = rows[i].accents,
						 .template_id = "portal.number",
						 .dedupe = keys[i] },
					 &row),
			OK);
		assert_string_equal(row.text, rows[i].text);
		assert_string_equal(row.phone.e164, "84901234567");
		assert_string_equal(row.dedupe, keys[i]);
		assert_int_equal(row.lane, LANE_STATUS);
		assert_int_equal(row.state, SMS_QUEUED);
		assert_int_equal(row.made_s, SMS_WORLD_START_S);
	}
}

static void the_same_key_is_planned_once(void **state)
{
	struct sms_world *w = *state;
	const struct sms_message message = { .language = "vi",
		.template_id = "receipt.no_appointment",
		.dedupe = "receipt:1234567890" };
	struct outbox_counts counts;
	struct outbox_row row;

	assert_int_equal(plan(w, &message, &row), OK);
	assert_int_equal(plan(w, &message, &row), ERR_EXISTS);
	assert_int_equal(outbox_counts(w->store, &counts), OK);
	assert_int_equal(counts.by_state[SMS_QUEUED], 1);
	assert_int_equal(sms_stats(w->sms)->planned, 1);
}

static void a_turn_that_is_not_recorded_plans_nothing(void **state)
{
	struct sms_world *w = *state;
	const struct sms_message message = {
		.language = "vi", .template_id = "receipt.no_appointment", .dedupe = "receipt:1"
	};
	struct outbox_counts counts;
	struct outbox_row row;

	w->disk = DISK_FULL;
	assert_int_equal(plan(w, &message, &row), ERR_FULL);
	w->disk = DISK_FINE;
	assert_int_equal(outbox_counts(w->store, &counts), OK);
	assert_int_equal(counts.by_state[SMS_QUEUED], 0);
	assert_int_equal(plan(w, &message, &row), OK);
}

static const char long_office[] = "Trung tâm Phục vụ hành chính công xã Hương Thủy Thượng";
static const char usual_papers[] = "căn cước, giấy tờ bản gốc đã khai trong hồ sơ";

static void assert_parts(const struct outbox_row *row, bool ucs2, unsigned parts_max)
{
	struct sms_size size;

	assert_int_equal(sms_measure(row->text, strlen(row->text), &size), OK);
	assert_int_equal(size.ucs2, ucs2);
	assert_in_range(size.parts, 1, parts_max);
}

static void accents_are_given_up_before_words_are(void **state)
{
	struct outbox_row row;

	set_values(long_office, usual_papers, NULL);
	assert_int_equal(plan(*state,
				 &(struct sms_message) { .language = "vi",
					 .accents = true,
					 .template_id = "receipt",
					 .dedupe = "receipt:1" },
				 &row),
		OK);
	assert_parts(&row, false, 2);
	assert_non_null(strstr(row.text, "den Trung tam Phuc vu hanh chinh cong xa Huong Thuy"));
	assert_non_null(strstr(row.text, "Mang theo: can cuoc"));
}

static void the_short_form_carries_the_numbers_where_the_long_one_does_not_fit(void **state)
{
	static const char endless[] = "căn cước, sổ hộ khẩu cũ, giấy chứng sinh, giấy đăng ký kết "
				      "hôn, quyết định ly hôn, "
				      "giấy xác nhận nơi cư trú, giấy ủy quyền có công chứng, ảnh "
				      "chân dung và các giấy tờ khác";
	struct outbox_row row;

	set_values(long_office, endless, NULL);
	assert_int_equal(
		plan(*state,
			&(struct sms_message) {
				.language = "vi", .template_id = "receipt", .dedupe = "receipt:1" },
			&row),
		OK);
	assert_parts(&row, false, 1);
	assert_non_null(strstr(row.text, "1234567890"));
	assert_non_null(strstr(row.text, "123456789"));
	assert_non_null(strstr(row.text, "07:30 Chu nhat 22/11/2026"));
	assert_null(strstr(row.text, "Mang theo"));
	assert_int_equal(plan(*state,
				 &(struct sms_message) { .language = "vi",
					 .accents = true,
					 .template_id = "receipt",
					 .dedupe = "receipt:2" },
				 &row),
		OK);
	assert_parts(&row, true, 2);
	assert_non_null(strstr(row.text, "Chủ nhật"));
}

static void what_fits_in_no_form_is_refused_never_cut(void **state)
{
	static const char endless[] =
		"1234567890123456789012345678901234567890123456789012345678901234567890"
		"1234567890123456789012345678901234567890123456789012345678901234567890"
		"1234567890123456789012345678901234567890123456789012345678901234567890"
		"1234567890123456789012345678901234567890123456789012345678901234567890";
	struct outbox_counts counts;
	struct outbox_row row;
	struct sms_world *w = *state;

	set_values(NULL, NULL, endless);
	assert_int_equal(
		plan(w,
			&(struct sms_message) {
				.language = "vi", .template_id = "portal.number", .dedupe = "n:1" },
			&row),
		ERR_TOO_LONG);
	assert_int_equal(outbox_counts(w->store, &counts), OK);
	assert_int_equal(counts.by_state[SMS_QUEUED], 0);
}

static void letters_that_come_apart_are_put_together(void **state)
{
	struct outbox_row row;

	/* "o" and a combining circumflex, as some systems hand it out */
	set_values(NULL, NULL, "Ho\xCC\x82");
	assert_int_equal(plan(*state,
				 &(struct sms_message) { .language = "vi",
					 .accents = true,
					 .template_id = "portal.number",
					 .dedupe = "n:1" },
				 &row),
		OK);
	assert_non_null(strstr(row.text, "mã H\xC3\xB4."));
}

static void a_missing_template_value_or_key_is_refused(void **state)
{
	static const char sixty_four[] =
		"1234567890123456789012345678901234567890123456789012345678901234";
	static const struct {
		const char *template_id, *dedupe;
		int rc;
	} rows[] = {
		{ "nothing.of.the.kind", "k:1", ERR_NOT_FOUND },
		{ "portal.number", "k:2", ERR_NOT_FOUND }, /* its number has no value */
		{ "receipt.no_appointment", "", ERR_INVALID },
		{ "receipt.no_appointment", NULL, ERR_INVALID },
		{ "receipt.no_appointment", sixty_four, ERR_INVALID },
		{ "receipt.no_appointment", sixty_four + 1, OK },
	};

	set_values(NULL, NULL, NULL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct outbox_row row;

		assert_int_equal(plan(*state,
					 &(struct sms_message) { .language = "vi",
						 .template_id = rows[i].template_id,
						 .dedupe = rows[i].dedupe },
					 &row),
			rows[i].rc);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		WORLD_TEST(a_template_becomes_a_row_in_the_citizens_language_and_script),
		WORLD_TEST(the_same_key_is_planned_once),
		WORLD_TEST(a_turn_that_is_not_recorded_plans_nothing),
		WORLD_TEST(accents_are_given_up_before_words_are),
		WORLD_TEST(the_short_form_carries_the_numbers_where_the_long_one_does_not_fit),
		WORLD_TEST(what_fits_in_no_form_is_refused_never_cut),
		WORLD_TEST(letters_that_come_apart_are_put_together),
		WORLD_TEST(a_missing_template_value_or_key_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
