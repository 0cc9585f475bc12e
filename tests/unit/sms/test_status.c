/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The table from status to message, as it is shipped and as it is refused; and its templates with
 * the longest that may be said.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <osmocom/core/talloc.h>
#include "gateway/base/texts.h"
#include "sms/inner.h"
#include "sms/status.h"

#define CHARS_MAX 100 /* of a reason, of papers */

static struct sms sms_of(void *ctx)
{
	char error[512];
	struct sms sms = { .texts = texts_read(ctx, "sms/texts", error, sizeof(error)) };

	if (!sms.texts)
		fail_msg("%s", error);
	return sms;
}

static void the_shipped_table_is_read_row_by_row(void **state)
{
	static const struct {
		bool portal, clerk, reason, fee, once, answer;
	} rows[STATUS_MAX + 1] = {
		[1] = { .portal = true },
		[2] = { true, true, .reason = false },
		[3] = { true, true, .reason = true },
		[4] = { true, true, .reason = false },
		[5] = { true, true, .reason = true, .once = true, .answer = true },
		[6] = { true, true, .fee = true, .answer = true },
		[7] = { true, true, .reason = false },
		[8] = { true, true, .reason = true },
		[9] = { true, true, .reason = false },
		[10] = { true, true, .reason = false },
	};
	void *ctx = talloc_new(NULL);
	struct sms sms = sms_of(ctx);
	char error[512] = "";
	struct status_table *table =
		status_table_read(ctx, "sms/status.json", sms.texts, error, sizeof(error));

	(void)state;
	assert_string_equal(error, "");
	assert_non_null(table);
	for (int i = 1; i <= STATUS_MAX; i++) {
		const struct status_rule *rule = &table->rule[i];
		char id[STATUS_TEMPLATE_SIZE];

		snprintf(id, sizeof(id), "status.%d", i);
		assert_string_equal(rule->template_id, id);
		assert_int_equal(rule->lane, LANE_STATUS);
		assert_int_equal(rule->portal_says, rows[i].portal);
		assert_int_equal(rule->clerk_says, rows[i].clerk);
		assert_int_equal(rule->needs_reason, rows[i].reason);
		assert_int_equal(rule->needs_fee, rows[i].fee);
		assert_int_equal(rule->once, rows[i].once);
		assert_int_equal(rule->answer, rows[i].answer);
	}
	assert_true(table->late.once && table->late.clerk_says && !table->late.portal_says);
	talloc_free(ctx);
}

/* One word of the shipped file, replaced. */
static void a_table_with_a_mistake_is_refused_with_its_place(void **state)
{
	static const struct {
		const char *was, *is, *place;
	} cases[] = {
		{ "\"status.7\"", "\"status.77\"", "statuses.7: template" },
		{ "\"10\":", "\"11\":", "10" },
		{ "\"1\":", "\"1\": {}, \"12\":", "statuses" },
		{ "\"answer\": true", "\"anser\": true", "anser" },
		{ "\"lane\": \"status\"", "\"lane\": \"fast\"", "lane" },
		{ "[\"portal\"]", "[\"everybody\"]", "says" },
		{ "[\"fee\"]", "[7]", "needs" },
		{ "\"motcua_status\": 1", "\"motcua_status\": 2", "motcua_status" },
		{ "\"late\"", "\"later\"", "late" },
	};
	void *ctx = talloc_new(NULL);
	struct sms sms = sms_of(ctx);
	char path[] = "/tmp/motcua-status-XXXXXX", error[512];
	char text[8192], changed[8192];
	FILE *file = fopen("sms/status.json", "re");
	size_t n = file ? fread(text, 1, sizeof(text) - 1, file) : 0;

	(void)state;
	assert_true(n > 0);
	text[n] = '\0';
	fclose(file);
	close(mkstemp(path));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *at = strstr(text, cases[i].was);

		assert_non_null(at);
		snprintf(changed, sizeof(changed), "%.*s%s%s", (int)(at - text), text, cases[i].is,
			at + strlen(cases[i].was));
		file = fopen(path, "we");
		assert_non_null(file);
		fputs(changed, file);
		fclose(file);
		error[0] = '\0';
		assert_null(status_table_read(ctx, path, sms.texts, error, sizeof(error)));
		if (!strstr(error, cases[i].place))
			fail_msg("%s: %s", cases[i].is, error);
	}
	unlink(path);
	assert_null(status_table_read(ctx, path, sms.texts, error, sizeof(error)));
	talloc_free(ctx);
}

/* --- templates ----------------------------------------------------------------------------- */

static const char *longest(const char *name, size_t len, void *data)
{
	static char words[CHARS_MAX * 3 + 1];
	static const struct {
		const char *name, *value;
	} values[] = {
		{ "receipt", "1234567890" },
		{ "dial", "*1022*2*1234567890#" },
		{ "office", "Trung tâm Phục vụ hành chính công xã Hương Thủy Thượng" },
		{ "due", "22/11/2026" },
		{ "collect", "22/11/2026" },
		{ "fee", "1.000.000.000" },
		{ "reason.label", "@label.reason" },
		{ "papers.label", "@label.papers" },
		{ "due.label", "@label.due" },
		{ "collect.label", "@label.collect" },
		{ "fee.label", "@label.fee" },
		{ "reason.end", "." },
		{ "papers.end", "." },
		{ "due.end", "." },
		{ "collect.end", "." },
		{ "fee.end", "@label.fee.end" },
	};

	(void)data;
	if (len == 6 && (!memcmp(name, "reason", len) || !memcmp(name, "papers", len))) {
		words[0] = '\0';
		for (int i = 0; i < CHARS_MAX; i++)
			strcat(words, i % 5 == 4 ? " " : "ộ");
		return words;
	}
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (strlen(values[i].name) == len && !memcmp(values[i].name, name, len))
			return values[i].value;
	return NULL;
}

static const char *const long_forms[] = { "status.1", "status.2", "status.3", "status.4",
	"status.5", "status.6", "status.7", "status.8", "status.9", "status.10", "status.late" };
static const char *const one_part[] = { "status.1", "status.2", "status.3.short", "status.4.short",
	"status.5.short", "status.6.short", "status.7", "status.8.short", "status.9.short",
	"status.10", "status.late.short" };

static void check_parts(const struct texts *texts, const char *id, unsigned parts_max)
{
	for (unsigned language = 0; language < texts_languages(texts); language++) {
		char out[TEXT_MAX + 1];
		struct sms_size size;
		size_t len;

		assert_int_equal(texts_expand(texts, texts_find(texts, id), language, false,
					 longest, NULL, out, sizeof(out), &len),
			OK);
		assert_int_equal(sms_measure(out, len, &size), OK);
		if (size.ucs2 || size.parts > parts_max)
			fail_msg("%s in %s: %u parts, ucs2 %d: %s", id,
				texts_language_code(texts, language), size.parts, size.ucs2, out);
	}
}

static void the_longest_word_fits_two_parts_and_the_short_form_one(void **state)
{
	void *ctx = talloc_new(NULL);
	struct sms sms = sms_of(ctx);

	(void)state;
	for (size_t i = 0; i < sizeof(long_forms) / sizeof(long_forms[0]); i++)
		check_parts(sms.texts, long_forms[i], 2);
	for (size_t i = 0; i < sizeof(one_part) / sizeof(one_part[0]); i++)
		check_parts(sms.texts, one_part[i], 1);
	talloc_free(ctx);
}

static void every_status_message_says_how_to_check_it_and_holds_no_address(void **state)
{
	void *ctx = talloc_new(NULL);
	struct sms sms = sms_of(ctx);

	(void)state;
	for (unsigned language = 0; language < texts_languages(sms.texts); language++) {
		for (size_t i = 0; i < sizeof(long_forms) / sizeof(long_forms[0]); i++) {
			const char *text = texts_get(
				sms.texts, texts_find(sms.texts, long_forms[i]), language, true);

			assert_non_null(strstr(text, "{dial}"));
			assert_non_null(strstr(text, "{receipt}"));
			assert_null(strstr(text, "http"));
			assert_null(strstr(text, "www"));
			assert_null(strstr(text, "{number}"));
		}
	}
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_table_is_read_row_by_row),
		cmocka_unit_test(a_table_with_a_mistake_is_refused_with_its_place),
		cmocka_unit_test(the_longest_word_fits_two_parts_and_the_short_form_one),
		cmocka_unit_test(every_status_message_says_how_to_check_it_and_holds_no_address),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
