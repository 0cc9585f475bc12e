/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The values of SMS templates, taken from rows. */
#include "gateway/effect/notice.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "gateway/base/clock.h"
#include "gateway/base/log.h"

static bool is(const char *name, size_t len, const char *what)
{
	return strlen(what) == len && !memcmp(name, what, len);
}

/* "*1022#" and a receipt to "*1022*2*RECEIPT#", which any phone can dial to check an SMS. */
static const char *status_dial(struct notice *n)
{
	const char *code = n->world->service_code;

	snprintf(n->scratch, sizeof(n->scratch), "%.*s*2*%s#", (int)strcspn(code, "#"), code,
		n->dossier->receipt);
	return n->scratch;
}

/* "*1022*9#": somebody calls this phone. */
static const char *call_dial(struct notice *n)
{
	const char *code = n->world->service_code;

	snprintf(n->scratch, sizeof(n->scratch), "%.*s*" CALLBACK_NUMBER "#",
		(int)strcspn(code, "#"), code);
	return n->scratch;
}

static const char *moment_value(struct notice *n, const char *name, size_t len)
{
	struct local_time at = local_from_utc(n->appointment->start_s);

	if (is(name, len, "weekday"))
		snprintf(n->scratch, sizeof(n->scratch), "@weekday.%d", at.weekday);
	else if (is(name, len, "date"))
		snprintf(n->scratch, sizeof(n->scratch), "%02d/%02d", at.day, at.month);
	else if (is(name, len, "time"))
		snprintf(n->scratch, sizeof(n->scratch), "%02d:%02d", at.hour, at.minute);
	else if (is(name, len, "code"))
		return n->appointment->code;
	else
		return NULL;
	return n->scratch;
}

static const char *day_value(struct notice *n, int64_t at_s)
{
	struct local_time at = local_from_utc(at_s);

	if (!at_s)
		return "";
	snprintf(n->scratch, sizeof(n->scratch), "%02d/%02d/%04d", at.day, at.month, at.year);
	return n->scratch;
}

/* "15.000", as sums are written here. */
static const char *sum_value(struct notice *n, int64_t dong)
{
	char digits[24];
	size_t len, used = 0;

	if (dong <= 0)
		return "";
	len = (size_t)snprintf(digits, sizeof(digits), "%" PRId64, dong);
	for (size_t i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			n->scratch[used++] = '.';
		n->scratch[used++] = digits[i];
	}
	n->scratch[used] = '\0';
	return n->scratch;
}

/* Somebody's own words. A message that asks people to open something is what impostors send, so
 * words with an address in them stay out; and none of them may name a text of ours. */
static const char *words_value(const char *words)
{
	if (strstr(words, "://") || strcasestr(words, "www."))
		return "";
	return words + strspn(words, "@");
}

static const char *said_value(struct notice *n, const char *name, size_t len)
{
	const struct dossier_event *said = n->said;

	if (is(name, len, "reason"))
		return words_value(said->reason);
	if (is(name, len, "papers"))
		return words_value(said->papers);
	if (is(name, len, "due"))
		return day_value(n, said->due_s ? said->due_s : n->dossier->due_s);
	if (is(name, len, "collect"))
		return day_value(n, said->collect_s);
	return is(name, len, "fee") ? sum_value(n, said->fee_dong) : NULL;
}

/* "{reason.label}{reason}{reason.end}" is a whole sentence or nothing. */
static const char *frame_value(struct notice *n, const char *name, size_t len)
{
	const char *dot = memchr(name, '.', len);
	const char *value = dot ? said_value(n, name, (size_t)(dot - name)) : NULL;
	int base = dot ? (int)(dot - name) : 0;

	if (!value)
		return NULL;
	if (!*value)
		return "";
	if (is(dot, len - (size_t)base, ".label")) {
		snprintf(n->scratch, sizeof(n->scratch), "@label.%.*s", base, name);
		return n->scratch;
	}
	if (!is(dot, len - (size_t)base, ".end"))
		return NULL;
	if (is(name, (size_t)base, "fee"))
		return "@label.fee.end";
	return strchr(".!?", value[strlen(value) - 1]) ? "" : ".";
}

static const char *notice_value(const char *name, size_t len, void *data)
{
	struct notice *n = data;
	const char *value = n->said ? said_value(n, name, len) : NULL;

	if (!value && n->said)
		value = frame_value(n, name, len);
	if (value)
		return value;
	if (is(name, len, "receipt"))
		return n->dossier->receipt;
	if (is(name, len, "number"))
		return n->dossier->dossier_number;
	if (is(name, len, "papers"))
		return n->papers;
	if (is(name, len, "service"))
		return n->world->service_code;
	if (is(name, len, "dial"))
		return status_dial(n);
	if (is(name, len, "call"))
		return call_dial(n);
	if (is(name, len, "office")) {
		const struct office *office = offices_find(n->world->offices, n->dossier->office);

		return office ? office->short_name : n->dossier->office;
	}
	return n->appointment ? moment_value(n, name, len) : NULL;
}

int notice_for_subscriber(struct notice *notice)
{
	struct subscriber subscriber;
	int rc = subscriber_get(notice->world->store, &notice->dossier->phone, &subscriber);

	if (rc != OK)
		return rc;
	notice->language =
		texts_language_find(menu_set_texts(notice->world->menus), subscriber.language);
	notice->accents = subscriber.accents;
	return OK;
}

static struct sms_message message_of(
	struct notice *notice, const char *template_id, const char *dedupe)
{
	return (struct sms_message) {
		.phone = notice->to ? notice->to : &notice->dossier->phone,
		.language =
			texts_language_code(menu_set_texts(notice->world->menus), notice->language),
		.accents = notice->accents,
		.template_id = template_id,
		.value = notice_value,
		.value_data = notice,
		.lane = notice->lane,
		.dedupe = dedupe,
		.dossier_id = notice->dossier->id,
	};
}

int notice_plan(struct notice *notice, const char *template_id)
{
	char dedupe[DEDUPE_SIZE];

	snprintf(dedupe, sizeof(dedupe), "%s:%s", template_id,
		notice->about ? notice->about : notice->dossier->receipt);

	struct sms_message message = message_of(notice, template_id, dedupe);
	int rc = sms_plan(notice->world->sms, &message);

	if (rc == ERR_NOT_FOUND || rc == ERR_TOO_LONG) {
		LOGP(DSMS, LOGL_ERROR, "dossier %s: no SMS, template %s: %s\n",
			notice->dossier->receipt, template_id, err_name(rc));
		return OK;
	}
	return rc;
}

int notice_preview(struct notice *notice, const char *template_id, struct sms_preview *out)
{
	struct sms_message message = message_of(notice, template_id, NULL);

	return sms_preview(notice->world->sms, &message, out);
}
