/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The body of a submit: who applies, who helps, and by which channel. */
#include "gateway/effect/body.h"
#include "tests/lib/gateway_fixture.h"
#include "tests/unit/menus/submit_world.h"

#define SUBMIT \
	"{'applicant':{'national_id':'id','relation':'self','phone':'tel'},'answers':{" \
	"'day':{'own':'today','as':'day'},'phone':{'own':'phone'}},'papers':[]}"

static void put(
	const struct menu_set *set, struct engine_state *state, const char *key, const char *value)
{
	struct pairs pairs = { state->answers, &state->answers_len, sizeof(state->answers) };

	assert_int_equal(
		pairs_append(&pairs, symbols_find(set->symbols, key, strlen(key)), value), OK);
}

static void whoever_dials_for_another_phone_is_its_helper(void **state)
{
	static const struct {
		enum bearer bearer;
		const char *answered, *phone, *helper, *channel, *whom;
	} cases[] = {
		{ BEARER_HTTP, "", "+84901234567", NULL, "ussd", NULL },
		{ BEARER_SMS, "", "+84901234567", NULL, "sms", NULL },
		{ BEARER_HTTP, "0901234567", "+84901234567", NULL, "ussd", NULL },
		{ BEARER_HTTP, "0907654321", "+84907654321", "+84901234567", "helper", NULL },
		{ BEARER_SMS, "0907654321", "+84907654321", "+84901234567", "helper", NULL },
		{ BEARER_HTTP, "0907654321", "+84907654321", "+84901234567", "helper", "other" },
		/* who is helped has no phone */
		{ BEARER_HTTP, "", "+84901234567", "+84901234567", "helper", "other" },
		{ BEARER_HTTP, "0901234567", "+84901234567", "+84901234567", "helper", "other" },
	};
	char error[512] = "";
	struct menu_set *set =
		world_load("'given':{'whom':['other']},", SUBMIT, NULL, error, sizeof(error));
	struct effect_world world = { .menus = set };
	struct dossier dossier = { .receipt = "1234567890",
		.procedure = "9.1",
		.office = "25195",
		.submitted_s = FIXTURE_START_S };
	struct appointment appointment = {
		.code = "123456789", .office = "25195", .start_s = FIXTURE_START_S + 3600
	};
	struct phone dials;
	(void)state;

	assert_string_equal(error, "");
	assert_int_equal(phone_parse("0901234567", &dials), OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct engine_state answers;
		struct effect_call call = { .world = &world,
			.phone = &dials,
			.bearer = cases[i].bearer,
			.state = &answers };
		const char *phone, *channel, *helper, *day;
		struct body body;

		engine_init(&answers, 0, false);
		answers.at.tree = 1;
		put(set, &answers, "id", "070190123456");
		put(set, &answers, "tel", cases[i].answered);
		if (cases[i].whom)
			put(set, &answers, "whom", cases[i].whom);
		assert_int_equal(body_init(&call, FIXTURE_START_S, &body), OK);
		assert_string_equal(body_national_id(&body), "070190123456");
		assert_int_equal(body.by_helper, cases[i].helper != NULL);
		assert_string_equal(body.applicant.e164, cases[i].phone + 1);
		assert_int_equal(body_complete(&body, &call, &dossier, &appointment), OK);
		assert_int_equal(json_unpack(body.json, "{s:{s:s} s:s s:{s:s s:s}}", "applicant",
					 "phone", &phone, "channel", &channel, "answers", "day",
					 &day, "phone", &helper),
			0);
		assert_string_equal(phone, cases[i].phone);
		assert_string_equal(channel, cases[i].channel);
		assert_string_equal(helper, "0901234567");
		assert_string_equal(day, "11/23/2026");
		helper = json_string_value(
			json_object_get(json_object_get(body.json, "helper"), "phone"));
		assert_true(json_object_get(body.json, "helper") && !helper == !cases[i].helper);
		if (helper)
			assert_string_equal(helper, cases[i].helper);
		assert_true(json_is_null(json_object_get(body.json, "concerned")));
		assert_true(json_is_null(json_object_get(body.json, "consent")));
		body_fini(&body);
	}
	talloc_free(set);
}

static void at_home_there_is_no_body(void **state)
{
	char error[512] = "";
	struct menu_set *set = world_load("", SUBMIT, NULL, error, sizeof(error));
	struct effect_world world = { .menus = set };
	struct engine_state answers;
	struct phone dials;
	struct effect_call call = { .world = &world, .phone = &dials, .state = &answers };
	struct body body;
	(void)state;

	assert_int_equal(phone_parse("0901234567", &dials), OK);
	engine_init(&answers, 0, false);
	assert_int_equal(body_init(&call, FIXTURE_START_S, &body), ERR_INVALID);
	talloc_free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whoever_dials_for_another_phone_is_its_helper),
		cmocka_unit_test(at_home_there_is_no_body),
	};

	return cmocka_run_group_tests_name("body", tests, NULL, NULL);
}
