/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading an overlay: its shape, and what it must say by itself. Sources and guards are looked at
 * as far as the compiler works with them; the rest of them is the tree loader's to check.
 */
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "gateway/base/texts.h"
#include "gateway/base/utf8.h"
#include "menus/overlay.h"

#define OVERLAY_FORM 1
#define TEXT_ID_MAX  60 /* octets; "procedure.<code>." comes before it */

static bool spelled_from(const char *text, size_t max, const char *letters)
{
	size_t len = strlen(text);

	return len > 0 && len <= max && strspn(text, letters) == len;
}

/* --- questions ----------------------------------------------------------------------------- */
static const char *read_name(const struct json_at *object, const char *key, const char *absent)
{
	const char *name = absent ? json_text_opt(object, key, OVERLAY_NAME_MAX, absent)
				  : json_text(object, key, 1, OVERLAY_NAME_MAX);
	struct json_at at = json_opt(object, key);

	if (!json_failed(object->reader) &&
		!spelled_from(name, OVERLAY_NAME_MAX, "abcdefghijklmnopqrstuvwxyz0123456789_"))
		json_fail(&at, "a name has 1 to %d of a-z, 0-9 and _", OVERLAY_NAME_MAX);
	return name;
}

static json_t *read_object_opt(const struct json_at *object, const char *key)
{
	struct json_at at = json_opt(object, key);

	if (at.value && !json_is_object(at.value))
		json_fail(&at, "expected an object");
	return at.value;
}

/* The shape of a guard; the compiler takes guards apart before the tree loader sees them. */
static void check_guard(const struct json_at *at)
{
	static const char *const words[] = { "answer", "value", "not", "all", "any" };
	const char *word = NULL;
	struct json_at inner;

	for (unsigned i = 0; i < ARRAY_SIZE(words) && !word; i++)
		if (json_object_get(at->value, words[i]))
			word = words[i];
	if (!word) {
		json_fail(at, "a guard needs \"answer\", \"value\", \"not\", \"all\" or \"any\"");
		return;
	}
	inner = json_need(at, word);
	if (strcmp(word, "answer") == 0 || strcmp(word, "value") == 0) {
		json_only(at, (const char *const[]) { word, "is", NULL });
		json_text(at, word, 1, OVERLAY_NAME_MAX);
		inner = json_opt(at, "is");
		if (json_is_array(inner.value) && json_count(&inner) == 0)
			json_fail(&inner, "name at least one value");
		return;
	}
	json_only(at, (const char *const[]) { word, NULL });
	if (strcmp(word, "not") == 0) {
		check_guard(&inner);
		return;
	}
	if (json_count(&inner) == 0)
		json_fail(&inner, "name at least one guard");
	for (size_t i = 0; i < json_count(&inner) && !json_failed(at->reader); i++) {
		struct json_at one = json_item(&inner, i);

		check_guard(&one);
	}
}

static json_t *read_when(const struct json_at *object)
{
	struct json_at at = json_opt(object, "when");

	if (at.value)
		check_guard(&at);
	return at.value;
}

static void read_question(const struct json_at *at, struct overlay_question *out)
{
	out->ask = read_name(at, "ask", NULL);
	out->key = read_name(at, "key", out->ask);
	out->change = json_text_opt(at, "change", TEXT_ID_MAX, NULL);
	out->when = read_when(at);
	out->params = at->value;
	osmo_strlcpy(out->place, at->path, sizeof(out->place));
}

static void read_questions(struct overlay *overlay, const struct json_at *root)
{
	struct json_at at = json_need(root, "questions");
	size_t n = json_count(&at);
	struct overlay_question *questions;

	if (n == 0 || n > OVERLAY_QUESTIONS_MAX) {
		json_fail(&at, "expected 1 to %d questions", OVERLAY_QUESTIONS_MAX);
		return;
	}
	questions = talloc_zero_array(overlay, struct overlay_question, (unsigned)n);
	OSMO_ASSERT(questions);
	for (unsigned i = 0; i < n && !json_failed(root->reader); i++) {
		struct json_at one = json_item(&at, i);

		read_question(&one, &questions[i]);
		for (unsigned j = 0; j < i && !json_failed(root->reader); j++)
			if (strcmp(questions[j].key, questions[i].key) == 0)
				json_fail(&one, "\"%s\" is the key of %s too: give one a \"key\"",
					questions[i].key, questions[j].place);
	}
	overlay->questions_n = (unsigned)n;
	overlay->questions = questions;
}

/* --- fields -------------------------------------------------------------------------------- */
static void read_source(const struct json_at *at)
{
	static const char *const kinds[] = { "answer", "fact", "fixed", "own", "clerk", "paper",
		"prefilled" };
	const char *found = NULL;

	if (!json_is_object(at->value)) {
		json_fail(at, "expected an object that says where the field comes from");
		return;
	}
	for (unsigned i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!json_object_get(at->value, kinds[i]))
			continue;
		if (found)
			json_fail(at, "\"%s\" and \"%s\" exclude each other", found, kinds[i]);
		found = kinds[i];
	}
	if (!found)
		json_fail(at,
			"say where the field comes from: answer, fact, fixed, own, clerk, "
			"paper or prefilled");
	else if (strcmp(found, "clerk") == 0)
		json_text(at, "why", 1, OVERLAY_WHY_MAX);
	json_text_opt(at, "why", OVERLAY_WHY_MAX, "");
	read_object_opt(at, "map");
	read_when(at);
}

static void read_fields(struct overlay *overlay, const struct json_at *root)
{
	struct json_at at = json_need(root, "fields");
	const char *path;
	json_t *value;

	overlay->fields = read_object_opt(root, "fields");
	if (json_object_size(at.value) > OVERLAY_FIELDS_MAX)
		json_fail(&at, "more than %d fields", OVERLAY_FIELDS_MAX);
	json_object_foreach (at.value, path, value) {
		struct json_at one = json_need(&at, path);
		bool array = json_is_array(one.value);
		size_t n = array ? json_count(&one) : 1;

		if (n == 0 || n > OVERLAY_SOURCES_MAX)
			json_fail(&one, "expected 1 to %d sources", OVERLAY_SOURCES_MAX);
		for (size_t i = 0; i < n && !json_failed(root->reader); i++) {
			struct json_at source = array ? json_item(&one, i) : one;

			read_source(&source);
		}
	}
}

/* --- texts --------------------------------------------------------------------------------- */
static size_t characters(const char *text)
{
	size_t len = strlen(text), at = 0, n = 0;
	uint32_t cp;

	while (at < len && utf8_next(text, len, &at, &cp) == 0)
		n++;
	return n;
}

static void read_language(
	const struct overlay *overlay, const struct json_at *texts, const char *language)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	struct json_at at = json_need(texts, language);
	bool is_vi = strcmp(language, "vi") == 0;
	const char *id, *name;
	json_t *value;

	if (!json_is_object(at.value))
		json_fail(&at, "expected an object");
	json_object_foreach (at.value, id, value) {
		struct json_at one = json_need(&at, id);

		json_text(&at, id, 1, TEXT_MAX);
		if (!spelled_from(id, TEXT_ID_MAX, letters))
			json_fail(
				&one, "an id has 1 to %d letters, digits, . _ and -", TEXT_ID_MAX);
		if (!is_vi && !overlay_has_text(overlay, "vi", id))
			json_fail(&one, "is not a text of vi");
	}
	name = json_text_opt(&at, "short", TEXT_MAX, "");
	if (characters(name) > OVERLAY_SHORT_CHARS_MAX)
		json_fail(&at, "\"short\" has %zu characters, at most %d", characters(name),
			OVERLAY_SHORT_CHARS_MAX);
}

static void read_texts(struct overlay *overlay, const struct json_at *root)
{
	struct json_at at = json_need(root, "texts"), vi;
	const char *language;
	json_t *value;

	overlay->texts = read_object_opt(root, "texts");
	vi = json_need(&at, "vi");
	json_text(&vi, "name", 1, TEXT_MAX);
	json_text(&vi, "short", 1, TEXT_MAX);
	json_text(&vi, "papers", 1, TEXT_MAX);
	if (json_failed(root->reader))
		return;
	json_object_foreach (at.value, language, value) {
		if (!spelled_from(language, 16, "abcdefghijklmnopqrstuvwxyz0123456789-"))
			json_fail(&at, "a language is spelled in small letters, such as \"vi\"");
		if (!json_failed(root->reader))
			read_language(overlay, &at, language);
	}
}

/* --- the whole ----------------------------------------------------------------------------- */
static void read_parts(struct overlay *overlay, const struct json_at *root)
{
	static const char *const keys[] = { "motcua_overlay", "code", "codes", "given", "form",
		"questions", "applicant", "concerned", "fields", "papers", "effort", "texts",
		NULL };
	struct json_at applicant = json_need(root, "applicant"), papers = json_need(root, "papers");
	struct json_at effort = json_opt(root, "effort");
	const char *code = json_text(root, "code", 1, OVERLAY_NAME_MAX);

	json_only(root, keys);
	json_int(root, "motcua_overlay", OVERLAY_FORM, OVERLAY_FORM);
	if (!json_failed(root->reader) && strcmp(code, overlay->code) != 0)
		json_fail(root, "\"code\" must be \"%s\", as the file is named", overlay->code);
	overlay->form = talloc_strdup(
		overlay, json_text_opt(root, "form", OVERLAY_NAME_MAX, overlay->code));
	overlay->codes = json_opt(root, "codes").value;
	overlay->given = json_opt(root, "given").value;
	overlay->concerned = json_opt(root, "concerned").value;
	overlay->applicant = applicant.value;
	overlay->papers = papers.value;
	json_count(&papers);
	overlay->effort = read_object_opt(root, "effort");
	if (effort.value)
		json_only(&effort, (const char *const[]) { "first", "again", NULL });
	read_questions(overlay, root);
	read_fields(overlay, root);
	read_texts(overlay, root);
}

static int release(struct overlay *overlay)
{
	json_decref(overlay->root);
	return 0;
}

struct overlay *overlay_read(void *ctx, const struct json_at *root, const char *code)
{
	struct overlay *overlay = talloc_zero(ctx, struct overlay);

	OSMO_ASSERT(overlay);
	overlay->source = talloc_strdup(overlay, root->reader->source);
	overlay->code = talloc_strdup(overlay, code);
	overlay->root = json_incref(root->value);
	talloc_set_destructor(overlay, release);
	read_parts(overlay, root);
	if (!json_failed(root->reader))
		return overlay;
	talloc_free(overlay);
	return NULL;
}

bool overlay_has_text(const struct overlay *overlay, const char *language, const char *id)
{
	return json_object_get(json_object_get(overlay->texts, language), id);
}
