/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * See the header. The first half is values to values; the second is the route that Kannel calls.
 */
#include "sms/dlr.h"
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include "gateway/base/log.h"
#include "sms/inner.h"

#define MAC_OCTETS    16
#define MAC_HEX_SIZE  (2 * MAC_OCTETS + 1)
#define NUMBER_DIGITS 19 /* of INT64_MAX */

static void make_mac(const uint8_t *key, int64_t id, uint32_t attempt, char out[MAC_HEX_SIZE])
{
	uint8_t mac[MAC_OCTETS];
	char message[64];
	int n = snprintf(message, sizeof(message), "dlr %" PRId64 " %" PRIu32, id, attempt);

	crypto_generichash(mac, sizeof(mac), (const uint8_t *)message, (unsigned long long)n, key,
		DLR_KEY_OCTETS);
	sodium_bin2hex(out, MAC_HEX_SIZE, mac, sizeof(mac));
}

int dlr_url(const char *base, const uint8_t key[DLR_KEY_OCTETS], int64_t id, uint32_t attempt,
	char *out, size_t cap)
{
	char mac[MAC_HEX_SIZE];
	int n;

	make_mac(key, id, attempt, mac);
	n = snprintf(out, cap, "%s%cid=%" PRId64 "&attempt=%" PRIu32 "&mac=%s&type=%%d", base,
		strchr(base, '?') == NULL ? '?' : '&', id, attempt, mac);
	return n >= 0 && (size_t)n < cap ? OK : ERR_TOO_LONG;
}

/* Digits only, no sign, no space, no leading zero: one number has one spelling. */
static int read_number(const char *digits, size_t len, int64_t max, int64_t *out)
{
	int64_t n = 0;

	if (digits == NULL || len == 0 || len > NUMBER_DIGITS || digits[0] == '0')
		return ERR_SYNTAX;
	for (size_t i = 0; i < len; i++) {
		int digit = digits[i] - '0';

		if (digit < 0 || digit > 9 || n > (max - digit) / 10)
			return ERR_SYNTAX;
		n = n * 10 + digit;
	}
	*out = n;
	return OK;
}

static bool known_type(int64_t type)
{
	return type == DLR_DELIVERED || type == DLR_FAILED || type == DLR_BUFFERED ||
		type == DLR_TAKEN || type == DLR_REFUSED;
}

int dlr_read(
	const struct dlr_query *query, const uint8_t key[DLR_KEY_OCTETS], struct dlr_report *out)
{
	int64_t id, attempt, type;
	char mac[MAC_HEX_SIZE];

	if (read_number(query->id, query->id_len, INT64_MAX, &id) < 0 ||
		read_number(query->attempt, query->attempt_len, UINT32_MAX, &attempt) < 0 ||
		read_number(query->type, query->type_len, DLR_REFUSED, &type) < 0 ||
		!known_type(type) || query->mac == NULL)
		return ERR_SYNTAX;
	make_mac(key, id, (uint32_t)attempt, mac);
	if (query->mac_len != MAC_HEX_SIZE - 1 ||
		sodium_memcmp(query->mac, mac, MAC_HEX_SIZE - 1) != 0)
		return ERR_DENIED;
	*out = (struct dlr_report) { id, (uint32_t)attempt, (enum dlr_type)type };
	return OK;
}

static bool final(enum sms_state state)
{
	return state == SMS_DELIVERED || state == SMS_FAILED || state == SMS_EXPIRED;
}

/* Good news counts whatever attempt it speaks of: the citizen has the text, and a repeat that still
 * waits must not leave. Bad news of an attempt that was repeated says nothing about the repeat. */
enum dlr_effect dlr_next(
	const struct outbox_row *row, const struct dlr_report *report, enum sms_state *next_r)
{
	bool latest = report->attempt == row->attempts && row->state != SMS_QUEUED;

	if (row->state == SMS_DELIVERED)
		return DLR_REPEATED;
	switch (report->type) {
	case DLR_DELIVERED:
		*next_r = SMS_DELIVERED;
		return DLR_MOVES;
	case DLR_FAILED:
	case DLR_REFUSED:
		if (final(row->state))
			return DLR_REPEATED;
		if (!latest)
			return DLR_TELLS_NOTHING;
		*next_r = SMS_FAILED;
		return DLR_MOVES;
	case DLR_BUFFERED:
	case DLR_TAKEN:
		break;
	}
	if (final(row->state) || row->state == SMS_SENT)
		return DLR_TELLS_NOTHING;
	*next_r = SMS_SENT;
	return DLR_MOVES;
}

/* --- the route ------------------------------------------------------------------------------ */

static const char *report_words(enum dlr_type type)
{
	switch (type) {
	case DLR_DELIVERED:
		return "";
	case DLR_FAILED:
		return "report: not delivered";
	case DLR_REFUSED:
		return "report: refused by the SMSC";
	case DLR_BUFFERED:
		return "report: waits at the SMSC";
	case DLR_TAKEN:
		break;
	}
	return "report: at the SMSC";
}

static enum dlr_finding finding_of(enum sms_state state)
{
	if (state == SMS_DELIVERED)
		return DLR_FOUND_DELIVERED;
	return state == SMS_FAILED ? DLR_FOUND_FAILED : DLR_FOUND_NOTHING;
}

int dlr_record(struct sms *sms, const struct dlr_report *report, enum dlr_finding *finding_r)
{
	int64_t now_s = clock_utc_s(sms->clock);
	struct outbox_row *row = &sms->scratch;
	enum sms_state next = row->state;
	int rc;

	rc = outbox_by_id(sms->store, report->id, row);
	if (rc == ERR_NOT_FOUND) {
		*finding_r = DLR_FOUND_UNKNOWN_ID;
		return OK;
	}
	if (rc < 0)
		return rc;
	switch (dlr_next(row, report, &next)) {
	case DLR_REPEATED:
		*finding_r = DLR_FOUND_REPEATED;
		return OK;
	case DLR_TELLS_NOTHING:
		return OK;
	case DLR_MOVES:
		break;
	}
	*finding_r = finding_of(next);
	return outbox_set(sms->store, row->id, next, now_s + sms->policy.report_wait_s,
		report_words(report->type), now_s);
}

static void read_query(struct http_request *request, struct dlr_query *query)
{
	query->id = http_request_query(request, "id", &query->id_len);
	query->attempt = http_request_query(request, "attempt", &query->attempt_len);
	query->mac = http_request_query(request, "mac", &query->mac_len);
	query->type = http_request_query(request, "type", &query->type_len);
}

static int decide(struct http_request *request, void *data)
{
	struct sms *sms = data;
	enum dlr_finding *finding = http_request_state(request, sizeof(*finding));
	struct dlr_query query;
	struct dlr_report report;
	int rc;

	read_query(request, &query);
	rc = dlr_read(&query, sms->dlr_key, &report);
	if (rc == ERR_DENIED) {
		*finding = DLR_FOUND_BAD_MAC;
		http_answer_error(request, 403, "mac", "The MAC is wrong.");
		return OK;
	}
	if (rc < 0) {
		http_answer_error(request, 400, "query", "Needs id, attempt, mac and type.");
		return OK;
	}
	rc = dlr_record(sms, &report, finding);
	if (rc < 0)
		return rc;
	http_answer(request, 200, "text/plain", "", 0);
	return OK;
}

void dlr_count(struct sms_stats *stats, enum dlr_finding finding)
{
	switch (finding) {
	case DLR_FOUND_NOTHING:
		return;
	case DLR_FOUND_DELIVERED:
		stats->delivered++;
		return;
	case DLR_FOUND_FAILED:
		stats->failed++;
		return;
	case DLR_FOUND_REPEATED:
		stats->dlr_repeated++;
		return;
	case DLR_FOUND_UNKNOWN_ID:
		stats->dlr_unknown_id++;
		return;
	case DLR_FOUND_BAD_MAC:
		stats->dlr_bad_mac++;
		LOGP(DSMS, LOGL_NOTICE, "delivery report refused: its MAC is not ours\n");
		return;
	}
}

/* A report that cannot be recorded is answered 503: smsbox asks again (http-request-retry), and if
 * it gives up, the row's own deadline still ends the waiting. */
static void release(struct http_request *request, enum turn_outcome outcome, int error, void *data)
{
	struct sms *sms = data;
	enum dlr_finding *finding = http_request_state(request, sizeof(*finding));

	if (outcome == TURN_DONE) {
		dlr_count(&sms->stats, *finding);
		return;
	}
	LOGP(DSMS, LOGL_ERROR, "delivery report not recorded: %s\n", err_name(error));
	http_answer_error(request, 503, "store", "Not recorded. Try again.");
	http_answer_header(request, "Retry-After", "2");
}

struct http_route sms_dlr_route(struct sms *sms)
{
	return (struct http_route) {
		.method = HTTP_GET,
		.path = "/kannel/dlr",
		.decide = decide,
		.release = release,
		.data = sms,
	};
}
