/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The snapshot of all counters and the table of their names: for metrics.c and mirror.c. */
#pragma once
#include "db/appointment.h"
#include "db/callback.h"
#include "db/dossier.h"
#include "db/outbox.h"
#include "db/upcall.h"
#include "gateway/gateway.h"

struct snapshot {
	struct turn_stats turn;
	struct dialogue_stats dialogues;
	struct sms_stats sms;
	struct portal_status portal;
	struct kannel_mo_stats mo;
	struct http_bearer_stats ussd_http;
	struct kannel_ussd_stats smpp;
	struct gsup_stats gsup;
	struct http_server_stats http[GATEWAY_SERVERS];
	struct outbox_counts outbox;
	struct dossier_counts dossiers;
	struct appointment_counts appointments;
	struct callback_counts callbacks;
	struct upcall_counts upcalls;
	uint64_t drafts_written, octets, reloads_done, reloads_failed, backups_done, backups_failed;
	unsigned writable, uncertain, closing, kannel_away, portal_away, sets, reload_bad;
	int64_t submits, up_s, outbox_age_s, dossier_age_s, callback_age_s, portal_silent_s,
		polled_age_s;
};

enum metric_kind { U64, U32, I64 };

struct metric {
	const char *name, *type, *help; /* help NULL: another row of the family above */
	const char *labels; /* "" or {name="value"} */
	enum metric_kind kind;
	size_t at;
};

extern const struct metric metrics[];
extern const size_t metrics_n;

void metrics_take(struct gateway *gateway, struct snapshot *out);
int64_t metric_value(const struct metric *metric, const struct snapshot *snapshot);
