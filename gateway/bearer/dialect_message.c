/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From the fields of a request to what it means. */
#include "gateway/bearer/dialect_message.h"
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/base/json.h"
#include "gateway/base/utf8.h"

#define PHONE_TEXT_MAX 32
#define SEQUENCE_MAX   (INT32_MAX - 1) /* so that the next one is an int in any JSON reader */

static bool refuse(const char *code, const char *why, const char **code_r, char *sentence)
{
	*code_r = code;
	osmo_strlcpy(sentence, why, DIALECT_SENTENCE_SIZE);
	return false;
}

/* --- forms ---------------------------------------------------------------------------------- */
static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
		return (c | 0x20) - 'a' + 10;
	return -1;
}

/* Decodes in place of `out`, which has room for `len` and a NUL. */
static bool unescape(const char *text, size_t len, char *out, size_t *len_r)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		char c = text[i] == '+' ? ' ' : text[i];

		if (c == '%') {
			int high = i + 2 < len ? hex_digit(text[i + 1]) : -1;
			int low = high >= 0 ? hex_digit(text[i + 2]) : -1;

			if (low < 0)
				return false;
			c = (char)(high * 16 + low);
			i += 2;
		}
		if (c == '\0')
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	*len_r = n;
	return utf8_valid(out, n);
}

static bool add_field(json_t *fields, const char *pair, size_t len, char *room)
{
	const char *equals = memchr(pair, '=', len);
	size_t name_len = equals ? (size_t)(equals - pair) : len, value_len = 0;
	char *value = room + name_len + 1;

	if (!unescape(pair, name_len, room, &name_len) || name_len == 0)
		return false;
	if (equals && !unescape(equals + 1, len - (size_t)(equals - pair) - 1, value, &value_len))
		return false;
	if (json_object_get(fields, room) || json_object_size(fields) == DIALECT_FIELDS_MAX)
		return false;
	return json_object_set_new(fields, room, json_stringn(value, value_len)) == 0;
}

json_t *dialect_form_read(const char *body, size_t len)
{
	json_t *fields = json_object();
	char *room = malloc(len + 2);
	bool sound = fields && room;

	for (size_t at = 0; sound && at < len;) {
		const char *end = memchr(body + at, '&', len - at);
		size_t pair = end ? (size_t)(end - body) - at : len - at;

		sound = pair == 0 || add_field(fields, body + at, pair, room);
		at += pair + 1;
	}
	free(room);
	if (sound)
		return fields;
	json_decref(fields);
	return NULL;
}

/* --- fields --------------------------------------------------------------------------------- */
static void only_known(const struct json_at *root, const struct dialect *d)
{
	const char *keys[] = { d->session, d->phone, d->text, d->dialled, d->sequence, d->flag,
		NULL };

	json_only(root, keys);
}

/* A number, or its digits where all values are texts. */
static uint32_t read_sequence(const struct json_at *root, const struct dialect *d)
{
	struct json_at at;
	const char *text;
	uint32_t n = 0;

	if (d->form == DIALECT_JSON)
		return (uint32_t)json_int(root, d->sequence, 0, SEQUENCE_MAX);
	text = json_text(root, d->sequence, 1, 9);
	at = json_opt(root, d->sequence);
	if (strspn(text, "0123456789") != strlen(text)) {
		json_fail(&at, "expected digits");
		return 0;
	}
	while (*text)
		n = n * 10 + (uint32_t)(*text++ - '0');
	return n;
}

static bool phone_written_so(enum dialect_phone form, const char *text)
{
	static const char *const begins[] = {
		[PHONE_ANY] = "", [PHONE_PLUS84] = "+84", [PHONE_84] = "84", [PHONE_0] = "0"
	};
	size_t len = strlen(begins[form]);

	return form == PHONE_ANY ||
		(strncmp(text, begins[form], len) == 0 &&
			strspn(text + len, "0123456789") == strlen(text + len));
}

/* Whether a field says that the dialogue begins; forms hold texts only. */
static bool has_value(const struct dialect *d, const json_t *value)
{
	char *wanted;
	bool same;

	if (!value || d->form == DIALECT_JSON || json_is_string(d->flag_value))
		return json_equal(value, d->flag_value);
	wanted = json_dumps(d->flag_value, JSON_ENCODE_ANY);
	same = wanted && strcmp(wanted, json_string_value(value)) == 0;
	free(wanted);
	return same;
}

bool dialect_message_read(const struct dialect *d, json_t *fields, struct dialect_message *out,
	const char **code_r, char *sentence)
{
	struct json_reader reader = { .source = "request" };
	struct json_at root = json_root(&reader, fields);
	struct dialect_message m = { .dialled = "", .sequence = SEQUENCE_NONE };

	if (!d->other_fields)
		only_known(&root, d);
	m.session = json_text(&root, d->session, 1, SESSION_MAX);
	if (*d->sequence)
		m.sequence = read_sequence(&root, d);
	m.text = json_text_opt(&root, d->text, d->appended ? DIALECT_APPENDED_MAX : INPUT_MAX, "");
	m.text_len = strlen(m.text);
	m.phone_given = json_text(&root, d->phone, 1, PHONE_TEXT_MAX);
	/* One field may be both: its length as an answer holds unless the dialogue begins. */
	if (*d->dialled && strcmp(d->dialled, d->text) == 0)
		m.dialled = m.text;
	else if (*d->dialled)
		m.dialled = json_text_opt(&root, d->dialled, DIALLED_MAX, "");
	if (d->begin == BEGIN_FLAG)
		m.flagged = has_value(d, json_opt(&root, d->flag).value);
	if (json_failed(&reader))
		return refuse("schema", reader.error, code_r, sentence);
	if (!phone_written_so(d->phone_form, m.phone_given) ||
		phone_parse(m.phone_given, &m.phone) != OK)
		return refuse(
			"phone", "phone: expected a Vietnamese mobile number", code_r, sentence);
	*out = m;
	return true;
}

/* --- meaning -------------------------------------------------------------------------------- */
static unsigned count_parts(const char *text)
{
	unsigned n = *text != '\0';

	for (const char *star = strchr(text, '*'); star; star = strchr(star + 1, '*'))
		n++;
	return n;
}

/* Part `i` (from 0) of a text that has so many. */
static const char *part_at(const char *text, unsigned i, size_t *len_r)
{
	while (i--)
		text = strchr(text, '*') + 1;
	*len_r = strcspn(text, "*");
	return text;
}

static bool begins(const struct dialect *d, const struct dialect_message *m, bool found)
{
	switch (d->begin) {
	case BEGIN_SEQUENCE:
		return m->sequence == 0;
	case BEGIN_FLAG:
		return m->flagged;
	case BEGIN_EMPTY:
		return m->text_len == 0;
	case BEGIN_SESSION:
		return !found;
	}
	return false;
}

/* Behind the service code, what an aggregator of appended texts has taken off the dial string. */
static void add_parts(const struct dialect_message *m, unsigned parts, char *dialled)
{
	size_t len = m->text_len, at = strlen(dialled);

	if (len > 0 && m->text[len - 1] == '#')
		len--;
	if (len == 0 || parts > DIALECT_DIALLED_PARTS_MAX || strspn(m->text, "0123456789*") < len ||
		(strncmp(dialled, m->text, len) == 0 && dialled[len] == '\0'))
		return;
	if (at + 1 + len > DIALLED_MAX)
		return;
	if (at)
		dialled[at++] = '*';
	memcpy(dialled + at, m->text, len);
	dialled[at + len] = '\0';
}

static bool plan_begin(const struct dialect *d, const struct dialect_message *m, unsigned parts,
	const char *service_code, struct dialect_plan *out, const char **code_r, char *sentence)
{
	out->request.begins = true;
	if (*d->dialled && bearer_dialled(m->dialled, service_code, out->dialled) != OK) {
		if (!d->other_codes)
			return refuse("dialled",
				"dialled: expected the service code, digits and stars", code_r,
				sentence);
		out->dialled[0] = '\0';
	}
	if (d->appended)
		add_parts(m, parts, out->dialled);
	return true;
}

/* The answers that were not taken yet; a repeat has a sequence that is past. */
static bool plan_appended(const struct dialect_message *m, unsigned parts,
	const struct dialect_known *known, struct dialect_plan *out, const char **code_r,
	char *sentence)
{
	unsigned next = known->sequence;

	if (parts <= next || next == 0) {
		if (parts > 0)
			out->request.input = part_at(m->text, parts - 1, &out->request.input_len);
		return true;
	}
	if (parts - next > DIALECT_AHEAD_MAX)
		return refuse("ahead", "text: too many answers at once", code_r, sentence);
	out->request.sequence = next;
	out->request.input = part_at(m->text, next - 1, &out->request.input_len);
	for (unsigned i = next; i < parts; i++, out->more_n++)
		out->more[out->more_n].text = part_at(m->text, i, &out->more[out->more_n].len);
	return true;
}

bool dialect_message_plan(const struct dialect *d, const struct dialect_message *m,
	const struct dialect_known *known, const char *service_code, struct dialect_plan *out,
	const char **code_r, char *sentence)
{
	unsigned parts = d->appended ? count_parts(m->text) : 0;

	*out = (struct dialect_plan) { .request = {
					       .phone = m->phone,
					       .session = m->session,
					       .input = m->text,
					       .input_len = m->text_len,
					       .sequence = d->appended ? parts : m->sequence,
				       } };
	out->request.dialled = out->dialled;
	if (parts > DIALECT_PARTS_MAX)
		return refuse("schema", "text: too many answers", code_r, sentence);
	if (begins(d, m, known->found))
		return plan_begin(d, m, parts, service_code, out, code_r, sentence);
	return !d->appended || plan_appended(m, parts, known, out, code_r, sentence);
}
