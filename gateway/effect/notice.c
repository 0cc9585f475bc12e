/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The values of SMS templates, taken from rows. */
#include "gateway/effect/notice.h"
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

static const char *notice_value(const char *name, size_t len, void *data)
{
	struct notice *n = data;

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

int notice_plan(struct notice *notice, const char *template_id)
{
	char dedupe[DEDUPE_SIZE];

	snprintf(dedupe, sizeof(dedupe), "%s:%s", template_id,
		notice->about ? notice->about : notice->dossier->receipt);

	struct sms_message message = {
		.phone = &notice->dossier->phone,
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
	int rc = sms_plan(notice->world->sms, &message);

	if (rc == ERR_NOT_FOUND || rc == ERR_TOO_LONG) {
		LOGP(DSMS, LOGL_ERROR, "dossier %s: no SMS, template %s: %s\n",
			notice->dossier->receipt, template_id, err_name(rc));
		return OK;
	}
	return rc;
}
