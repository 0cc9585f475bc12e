/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The query of a delivery report: four arguments, separated by line ends; an empty one at the very
 * end is absent. Whatever comes, only what carries our MAC is read, and it says what it was made
 * with.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include <sodium.h>
#include "sms/dlr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t key[DLR_KEY_OCTETS] = "a key of the delivery reports 32";

static const char *next_argument(const char **at, const char *end, size_t *len_r)
{
	const char *begin = *at;
	const char *stop;

	*len_r = 0;
	if (begin >= end)
		return NULL;
	stop = memchr(begin, '\n', (size_t)(end - begin));
	if (stop == NULL)
		stop = end;
	*len_r = (size_t)(stop - begin);
	*at = stop < end ? stop + 1 : end;
	return begin;
}

/* The URL made of what was read must carry the MAC that came. */
static void check_report(const struct dlr_report *report, const struct dlr_query *query)
{
	char url[DLR_URL_MAX], mac[64];

	OSMO_ASSERT(report->id > 0 && report->attempt > 0);
	OSMO_ASSERT(dlr_url("", key, report->id, report->attempt, url, sizeof(url)) == OK);
	OSMO_ASSERT(query->mac_len == 32);
	memcpy(mac, query->mac, query->mac_len);
	mac[query->mac_len] = '\0';
	OSMO_ASSERT(strstr(url, mac) != NULL);
}

static void check_next(const struct dlr_report *report, const struct dlr_query *query)
{
	struct outbox_row row = { .attempts = report->attempt };

	(void)query;
	for (int state = SMS_QUEUED; state <= SMS_UNKNOWN; state++) {
		enum sms_state next = SMS_QUEUED;

		row.state = (enum sms_state)state;
		if (dlr_next(&row, report, &next) == DLR_MOVES)
			OSMO_ASSERT(
				next == SMS_SENT || next == SMS_DELIVERED || next == SMS_FAILED);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dlr_report report = { 0 };
	struct dlr_query query;
	const char *at, *end;
	char *text;
	int rc;

	OSMO_ASSERT(sodium_init() >= 0);
	text = malloc(size + 1);
	OSMO_ASSERT(text);
	memcpy(text, data, size);
	at = text;
	end = text + size;
	query.id = next_argument(&at, end, &query.id_len);
	query.attempt = next_argument(&at, end, &query.attempt_len);
	query.mac = next_argument(&at, end, &query.mac_len);
	query.type = next_argument(&at, end, &query.type_len);
	rc = dlr_read(&query, key, &report);
	OSMO_ASSERT(rc == OK || rc == ERR_SYNTAX || rc == ERR_DENIED);
	if (rc == OK) {
		check_report(&report, &query);
		check_next(&report, &query);
	} else {
		OSMO_ASSERT(report.id == 0);
	}
	free(text);
	return 0;
}
