/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading events. One that is not exactly what the contract asks for is not believed in part.
 */
#include <stdio.h>
#include <string.h>
#include "gateway/base/clock.h"
#include "gateway/base/log.h"
#include "gateway/base/utf8.h"
#include "gateway/portal/neutral_event.h"

#define STATUS_MIN     1
#define STATUS_MAX     10
#define WORDS_READ_MAX 1500 /* octets of a reason or a paper that a portal may send */
#define WORDS_KEPT_MAX 384 /* octets of them that are looked at */
#define PAPERS_MAX     32

static bool printable(const char *text)
{
	for (; *text; text++) {
		if (*text < 0x21 || *text > 0x7e)
			return false;
	}
	return true;
}

static void read_name(const struct json_at *at, const char *key, char *out, size_t size)
{
	const char *text = json_text(at, key, 1, size - 1);

	if (!printable(text))
		json_fail(at, "%s holds a character that none of its kind has", key);
	snprintf(out, size, "%s", text);
}

static void read_receipt(const struct json_at *at, char out[RECEIPT_DIGITS + 1])
{
	const char *text = json_text_opt(at, "receipt", WORDS_READ_MAX, "");

	/* Dossiers from the portal's own forms may carry numbers of theirs; those are none of ours.
	 */
	if (strlen(text) == RECEIPT_DIGITS && strspn(text, "0123456789") == RECEIPT_DIGITS)
		memcpy(out, text, RECEIPT_DIGITS + 1);
}

static int64_t read_moment(const struct json_at *at, const char *key, bool needed)
{
	const char *text = json_text_opt(at, key, CLOCK_ISO_SIZE + 8, "");
	int64_t at_s = 0;

	if (!*text && !needed)
		return 0;
	if (clock_parse_iso8601(text, &at_s) != 0 || at_s <= 0)
		json_fail(at, "%s is not a moment", key);
	return at_s;
}

/* Appends words as one line of NFC, cut on a character border when room ends. */
static void append(char *out, size_t cap, const char *words)
{
	char clean[WORDS_KEPT_MAX * 3 + 1]; /* NFC makes text at most three times as long */
	size_t used = strlen(out), len;

	if (utf8_nfc(words, utf8_cut(words, strlen(words), WORDS_KEPT_MAX), clean, sizeof(clean),
		    &len) != 0)
		return;
	for (char *c = clean; *c; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = ' ';
	}
	len = utf8_cut(clean, len, cap - 1 - used);
	memcpy(out + used, clean, len);
	out[used + len] = '\0';
}

/* Papers come as one text or as a list of texts. */
static void read_papers(const struct json_at *at, char out[PAPERS_SIZE])
{
	struct json_at papers = json_opt(at, "papers");
	size_t n;

	if (json_is_string(papers.value)) {
		append(out, PAPERS_SIZE, json_text_opt(at, "papers", WORDS_READ_MAX, ""));
		return;
	}
	n = json_count(&papers);
	if (n > PAPERS_MAX)
		json_fail(&papers, "more than %d papers", PAPERS_MAX);
	for (size_t i = 0; i < n && i < PAPERS_MAX; i++) {
		struct json_at item = json_item(&papers, i);

		if (!json_is_string(item.value)) {
			json_fail(&item, "expected a text");
			return;
		}
		if (i > 0)
			append(out, PAPERS_SIZE, ", ");
		append(out, PAPERS_SIZE, json_string_value(item.value));
	}
}

void neutral_event_read(const struct json_at *at, int64_t now_s, struct neutral_event *out)
{
	struct neutral_event event = { .said.source = EVENT_PORTAL };

	read_name(at, "id", event.id, sizeof(event.id));
	read_name(at, "dossier_number", event.dossier_number, sizeof(event.dossier_number));
	read_receipt(at, event.receipt);
	event.said.status = (int)json_int(at, "status", STATUS_MIN, STATUS_MAX);
	event.said.at_s = read_moment(at, "at", true);
	event.said.due_s = read_moment(at, "due", false);
	event.said.collect_s = read_moment(at, "collect_at", false);
	event.said.fee_dong = json_int_opt(at, "fee", 0, NEUTRAL_FEE_MAX_DONG, 0);
	append(event.said.reason, sizeof(event.said.reason),
		json_text_opt(at, "reason", WORDS_READ_MAX, ""));
	read_papers(at, event.said.papers);
	if (json_failed(at->reader))
		return;
	if (event.said.at_s > now_s + NEUTRAL_AHEAD_MAX_S)
		event.said.at_s = now_s;
	*out = event;
}

/* --- pages --------------------------------------------------------------------------------- */

static void read_cursor(const struct json_at *root, char out[CURSOR_SIZE])
{
	struct json_at next = json_need(root, "next");

	if (json_is_integer(next.value))
		snprintf(out, CURSOR_SIZE, "%" JSON_INTEGER_FORMAT, json_integer_value(next.value));
	else
		snprintf(out, CURSOR_SIZE, "%s", json_text(root, "next", 0, CURSOR_SIZE - 1));
	if (!printable(out))
		json_fail(&next, "a cursor of printable characters is expected");
}

static int give_all(const struct json_at *root, int (*each)(json_t *event, void *data), void *data,
	char next_r[CURSOR_SIZE], unsigned *count_r)
{
	struct json_at events = json_need(root, "events");
	size_t n = json_count(&events);
	char next[CURSOR_SIZE];
	int rc = 0;

	read_cursor(root, next);
	if (n > NEUTRAL_EVENTS_MAX)
		json_fail(&events, "more than %d events", NEUTRAL_EVENTS_MAX);
	if (json_failed(root->reader))
		return ERR_SCHEMA;
	for (size_t i = 0; i < n && rc >= 0; i++)
		rc = each(json_array_get(events.value, i), data);
	if (rc < 0)
		return rc;
	memcpy(next_r, next, sizeof(next));
	*count_r = (unsigned)n;
	return 0;
}

int neutral_events_page(const char *body, size_t len, int (*each)(json_t *event, void *data),
	void *data, char next_r[CURSOR_SIZE], unsigned *count_r,
	char sentence[NEUTRAL_SENTENCE_SIZE])
{
	struct json_reader reader;
	json_t *root = json_read(&reader, "events", body, len);
	int rc = ERR_SYNTAX;

	if (root) {
		struct json_at at = json_root(&reader, root);

		rc = give_all(&at, each, data, next_r, count_r);
	}
	if (*reader.error)
		snprintf(sentence, NEUTRAL_SENTENCE_SIZE, "%.*s", NEUTRAL_SENTENCE_SIZE - 1,
			reader.error);
	json_decref(root);
	return rc;
}
