/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The portal's answer to a word that went up, read into a verdict. Pure.
 *
 * Any 2xx is a yes. A no for good is what asking again cannot mend: the portal does not know the
 * dossier, does not want the word, or has no such call.
 */
#include <stdio.h>
#include <string.h>
#include "gateway/base/json.h"
#include "gateway/base/utf8.h"
#include "gateway/portal/neutral_upcall.h"

#define WORDS_MAX 1000 /* octets of a reason that are looked at */

/* The reason of {"errors": [{"reason"}]} or {"message"}, if there is one that can be read. */
static void read_reason(const struct http_result *result, char out[REASON_SIZE])
{
	struct json_reader reader;
	json_t *root = json_read(&reader, "portal", result->body, result->len);
	const json_t *first = json_array_get(json_object_get(root, "errors"), 0);
	const char *words = json_string_value(json_object_get(first, "reason"));

	if (!words)
		words = json_string_value(json_object_get(root, "message"));
	if (words)
		snprintf(out, REASON_SIZE, "%.*s",
			(int)utf8_cut(words, strnlen(words, WORDS_MAX), REASON_SIZE - 1), words);
	json_decref(root);
}

static enum verdict verdict_of(unsigned status)
{
	switch (status) {
	case 400:
	case 404:
	case 405:
	case 409:
	case 410:
	case 413:
	case 415:
	case 422:
	case 501:
		return VERDICT_PERMFAIL;
	default:
		return status >= 200 && status < 300 ? VERDICT_OK : VERDICT_TEMPFAIL;
	}
}

void neutral_read_upcall(
	const struct http_result *result, uint32_t quiet_max_s, struct neutral_answer *out)
{
	*out = (struct neutral_answer) { .verdict = result->transport };
	if (result->transport != VERDICT_OK) {
		snprintf(out->sentence, sizeof(out->sentence), "%s",
			result->reason && *result->reason ? result->reason : "no answer");
		return;
	}
	out->verdict = verdict_of(result->status);
	out->misconfigured = result->status == 401 || result->status == 403;
	if (out->verdict != VERDICT_OK)
		snprintf(out->sentence, sizeof(out->sentence), "HTTP %u", result->status);
	if (out->verdict == VERDICT_PERMFAIL)
		read_reason(result, out->reason);
	if (out->verdict == VERDICT_TEMPFAIL && result->retry_after_s > 0)
		out->quiet_s = result->retry_after_s < quiet_max_s ? (uint32_t)result->retry_after_s
								   : quiet_max_s;
}
