/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The strict reader of dialects. */
#include "gateway/bearer/dialect.h"
#include <dirent.h>
#include <osmocom/core/utils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "gateway/base/json.h"

#define FORM	  1 /* of these files */
#define FIELD_MAX 40 /* octets of a field's name */
#define PATH_SIZE 512

/* Names that may stand between braces in an answer. */
static const char *const placeholders[] = { "text", "session", "phone", "sequence", "coding", "end",
	"continue" };

bool dialect_budget_proved(const struct budget *b)
{
	const struct budget least = BUDGET_GSUP;

	return b->septets >= least.septets && b->units >= least.units &&
		b->end_septets >= least.end_septets && b->end_units >= least.end_units;
}

/* --- members -------------------------------------------------------------------------------- */
/* The place of a text in a NULL-ended list; 0 with an error that names the list. */
static int one_of(const struct json_at *object, const char *key, const char *const *list)
{
	const char *text = json_text(object, key, 1, FIELD_MAX);
	struct json_at at = json_opt(object, key);
	char all[160] = "";

	for (int i = 0; list[i]; i++) {
		if (strcmp(text, list[i]) == 0)
			return i;
		snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s%s", i ? ", " : "",
			list[i]);
	}
	json_fail(&at, "expected one of %s", all);
	return 0;
}

static void read_begin(const struct json_at *request, struct dialect *d)
{
	static const char *const keys[] = { "field", "value", NULL };
	static const char *const words[] = { "sequence", "empty", "session", NULL };
	static const enum dialect_begin begins[] = { BEGIN_SEQUENCE, BEGIN_EMPTY, BEGIN_SESSION };
	struct json_at at = json_need(request, "begin");

	d->flag = "";
	if (!json_is_object(at.value)) {
		d->begin = begins[one_of(request, "begin", words)];
		return;
	}
	json_only(&at, keys);
	d->begin = BEGIN_FLAG;
	d->flag = json_text(&at, "field", 1, FIELD_MAX);
	d->flag_value = json_need(&at, "value").value;
	if (json_is_object(d->flag_value) || json_is_array(d->flag_value))
		json_fail(&at, "value: expected a text, a number, true or false");
}

/* What the parts of a request mean together. */
static void check_request(const struct json_at *request, const struct dialect *d)
{
	bool counted = *d->sequence != '\0';

	if (d->begin == BEGIN_SEQUENCE && !counted)
		json_fail(request, "begins by its sequence, but no field holds it");
	if (d->appended && (d->begin != BEGIN_SESSION || counted))
		json_fail(request,
			"an appended input counts itself: expected begin \"session\" and no "
			"sequence");
	if (d->form == DIALECT_QUERY && !d->other_fields)
		json_fail(request, "other_fields of a query can only be \"ignored\"");
	if (d->appended && strcmp(d->text, d->dialled) == 0)
		json_fail(request, "an appended input cannot be what was dialled");
}

static void read_request(const struct json_at *root, struct dialect *d)
{
	static const char *const keys[] = { "form", "session", "phone", "phone_format", "text",
		"dialled", "sequence", "begin", "input", "other_codes", "other_fields", NULL };
	static const char *const forms[] = { "json", "form-urlencoded", "query", NULL };
	static const char *const phones[] = { "any", "+84", "84", "0", NULL };
	static const char *const inputs[] = { "alone", "appended", NULL };
	static const char *const codes[] = { "refused", "home", NULL };
	static const char *const fields[] = { "refused", "ignored", NULL };
	struct json_at request = json_need(root, "request");

	json_only(&request, keys);
	d->form = (enum dialect_form)one_of(&request, "form", forms);
	d->session = json_text(&request, "session", 1, FIELD_MAX);
	d->phone = json_text(&request, "phone", 1, FIELD_MAX);
	d->text = json_text(&request, "text", 1, FIELD_MAX);
	d->dialled = json_text_opt(&request, "dialled", FIELD_MAX, "");
	d->sequence = json_text_opt(&request, "sequence", FIELD_MAX, "");
	if (json_opt(&request, "phone_format").value)
		d->phone_form = (enum dialect_phone)one_of(&request, "phone_format", phones);
	read_begin(&request, d);
	d->appended = one_of(&request, "input", inputs) == 1;
	d->other_codes = one_of(&request, "other_codes", codes) == 1;
	d->other_fields = one_of(&request, "other_fields", fields) == 1;
	check_request(&request, d);
}

static void read_coding(const struct json_at *root, struct dialect *d)
{
	static const char *const keys[] = { "accents", "septets", "units", NULL };
	struct json_at coding = json_need(root, "coding");

	json_only(&coding, keys);
	d->accents = json_bool_opt(&coding, "accents", true);
	d->budget.septets = (unsigned)json_int(&coding, "septets", 1, DIALECT_SEPTETS_MAX);
	d->budget.units = (unsigned)json_int(&coding, "units", 1, DIALECT_UNITS_MAX);
	d->budget.end_septets = d->budget.septets;
	d->budget.end_units = d->budget.units;
	if (!dialect_budget_proved(&d->budget))
		json_fail(&coding, "menus are proved for %u septets and %u units, not for less",
			BUDGET_GSUP.septets, BUDGET_GSUP.units);
}

/* --- answers -------------------------------------------------------------------------------- */
/* True if all that stands between braces is known; *texts_r counts {text}. */
static bool template_sound(const char *text, unsigned *texts_io)
{
	for (const char *open = strchr(text, '{'); open; open = strchr(open + 1, '{')) {
		size_t len = strcspn(open + 1, "}"), i = 0;

		while (i < ARRAY_SIZE(placeholders) &&
			(strlen(placeholders[i]) != len ||
				memcmp(placeholders[i], open + 1, len) != 0))
			i++;
		if (i == ARRAY_SIZE(placeholders) || open[1 + len] != '}')
			return false;
		*texts_io += i == 0;
	}
	return true;
}

static void check_template(const struct json_at *at, const json_t *value, unsigned *texts_io)
{
	const char *key;
	json_t *member;

	if (json_is_string(value)) {
		if (json_string_length(value) > DIALECT_TEMPLATE_MAX)
			json_fail(at, "a text of at most %d octets", DIALECT_TEMPLATE_MAX);
		else if (!template_sound(json_string_value(value), texts_io))
			json_fail(at,
				"between braces stand text, session, phone, sequence, "
				"coding, end or continue");
	} else if (json_is_array(value)) {
		json_fail(at, "a list cannot be part of an answer");
	}
	json_object_foreach ((json_t *)(uintptr_t)value, key, member)
		check_template(at, member, texts_io);
}

/* A header's name or value, such as goes out as it is. */
static bool header_sound(const char *text)
{
	return *text &&
		strspn(text,
			"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			"0123456789-_.;=/ ") == strlen(text);
}

static void read_headers(const struct json_at *reply, struct dialect_reply *out)
{
	struct json_at headers = json_opt(reply, "headers");
	const char *key;
	json_t *value;

	if (!headers.value)
		return;
	if (!json_is_object(headers.value))
		json_fail(&headers, "expected an object of names and values");
	json_object_foreach (headers.value, key, value) {
		const char *text = json_string_value(value);

		if (!text || !header_sound(key) || strchr(key, ' ') || !header_sound(text) ||
			out->headers_n == DIALECT_HEADERS_MAX) {
			json_fail(&headers, "expected at most %d names with plain texts",
				DIALECT_HEADERS_MAX);
			return;
		}
		out->headers[out->headers_n++] = (struct dialect_header) { key, text };
	}
}

static void read_reply(const struct json_at *answer, const char *key, struct dialect_reply *out)
{
	static const char *const keys[] = { "body", "headers", NULL };
	struct json_at reply = json_need(answer, key), body;
	unsigned texts = 0;

	json_only(&reply, keys);
	body = json_need(&reply, "body");
	out->body = body.value;
	if (body.value && !json_is_string(body.value) && !json_is_object(body.value))
		json_fail(&body, "expected a text or an object");
	if (body.value)
		check_template(&body, body.value, &texts);
	if (texts != 1)
		json_fail(&body, "expected {text} in one place");
	read_headers(&reply, out);
}

/* The two must differ, or hold a name that does. */
static void check_ends(const struct json_at *answer)
{
	struct json_at go_on = json_opt(answer, "continue"), end = json_opt(answer, "end");
	char *text;

	if (json_failed(answer->reader) || !json_equal(go_on.value, end.value))
		return;
	text = json_dumps(end.value, 0);
	if (!text || (!strstr(text, "{end}") && !strstr(text, "{continue}")))
		json_fail(answer, "nothing tells an end from a screen that goes on");
	free(text);
}

static void read_answer(const struct json_at *root, struct dialect *d)
{
	static const char *const keys[] = { "type", "continue", "end", NULL };
	struct json_at answer = json_need(root, "answer");

	json_only(&answer, keys);
	d->type = json_text(&answer, "type", 3, 80);
	if (!header_sound(d->type)) {
		struct json_at at = json_opt(&answer, "type");

		json_fail(&at, "expected a content type");
	}
	read_reply(&answer, "continue", &d->go_on);
	read_reply(&answer, "end", &d->end);
	check_ends(&answer);
}

/* --- files ---------------------------------------------------------------------------------- */
static int drop_json(struct dialect *d)
{
	json_decref(d->json);
	return 0;
}

/* The file's name without its end: part of a path, so plain. */
static bool read_name(const char *path, struct dialect *d)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (len == 0 || len > DIALECT_NAME_MAX || strcmp(name + len, ".json") != 0)
		return false;
	memcpy(d->name, name, len);
	return true;
}

struct dialect *dialect_read(void *ctx, const char *path, char *error, size_t error_size)
{
	static const char *const keys[] = { "motcua_dialect", "request", "coding", "answer", NULL };
	struct json_reader reader;
	struct dialect *d = talloc_zero(ctx, struct dialect);

	if (!d || !read_name(path, d)) {
		snprintf(error, error_size,
			"%s: expected a name of at most %d small letters, digits and dashes, and "
			".json",
			path, DIALECT_NAME_MAX);
		talloc_free(d);
		return NULL;
	}
	talloc_set_destructor(d, drop_json);
	d->json = json_read_file(&reader, path, DIALECT_FILE_MAX);
	if (d->json) {
		struct json_at root = json_root(&reader, d->json);

		json_only(&root, keys);
		json_int(&root, "motcua_dialect", FORM, FORM);
		read_request(&root, d);
		read_coding(&root, d);
		read_answer(&root, d);
	}
	if (!json_failed(&reader))
		return d;
	osmo_strlcpy(error, reader.error, error_size);
	talloc_free(d);
	return NULL;
}

static int is_json(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && dot && strcmp(dot, ".json") == 0;
}

struct dialects *dialects_read(void *ctx, const char *folder, char *error, size_t error_size)
{
	struct dirent **entries = NULL;
	int n = scandir(folder, &entries, is_json, alphasort);
	struct dialects *all = talloc_zero(ctx, struct dialects);
	bool sound = all && n > 0 && n <= DIALECTS_MAX;
	char path[PATH_SIZE];

	if (!sound)
		snprintf(error, error_size,
			"%s: expected a folder with 1 to %d dialects (*.json) of the HTTP bearer",
			folder, DIALECTS_MAX);
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
		free(entries[i]);
		if (!sound)
			continue;
		all->all[i] = dialect_read(all, path, error, error_size);
		sound = all->all[i] != NULL;
		all->n += sound;
	}
	free(entries);
	if (sound)
		return all;
	talloc_free(all);
	return NULL;
}

const struct dialect *dialects_find(const struct dialects *dialects, const char *name)
{
	for (unsigned i = 0; i < dialects->n; i++)
		if (strcmp(dialects->all[i]->name, name) == 0)
			return dialects->all[i];
	return NULL;
}
