/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The templates that are shipped: each fits with its longest data in every language and script, and
 * says nothing that a stranger with the phone in hand should not read.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <osmocom/core/talloc.h>
#include "gateway/base/texts.h"
#include "gateway/base/utf8.h"
#include "sms/sms.h"

/* The longest data that the gateway may hand over and still be sure of the long form. */
static const char longest_office[] = "Trung tâm Phục vụ hành chính công xã Hương Thủy Thượng";
static const char longest_papers[] = "căn cước, giấy tờ bản gốc đã khai trong hồ sơ";

static const char *const templates[] = {
	"receipt",
	"receipt.short",
	"receipt.no_appointment",
	"receipt.helper",
	"receipt.helper.short",
	"receipt.helped",
	"receipt.helped.short",
	"appointment.booked",
	"appointment.booked.short",
	"appointment.cancelled",
	"callback.noted",
	"callback.unreachable",
	"portal.number",
	"portal.refused",
};
#define TEMPLATES (sizeof(templates) / sizeof(templates[0]))

static const char *longest_value(const char *name, size_t len, void *data)
{
	static const struct {
		const char *name, *value;
	} values[] = {
		{ "receipt", "1234567890" },
		{ "code", "123456789" },
		{ "date", "22/11/2026" },
		{ "time", "07:30" },
		{ "office", longest_office },
		{ "papers", longest_papers },
		{ "number", "000.00.00.G12-261122-0001.12345" },
		{ "dial", "*1022*2*1234567890#" },
		{ "call", "*1022*9#" },
		{ "service", "*1022#" },
	};

	if (len == 7 && memcmp(name, "weekday", len) == 0)
		return data; /* which day is tried */
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (strlen(values[i].name) == len && memcmp(values[i].name, name, len) == 0)
			return values[i].value;
	return NULL;
}

struct fixture {
	void *ctx;
	struct texts *texts;
};

static int set_up(void **state)
{
	static struct fixture fixture;
	char error[512];

	fixture.ctx = talloc_new(NULL);
	fixture.texts = texts_read(fixture.ctx, "sms/texts", error, sizeof(error));
	if (fixture.texts == NULL)
		fail_msg("%s", error);
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	talloc_free(fixture->ctx);
	return 0;
}

/* Parts of the longest form, over all days of the week; *ucs2_r if any needs UCS-2. */
static unsigned worst_parts(
	const struct texts *texts, const char *id, unsigned language, bool accents, bool *ucs2_r)
{
	static const char *const days[] = { "@weekday.1", "@weekday.2", "@weekday.3", "@weekday.4",
		"@weekday.5", "@weekday.6", "@weekday.7" };
	unsigned worst = 0;

	*ucs2_r = false;
	for (size_t i = 0; i < 7; i++) {
		char day[16], out[TEXT_MAX + 1];
		struct sms_size size;
		size_t len;

		(void)snprintf(day, sizeof(day), "%s", days[i]);
		assert_int_equal(texts_expand(texts, texts_find(texts, id), language, accents,
					 longest_value, day, out, sizeof(out), &len),
			OK);
		assert_int_equal(sms_measure(out, len, &size), OK);
		worst = size.parts > worst ? size.parts : worst;
		*ucs2_r = *ucs2_r || size.ucs2;
	}
	return worst;
}

static void without_accents_every_template_is_gsm7_in_at_most_two_parts(void **state)
{
	const struct fixture *fixture = *state;

	for (unsigned language = 0; language < texts_languages(fixture->texts); language++) {
		for (size_t i = 0; i < TEMPLATES; i++) {
			bool ucs2;
			unsigned parts =
				worst_parts(fixture->texts, templates[i], language, false, &ucs2);

			if (ucs2 || parts > 2)
				fail_msg("%s in %s: %u parts, ucs2 %d", templates[i],
					texts_language_code(fixture->texts, language), parts, ucs2);
		}
	}
}

static void notices_without_data_of_unbounded_length_take_one_part(void **state)
{
	static const char *const one_part[] = { "receipt.short", "receipt.no_appointment",
		"receipt.helper.short", "receipt.helped.short", "appointment.booked.short",
		"appointment.cancelled", "portal.number", "portal.refused" };
	const struct fixture *fixture = *state;

	for (unsigned language = 0; language < texts_languages(fixture->texts); language++) {
		for (size_t i = 0; i < sizeof(one_part) / sizeof(one_part[0]); i++) {
			bool ucs2;

			if (worst_parts(fixture->texts, one_part[i], language, false, &ucs2) != 1)
				fail_msg("%s in %s takes two parts", one_part[i],
					texts_language_code(fixture->texts, language));
		}
	}
}

static void with_accents_all_but_the_long_forms_fit_two_parts(void **state)
{
	const struct fixture *fixture = *state;

	for (size_t i = 0; i < TEMPLATES; i++) {
		bool ucs2;
		unsigned parts = worst_parts(fixture->texts, templates[i], 0, true, &ucs2);

		assert_true(ucs2);
		if (strcmp(templates[i], "receipt") == 0 ||
			strcmp(templates[i], "receipt.helper") == 0 ||
			strcmp(templates[i], "receipt.helped") == 0 ||
			strcmp(templates[i], "appointment.booked") == 0)
			continue; /* these go without accents then: sms/plan.c */
		if (parts > 2)
			fail_msg("%s: %u parts", templates[i], parts);
	}
}

static void every_language_has_every_template_and_no_other_placeholder(void **state)
{
	const struct fixture *fixture = *state;

	assert_int_equal(texts_languages(fixture->texts), 2);
	for (unsigned language = 0; language < 2; language++) {
		assert_true(texts_language_complete(fixture->texts, language));
		for (size_t i = 0; i < TEMPLATES; i++) {
			bool ucs2;

			/* longest_value() knows all there are, so an expansion fails on others */
			(void)worst_parts(fixture->texts, templates[i], language, false, &ucs2);
		}
	}
}

static bool holds(const char *text, const char *what)
{
	return strcasestr(text, what) != NULL;
}

/* A line end is safe on the air, but ends the message in the line protocol of Kannel's fake SMSC,
 * and a phone's small screen gains nothing by it. */
static void no_template_has_a_link_a_line_end_a_name_or_asks_for_a_secret(void **state)
{
	static const char *const never[] = { "http", "www", ".vn", ".com", "{name", "{procedure",
		"{applicant", "{national", "otp", "pin", "password", "mật khẩu", "\n", "\r", "\t",
		"  " };
	const struct fixture *fixture = *state;

	for (unsigned language = 0; language < texts_languages(fixture->texts); language++) {
		for (size_t i = 0; i < TEMPLATES; i++) {
			const char *text = texts_get(fixture->texts,
				texts_find(fixture->texts, templates[i]), language, true);

			for (size_t j = 0; j < sizeof(never) / sizeof(never[0]); j++)
				if (holds(text, never[j]))
					fail_msg("%s holds \"%s\"", templates[i], never[j]);
		}
	}
}

static void every_template_names_its_sender_and_how_it_can_be_checked(void **state)
{
	const struct fixture *fixture = *state;

	for (unsigned language = 0; language < texts_languages(fixture->texts); language++) {
		const char *sender = language == 0 ? "Một cửa: " : "Mot cua: ";

		for (size_t i = 0; i < TEMPLATES; i++) {
			const char *text = texts_get(fixture->texts,
				texts_find(fixture->texts, templates[i]), language, true);

			assert_true(holds(text, "{dial}") || holds(text, "{service}"));
			assert_int_equal(strncmp(text, sender, strlen(sender)), 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_accents_every_template_is_gsm7_in_at_most_two_parts),
		cmocka_unit_test(notices_without_data_of_unbounded_length_take_one_part),
		cmocka_unit_test(with_accents_all_but_the_long_forms_fit_two_parts),
		cmocka_unit_test(every_language_has_every_template_and_no_other_placeholder),
		cmocka_unit_test(no_template_has_a_link_a_line_end_a_name_or_asks_for_a_secret),
		cmocka_unit_test(every_template_names_its_sender_and_how_it_can_be_checked),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
