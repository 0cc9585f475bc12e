/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From a template to a row of the outbox. A text that does not fit is never cut: the same words
 * without accents are tried, then the template's short form ("receipt.short"), so that the numbers
 * reach the citizen even where an office has a very long name.
 */
#include <stdio.h>
#include <string.h>
#include "gateway/base/log.h"
#include "gateway/base/utf8.h"
#include "sms/inner.h"
#include "sms/segment.h"

#define SHORT_FORM	 ".short"
#define TEMPLATE_ID_SIZE 64

/* The text must survive Kannel as it is and within the parts allowed. */
static int check_size(const struct sms *sms, const char *text, size_t len)
{
	struct sms_size size;
	int rc = sms_measure(text, len, &size);

	if (rc < 0)
		return rc;
	if (size.parts > sms->policy.parts_max)
		return ERR_TOO_LONG;
	return size.ucs2 && segment_pair_cut(text, len) ? ERR_TOO_LONG : OK;
}

/* Values from elsewhere may be decomposed; phones show, and we count, composed letters. */
static int expand(const struct sms *sms, const struct sms_message *message, uint16_t text,
	bool accents, char out[SMS_TEXT_MAX + 1])
{
	char raw[SMS_TEXT_MAX + 1];
	unsigned language = texts_language_find(sms->texts, message->language);
	size_t len;
	int rc;

	rc = texts_expand(sms->texts, text, language, accents, message->value, message->value_data,
		raw, sizeof(raw), &len);
	if (rc < 0)
		return rc;
	rc = utf8_nfc(raw, len, out, SMS_TEXT_MAX + 1, &len);
	return rc < 0 ? rc : check_size(sms, out, len);
}

static int expand_id(const struct sms *sms, const struct sms_message *message, const char *id,
	char out[SMS_TEXT_MAX + 1])
{
	uint16_t text = texts_find(sms->texts, id);
	int rc;

	if (text == TEXT_NONE)
		return ERR_NOT_FOUND;
	rc = expand(sms, message, text, message->accents, out);
	if (rc == ERR_TOO_LONG && message->accents)
		rc = expand(sms, message, text, false, out);
	return rc;
}

static int expand_to_fit(const struct sms *sms, const struct sms_message *message,
	char out[SMS_TEXT_MAX + 1], bool *short_r)
{
	char short_id[TEMPLATE_ID_SIZE];
	int n, rc;

	*short_r = false;
	rc = expand_id(sms, message, message->template_id, out);
	if (rc != ERR_TOO_LONG)
		return rc;
	*short_r = true;
	n = snprintf(short_id, sizeof(short_id), "%s%s", message->template_id, SHORT_FORM);
	if (n < 0 || (size_t)n >= sizeof(short_id) || texts_find(sms->texts, short_id) == TEXT_NONE)
		return ERR_TOO_LONG;
	return expand_id(sms, message, short_id, out);
}

int sms_plan(struct sms *sms, const struct sms_message *message)
{
	struct outbox_row *row = &sms->scratch;
	bool is_short;
	int rc;

	if (message->dedupe == NULL || message->dedupe[0] == '\0' ||
		strlen(message->dedupe) >= sizeof(row->dedupe))
		return ERR_INVALID;
	*row = (struct outbox_row) {
		.dossier_id = message->dossier_id,
		.phone = *message->phone,
		.lane = message->lane,
		.state = SMS_QUEUED,
		.made_s = clock_utc_s(sms->clock),
	};
	(void)snprintf(row->dedupe, sizeof(row->dedupe), "%s", message->dedupe);
	rc = expand_to_fit(sms, message, row->text, &is_short);
	if (rc < 0) {
		LOGP(DSMS, LOGL_ERROR, "template %s cannot be sent: %s\n", message->template_id,
			err_name(rc));
		return rc;
	}
	rc = outbox_add(sms->store, row);
	if (rc == OK)
		sms->stats.planned++;
	return rc;
}

int sms_preview(struct sms *sms, const struct sms_message *message, struct sms_preview *out)
{
	char text[SMS_TEXT_MAX + 1];
	bool is_short;
	struct sms_size size;
	int rc = expand_to_fit(sms, message, text, &is_short);

	if (rc == OK)
		rc = sms_measure(text, strlen(text), &size);
	if (rc < 0)
		return rc;
	out->size = size;
	out->is_short = is_short;
	memcpy(out->text, text, sizeof(text));
	return OK;
}
