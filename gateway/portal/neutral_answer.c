/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The portal's answer to a submit, read into a verdict. Pure.
 *
 * An answer is believed only when it is whole and exactly what the contract asks for. A number or
 * a refusal that cannot be read is UNKNOWN: the dossier goes out again under the same key.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "gateway/base/clock.h"
#include "gateway/base/json.h"
#include "gateway/base/utf8.h"
#include "gateway/portal/neutral.h"

#define STATUS_MIN     1
#define STATUS_MAX     10
#define WORDS_READ_MAX 4096 /* octets of one reason that a peer may send */
#define WORDS_KEPT_MAX 384 /* octets of it that are looked at */
#define FIELD_MAX      128

static void __attribute__((format(printf, 3, 4)))
judge(struct neutral_answer *out, enum verdict verdict, const char *format, ...)
{
	va_list args;

	out->verdict = verdict;
	va_start(args, format);
	vsnprintf(out->sentence, sizeof(out->sentence), format, args);
	va_end(args);
}

static bool number_ok(const char *number)
{
	for (; *number; number++) {
		if (*number < 0x21 || *number > 0x7e)
			return false;
	}
	return true;
}

static void read_accepted(const struct json_at *root, struct neutral_answer *out)
{
	const char *number = json_text(root, "dossier_number", 1, DOSSIER_NUMBER_SIZE - 1);
	int64_t status = json_int(root, "status", STATUS_MIN, STATUS_MAX);
	const char *due = json_text_opt(root, "due", CLOCK_ISO_SIZE + 8, "");
	int64_t due_s = 0;

	if (json_failed(root->reader))
		return;
	if (!number_ok(number)) {
		json_fail(root, "dossier_number holds a character that no number has");
		return;
	}
	if (*due && (clock_parse_iso8601(due, &due_s) != 0 || due_s <= 0)) {
		json_fail(root, "due is not a moment");
		return;
	}
	snprintf(out->dossier_number, sizeof(out->dossier_number), "%s", number);
	out->status = (int)status;
	out->due_s = due_s;
	out->verdict = VERDICT_OK;
}

/* Appends words, cut on a character border when room ends. */
static void append(char *out, size_t cap, const char *words)
{
	size_t used = strlen(out);
	size_t n = utf8_cut(words, strlen(words), cap - 1 - used);

	memcpy(out + used, words, n);
	out[used + n] = '\0';
}

/* A peer's words as one line of NFC without control characters. */
static void clean(const char *words, char *out, size_t cap)
{
	size_t n = utf8_cut(words, strlen(words), WORDS_KEPT_MAX);
	size_t len;

	if (utf8_nfc(words, n, out, cap, &len) != 0)
		out[0] = '\0';
	for (char *c = out; *c; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = ' ';
	}
}

static void add_error(struct neutral_answer *out, const char *field, const char *reason)
{
	char words[WORDS_KEPT_MAX * 3 + 1]; /* NFC makes text at most three times as long */
	char name[FIELD_MAX * 3 + 1];

	clean(reason, words, sizeof(words));
	clean(field, name, sizeof(name));
	if (*out->reason) {
		append(out->reason, sizeof(out->reason), "; ");
		append(out->detail, sizeof(out->detail), "; ");
	}
	append(out->reason, sizeof(out->reason), words);
	append(out->detail, sizeof(out->detail), name);
	append(out->detail, sizeof(out->detail), ": ");
	append(out->detail, sizeof(out->detail), words);
}

static void read_refused(const struct json_at *root, struct neutral_answer *out)
{
	struct json_at errors = json_need(root, "errors");
	struct neutral_answer read = *out;
	size_t count = json_count(&errors);

	if (!json_failed(root->reader) && count == 0)
		json_fail(&errors, "a refusal without a reason");
	for (size_t i = 0; i < count && i < NEUTRAL_ERRORS_MAX; i++) {
		struct json_at item = json_item(&errors, i);
		const char *field = json_text(&item, "field", 0, FIELD_MAX);
		const char *reason = json_text(&item, "reason", 1, WORDS_READ_MAX);

		if (json_failed(root->reader))
			return;
		add_error(&read, field, reason);
	}
	if (json_failed(root->reader))
		return;
	*out = read;
	judge(out, VERDICT_PERMFAIL, "refused, errors: %zu", count);
}

static void read_body(const struct http_result *result, struct neutral_answer *out,
	void (*read)(const struct json_at *root, struct neutral_answer *out))
{
	struct json_reader reader;
	json_t *root = json_read(&reader, "portal", result->body, result->len);
	struct json_at at;

	if (root) {
		at = json_root(&reader, root);
		read(&at, out);
	}
	if (!root || json_failed(&reader))
		judge(out, VERDICT_UNKNOWN, "%s", reader.error);
	json_decref(root);
}

static void read_status(const struct http_result *result, struct neutral_answer *out)
{
	switch (result->status) {
	case 200:
	case 201:
		read_body(result, out, read_accepted);
		return;
	case 422:
		read_body(result, out, read_refused);
		return;
	case 408:
	case 429:
		judge(out, VERDICT_TEMPFAIL, "HTTP %u", result->status);
		return;
	default:
		judge(out, VERDICT_TEMPFAIL, "HTTP %u", result->status);
		out->misconfigured = result->status < 500;
	}
}

void neutral_read_submit(
	const struct http_result *result, uint32_t quiet_max_s, struct neutral_answer *out)
{
	memset(out, 0, sizeof(*out));
	if (result->transport != VERDICT_OK) {
		judge(out,
			result->transport == VERDICT_TEMPFAIL ? VERDICT_TEMPFAIL : VERDICT_UNKNOWN,
			"%s", result->reason && *result->reason ? result->reason : "no answer");
		return;
	}
	read_status(result, out);
	if (out->verdict == VERDICT_TEMPFAIL && result->retry_after_s > 0)
		out->quiet_s = result->retry_after_s < quiet_max_s ? (uint32_t)result->retry_after_s
								   : quiet_max_s;
}
