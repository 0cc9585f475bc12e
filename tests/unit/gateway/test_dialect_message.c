/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a request means in each dialect that ships, and how an answer is said there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <osmocom/core/utils.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include "gateway/base/err.h"
#include "gateway/base/json.h"
#include "gateway/bearer/dialect_message.h"

#define FOLDER "gateway/bearer/dialects"

static struct dialects *dialects;

static int set_up(void **state)
{
	char error[256];

	(void)state;
	dialects = dialects_read(NULL, FOLDER, error, sizeof(error));
	return dialects ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	talloc_free(dialects);
	return 0;
}

/* A request as it arrives, read and planned. */
struct meant {
	json_t *fields;
	struct dialect_message message;
	struct dialect_plan plan;
	const char *code; /* NULL: understood */
	char sentence[DIALECT_SENTENCE_SIZE];
};

static void take(const struct dialect *d, const char *body, unsigned sequence, struct meant *m)
{
	struct json_reader reader;
	struct dialect_known known = { sequence > 0, sequence };
	const char *code = "syntax";

	*m = (struct meant) { 0 };
	m->fields = d->form == DIALECT_JSON ? json_read(&reader, "request", body, strlen(body))
					    : dialect_form_read(body, strlen(body));
	if (!m->fields || !dialect_message_read(d, m->fields, &m->message, &code, m->sentence) ||
		!dialect_message_plan(
			d, &m->message, &known, "*1022#", &m->plan, &code, m->sentence))
		m->code = code;
}

static void drop(struct meant *m)
{
	json_decref(m->fields);
}

#define TEXT(rest) "sessionId=s1&phoneNumber=%2B84901234567&" rest
#define JSON(rest) "{\"sessionID\":\"s1\",\"msisdn\":\"84901234567\"," rest "}"
#define OURS(rest) "{\"session\":\"s1\",\"phone\":\"0901234567\"," rest "}"
#define NONE	   SEQUENCE_NONE

struct meaning {
	const char *dialect, *body;
	unsigned known; /* sequence that the session waits for; 0: there is none */
	bool begins;
	const char *dialled, *input;
	uint32_t sequence;
	const char *more[3];
};

static const struct meaning meanings[] = {
	/* ours */
	{ "motcua", OURS("\"dialled\":\"*1022#\",\"sequence\":0"), 0, true, "", "", 0, { 0 } },
	{ "motcua", OURS("\"dialled\":\"*1022*2*12#\",\"sequence\":0"), 4, true, "2*12", "", 0,
		{ 0 } },
	{ "motcua", OURS("\"input\":\"1*2\",\"sequence\":3"), 3, false, "", "1*2", 3, { 0 } },
	{ "motcua", OURS("\"input\":\"1\",\"sequence\":7"), 0, false, "", "1", 7, { 0 } },
	/* appended by stars: the first message, with the code here or there */
	{ "text", TEXT("serviceCode=*1022%23&text="), 0, true, "", "", 0, { 0 } },
	{ "text", TEXT("serviceCode=*1022%23"), 0, true, "", "", 0, { 0 } },
	{ "text", TEXT("text="), 0, true, "", "", 0, { 0 } },
	{ "text", TEXT("serviceCode=*384*55%23&text="), 0, true, "", "", 0, { 0 } },
	{ "text", TEXT("serviceCode=*1022*2*0123456789%23&text="), 0, true, "2*0123456789", "", 0,
		{ 0 } },
	{ "text", TEXT("serviceCode=*1022%23&text=2*0123456789"), 0, true, "2*0123456789", NULL, 2,
		{ 0 } },
	{ "text", TEXT("serviceCode=*384%23&text=2*0123456789%23"), 0, true, "2*0123456789", NULL,
		2, { 0 } },
	{ "text", TEXT("serviceCode=*1022*2*99%23&text=2*99"), 0, true, "2*99", NULL, 2, { 0 } },
	{ "text", TEXT("serviceCode=*1022*2%23&text=99"), 0, true, "2*99", NULL, 1, { 0 } },
	/* a session that was lost: more than anybody dials, or what nobody can dial */
	{ "text", TEXT("serviceCode=*1022%23&text=1*1*1*1*1"), 0, true, "", NULL, 5, { 0 } },
	{ "text", TEXT("serviceCode=*1022%23&text=1*Nguyen"), 0, true, "", NULL, 2, { 0 } },
	/* its answers */
	{ "text", TEXT("text=1"), 1, false, "", "1", 1, { 0 } },
	{ "text", TEXT("text=1*2*3"), 3, false, "", "3", 3, { 0 } },
	{ "text", TEXT("text=1*0*00"), 3, false, "", "00", 3, { 0 } },
	{ "text", TEXT("text=1*"), 2, false, "", "", 2, { 0 } },
	{ "text", TEXT("text=**"), 3, false, "", "", 3, { 0 } },
	{ "text", TEXT("text=1*Nguyeenx+Thij+Hoa"), 2, false, "", "Nguyeenx Thij Hoa", 2, { 0 } },
	{ "text", TEXT("text=1*Nguy%E1%BB%85n"), 2, false, "", "Nguy\341\273\205n", 2, { 0 } },
	/* the same again, and one that is late: what they say is past */
	{ "text", TEXT("text=1*2"), 3, false, "", "2", 2, { 0 } },
	{ "text", TEXT("text="), 1, false, "", "", 0, { 0 } },
	{ "text", TEXT("text=1"), 5, false, "", "1", 1, { 0 } },
	/* ahead of what arrived here */
	{ "text", TEXT("text=1*2*3"), 2, false, "", "2", 2, { "3" } },
	{ "text", TEXT("text=1*2**4"), 1, false, "", "1", 1, { "2", "", "4" } },
	/* a dial string of four parts, then on from there */
	{ "text", TEXT("text=2*0123456789*2345"), 3, false, "", "2345", 3, { 0 } },
	/* JSON, each alone */
	{ "json", JSON("\"userData\":\"*1022#\",\"newSession\":true,\"network\":\"MTN\""), 0, true,
		"", NULL, NONE, { 0 } },
	{ "json", JSON("\"userData\":\"*1022*2*12#\",\"newSession\":true"), 3, true, "2*12", NULL,
		NONE, { 0 } },
	{ "json", JSON("\"userData\":\"*384#\",\"newSession\":true"), 0, true, "", NULL, NONE,
		{ 0 } },
	{ "json", JSON("\"userData\":\"1*2\",\"newSession\":false"), 3, false, "", "1*2", NONE,
		{ 0 } },
	{ "json", JSON("\"userData\":\"1\",\"newSession\":\"true\""), 3, false, "", "1", NONE,
		{ 0 } },
	{ "json", JSON("\"userData\":\"\""), 3, false, "", "", NONE, { 0 } },
};

static void check_meaning(const struct meaning *c)
{
	const struct dialect *d = dialects_find(dialects, c->dialect);
	const struct bearer_request *r;
	struct meant m;
	unsigned more = 0;

	take(d, c->body, c->known, &m);
	if (m.code)
		fail_msg("%s: %s: %s", c->body, m.code, m.sentence);
	r = &m.plan.request;
	if (r->begins != c->begins || r->sequence != c->sequence)
		fail_msg("%s: begins %d, sequence %u", c->body, r->begins, r->sequence);
	assert_string_equal(r->session, "s1");
	assert_string_equal(r->phone.e164, "84901234567");
	assert_string_equal(r->dialled, c->dialled);
	if (c->input) {
		assert_int_equal(r->input_len, strlen(c->input));
		assert_memory_equal(r->input, c->input, r->input_len);
	}
	for (; more < ARRAY_SIZE(c->more) && c->more[more]; more++) {
		assert_true(more < m.plan.more_n);
		assert_int_equal(m.plan.more[more].len, strlen(c->more[more]));
		assert_memory_equal(m.plan.more[more].text, c->more[more], m.plan.more[more].len);
	}
	assert_int_equal(m.plan.more_n, more);
	drop(&m);
}

static void each_request_means_what_its_dialect_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(meanings); i++)
		check_meaning(&meanings[i]);
}

static void what_is_no_request_is_refused(void **state)
{
	static const struct {
		const char *dialect, *body;
		unsigned known;
		const char *code;
	} cases[] = {
		{ "motcua", "", 0, "syntax" },
		{ "motcua", OURS("\"sequence\":0"), 0, "dialled" },
		{ "motcua", OURS("\"sequence\":0,\"dialled\":\"*500#\""), 0, "dialled" },
		{ "motcua", OURS("\"sequence\":\"1\""), 0, "schema" },
		{ "motcua", OURS("\"sequence\":-1"), 0, "schema" },
		{ "motcua", OURS("\"sequence\":1,\"colour\":\"red\""), 0, "schema" },
		{ "motcua", OURS("\"input\":\"1\""), 0, "schema" },
		{ "text", TEXT("text=%zz"), 0, "syntax" },
		{ "text", TEXT("text=%4"), 0, "syntax" },
		{ "text", TEXT("text=%00"), 0, "syntax" },
		{ "text", TEXT("text=%ff"), 0, "syntax" },
		{ "text", TEXT("text=1&text=2"), 0, "syntax" },
		{ "text", TEXT("=1"), 0, "syntax" },
		{ "text", "phoneNumber=0901234567&text=", 0, "schema" },
		{ "text", "sessionId=&phoneNumber=0901234567", 0, "schema" },
		{ "text", "sessionId=s1&phoneNumber=0123&text=", 0, "phone" },
		{ "text", TEXT("text=1*2*3*4*5*6*7*8*9*10*11"), 1, "ahead" },
		{ "json", JSON("\"userData\":1"), 0, "schema" },
		{ "json", "[]", 0, "schema" },
	};
	struct meant m;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		take(dialects_find(dialects, cases[i].dialect), cases[i].body, cases[i].known, &m);
		if (!m.code || strcmp(m.code, cases[i].code) != 0)
			fail_msg("%s: %s, not %s", cases[i].body, m.code ? m.code : "understood",
				cases[i].code);
		drop(&m);
	}
}

static void an_appended_text_has_a_limit(void **state)
{
	static char body[DIALECT_APPENDED_MAX + 200] = TEXT("text=");
	struct meant m;
	size_t begin = strlen(body);

	(void)state;
	memset(body + begin, '1', DIALECT_APPENDED_MAX);
	take(dialects_find(dialects, "text"), body, 1, &m);
	assert_null(m.code);
	drop(&m);
	memset(body + begin, '1', DIALECT_APPENDED_MAX + 1);
	take(dialects_find(dialects, "text"), body, 1, &m);
	assert_string_equal(m.code, "schema");
	drop(&m);
	memset(body + begin, '\0', DIALECT_APPENDED_MAX + 1);
	memset(body + begin, '*', DIALECT_PARTS_MAX);
	take(dialects_find(dialects, "text"), body, DIALECT_PARTS_MAX, &m);
	assert_string_equal(m.code, "schema");
	drop(&m);
}

/* --- answers -------------------------------------------------------------------------------- */
static void check_answer(const struct dialect *d, const char *body, const char *text,
	enum coding coding, bool end, const char *expected)
{
	struct bearer_answer answer = {
		.len = strlen(text), .coding = coding, .end = end, .sequence = 4
	};
	struct meant m;
	char *said;

	memcpy(answer.text, text, answer.len + 1);
	take(d, body, 3, &m);
	assert_null(m.code);
	said = dialect_answer(dialects, d, &m.message, &answer);
	assert_string_equal(said, expected);
	talloc_free(said);
	drop(&m);
}

static void each_dialect_says_its_answers(void **state)
{
	const struct dialect *text = dialects_find(dialects, "text"),
			     *json = dialects_find(dialects, "json"),
			     *ours = dialects_find(dialects, "motcua");

	(void)state;
	check_answer(text, TEXT("text=1"), "Chon:\n1 Mot", CODING_GSM7, false, "CON Chon:\n1 Mot");
	check_answer(text, TEXT("text=1"), "Xong {end}", CODING_GSM7, true, "END Xong {end}");
	check_answer(json, JSON("\"userData\":\"1\""), "\"Chon\"\n", CODING_GSM7, false,
		"{\"sessionID\":\"s1\",\"msisdn\":\"84901234567\",\"message\":\"\\\"Chon\\\"\\n\","
		"\"continueSession\":true}");
	check_answer(json, JSON("\"userData\":\"{text}\""), "Xong", CODING_GSM7, true,
		"{\"sessionID\":\"s1\",\"msisdn\":\"84901234567\",\"message\":\"Xong\","
		"\"continueSession\":false}");
	check_answer(ours, OURS("\"input\":\"1\",\"sequence\":3"), "Ch\341\273\215n", CODING_UCS2,
		false,
		"{\"text\":\"Ch\341\273\215n\",\"end\":false,\"coding\":\"ucs2\",\"sequence\":4}");
}

static void a_name_alone_keeps_its_kind(void **state)
{
	struct dialect d = *dialects_find(dialects, "json");

	(void)state;
	d.go_on.body = json_pack("{s:s s:s s:s s:s s:{s:s} s:i}", "e", "{end}", "c", "{continue}",
		"n", "{sequence}", "t", "{end} {continue} {sequence} {coding}", "o", "m", "{text}",
		"i", 7);
	check_answer(&d, JSON("\"userData\":\"1\""), "Chon", CODING_GSM7, false,
		"{\"e\":false,\"c\":true,\"n\":4,\"t\":\"false true 4 gsm7\","
		"\"o\":{\"m\":\"Chon\"},\"i\":7}");
	json_decref(d.go_on.body);
}

static void a_route_without_accents_gets_none(void **state)
{
	struct dialect plain = *dialects_find(dialects, "text");

	(void)state;
	plain.accents = false;
	check_answer(&plain, TEXT("text=1"), "Ch\341\273\215n \341\236\200\342\202\254",
		CODING_UCS2, false, "CON Chon ?\342\202\254");
	check_answer(&plain, TEXT("text=1"), "\303\240", CODING_GSM7, false, "CON \303\240");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_request_means_what_its_dialect_says),
		cmocka_unit_test(what_is_no_request_is_refused),
		cmocka_unit_test(an_appended_text_has_a_limit),
		cmocka_unit_test(each_dialect_says_its_answers),
		cmocka_unit_test(a_name_alone_keeps_its_kind),
		cmocka_unit_test(a_route_without_accents_gets_none),
	};

	return cmocka_run_group_tests_name("dialect_message", tests, set_up, tear_down);
}
