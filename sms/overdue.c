/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Messages that Kannel took and of which nothing was heard for report_wait_s become UNKNOWN for
 * good: never sent again, listed among those that may not have arrived. SENT rows are walked in
 * rounds of small slices, so a day's messages never hold up the loop.
 */
#include "sms/inner.h"
#include <inttypes.h>
#include <osmocom/core/utils.h>
#include "gateway/base/log.h"

#define SLICE_PAUSE_MS 100

static int decide(struct turn_input *input)
{
	struct sms *sms = container_of(input, struct sms, overdue.timer.input);
	struct overdue *overdue = &sms->overdue;
	int64_t now_s = clock_utc_s(sms->clock);
	int n, rc;

	n = outbox_list(sms->store, SMS_SENT, overdue->before_id, overdue->rows, SMS_OVERDUE_ROWS);
	if (n < 0)
		return n;
	for (int i = 0; i < n; i++) {
		const struct outbox_row *row = &overdue->rows[i];

		if (row->changed_s > now_s - (int64_t)sms->policy.report_wait_s)
			continue;
		rc = outbox_set(sms->store, row->id, SMS_UNKNOWN, SMS_NEVER,
			"no delivery report came", now_s);
		if (rc < 0)
			return rc;
	}
	overdue->next_before_id = n == SMS_OVERDUE_ROWS ? overdue->rows[n - 1].id : 0;
	return OK;
}

static void release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct sms *sms = container_of(input, struct sms, overdue.timer.input);
	struct overdue *overdue = &sms->overdue;
	uint64_t wait_ms = UINT64_C(1000) * SMS_OVERDUE_ROUND_S;

	if (outcome != TURN_DONE) {
		LOGP(DSMS, LOGL_ERROR, "overdue reports not recorded: %s\n", err_name(error));
		overdue->next_before_id = 0;
	}
	overdue->before_id = overdue->next_before_id;
	if (overdue->before_id != 0)
		wait_ms = SLICE_PAUSE_MS;
	timer_hasten_ms(&overdue->timer, wait_ms);
}

static const struct turn_kind overdue_kind = { "sms-overdue", decide, release };

void overdue_init(struct sms *sms)
{
	timer_init(&sms->overdue.timer, sms->timers, &overdue_kind);
	timer_arm_ms(&sms->overdue.timer, UINT64_C(1000) * SMS_IDLE_TICK_S);
}
