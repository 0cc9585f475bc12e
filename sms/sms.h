/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The SMS side as the gateway sees it: plan a message (a row, in decide), wake the sender (in
 * release), take delivery reports. How it leaves: sms/dispatch (what is due, verdicts, back-off),
 * sms/segment (coding, parts), sms/kannel (the request and the reading of its reply), sms/dlr.
 *
 * Knows base and db; neither USSD nor the portal.
 */
#pragma once
#include "db/outbox.h"
#include "gateway/base/http_client.h"
#include "gateway/base/http_server.h"
#include "gateway/base/texts.h"
#include "gateway/base/timer.h"

struct sms;

struct sms_config {
	const char *texts_folder; /* templates per language, sms/texts */
	const char *sendsms_url; /* "http://127.0.0.1:13013/cgi-bin/sendsms" */
	const char *sendsms_user;
	const char *sendsms_password;
	const char *from; /* sender: the short code */
	const char *smsc; /* "" = Kannel's own routing */
	const char *dlr_url; /* our own /kannel/dlr as Kannel reaches it */
	const uint8_t *dlr_key; /* 32 octets: the MAC in dlr-url */
	unsigned in_flight_max; /* 0: 32 */
	unsigned parts_max; /* 0: 2; a longer text is refused when it is planned, never cut */
	uint32_t unknown_wait_s; /* 0: 600; how long a perhaps-sent message waits for a report
				    before it goes again; doubles with each attempt, up to
				    report_wait_s. The one window in which a message can double */
	uint32_t report_wait_s; /* 0: 86400; SENT without a report for so long becomes UNKNOWN for
				   good */
	uint32_t attempts_max; /* 0: 100; then an answer about this very message fails it; a Kannel
				  that is down fails none, however long */
};

/* One message to plan. All borrowed. */
struct sms_message {
	const struct phone *phone;
	const char *language; /* "" = vi */
	bool accents;
	const char *template_id;
	texts_value_cb value; /* placeholders of the template */
	void *value_data;
	enum sms_lane lane;
	const char *dedupe; /* a second message with the same key is not sent */
	int64_t dossier_id;
};

/* NULL and a sentence. Recovers rows found SENDING (see outbox_recover) and arms its timer. */
struct sms *sms_new(void *ctx, struct store *store, const struct clock *clock, struct turn *turn,
	struct timers *timers, struct http_out *http, const struct sms_config *config, char *error,
	size_t error_size);

/* Alphabet and parts of a text: 160/153 septets, 70/67 units (TS 23.038, TS 23.040 9.2.3.24.1),
 * a character never spread over two. ERR_UTF8; *out untouched then. */
struct sms_size {
	bool ucs2;
	unsigned parts;
};
int sms_measure(const char *utf8, size_t len, struct sms_size *out) MUST_CHECK;

/* In decide: expands, checks that it fits parts_max, adds the outbox row. A text that does not fit
 * is tried without accents, then as the template "<template_id>.short" where there is one; it is
 * never cut. 0; ERR_EXISTS (planned before: fine); ERR_NOT_FOUND template or a placeholder's value;
 * ERR_TOO_LONG in every form; ERR_INVALID without a dedupe key or with one that is too long. */
int sms_plan(struct sms *sms, const struct sms_message *message) MUST_CHECK;
/* What sms_plan() would send, without planning it; its results but ERR_EXISTS and ERR_INVALID. */
struct sms_preview {
	char text[SMS_TEXT_MAX + 1];
	struct sms_size size;
	bool is_short; /* the long form did not fit */
};
int sms_preview(
	struct sms *sms, const struct sms_message *message, struct sms_preview *out) MUST_CHECK;
/* The templates. Borrowed until sms_put_texts(). */
const struct texts *sms_texts(const struct sms *sms);
/* In release, when rows were planned: look at the outbox soon. */
void sms_wake(struct sms *sms);
/* In release: from now on templates are taken from these (talloc; taken). */
void sms_put_texts(struct sms *sms, struct texts *texts);
/* From now on no message is begun to be sent; answers to those under way are still taken, so that
 * fewer are found SENDING at the next start. */
void sms_close(struct sms *sms);
/* After store_rebuild(): rows found SENDING again become UNKNOWN. */
void sms_after_rebuild(struct sms *sms);

/* The route Kannel calls with delivery reports; mount on the inside listener at /kannel/dlr. */
struct http_route sms_dlr_route(struct sms *sms);

struct sms_stats {
	/* planned: rows added, whatever their turn's outcome; sent to unknown: verdicts; delivered
	 * and failed: by reports */
	uint64_t planned, sent, temp_failed, perm_failed, unknown, delivered, failed, dlr_bad_mac,
		dlr_unknown_id, dlr_repeated;
	unsigned in_flight;
};
const struct sms_stats *sms_stats(const struct sms *sms);
/* Kannel has not taken anything for some answers in a row: it is only probed. */
bool sms_kannel_away(const struct sms *sms);
