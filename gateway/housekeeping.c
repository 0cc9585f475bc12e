/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One tick a second. */
#include "gateway/housekeeping.h"
#include <osmocom/core/utils.h>
#include "db/attempt.h"
#include "db/callback.h"
#include "db/draft.h"
#include "db/inbox.h"
#include "db/stray.h"
#include "db/upcall.h"
#include "gateway/base/log.h"
#include "gateway/gateway.h"

#define EXPIRE_A_TICK 2000 /* dialogues */

static int clean_rows(struct gateway *gw, int64_t now_s)
{
	int rc = draft_expire(gw->store, now_s - DRAFT_LIFE_S, CLEANING_ROWS_MAX);

	if (rc >= 0)
		rc = inbox_expire(gw->store, now_s - INBOX_LIFE_S, CLEANING_ROWS_MAX);
	if (rc >= 0)
		rc = attempt_expire(gw->store, now_s - GUESS_WINDOW_S, CLEANING_ROWS_MAX);
	if (rc >= 0)
		rc = stray_expire(gw->store, now_s - STRAY_LIFE_S, CLEANING_ROWS_MAX);
	if (rc >= 0)
		rc = upcall_expire(gw->store, now_s - UPCALL_LIFE_S, CLEANING_ROWS_MAX);
	if (rc >= 0)
		rc = callback_expire(gw->store, now_s - CALLBACK_LIFE_S, CLEANING_ROWS_MAX);
	return rc < 0 ? rc : OK;
}

/* After a sync that failed nobody knows what the disk holds; memory that was built on it goes, and
 * what the store says after recovery is the truth. */
static void rebuild(struct gateway *gw)
{
	int rc = store_rebuild(gw->store);

	if (rc != OK) {
		LOGP(DSTORE, LOGL_ERROR, "store: rebuild failed, trying again: %s\n", err_name(rc));
		return;
	}
	LOGP(DSTORE, LOGL_NOTICE, "store: rebuilt after a failed sync\n");
	dialogues_drop_all(gw->counter.dialogues);
	sms_after_rebuild(gw->sms);
	portal_wake(gw->portal);
}

static int tick_decide(struct turn_input *input)
{
	struct gateway *gw = container_of(input, struct gateway, tick.input);
	int64_t now_s = clock_utc_s(gw->clock);

	if (store_uncertain(gw->store) || now_s - gw->cleaned_s < CLEANING_EVERY_S)
		return OK;
	return clean_rows(gw, now_s);
}

static void tick_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct gateway *gw = container_of(input, struct gateway, tick.input);
	int64_t now_s = clock_utc_s(gw->clock);

	if (outcome != TURN_DONE)
		LOGP(DSTORE, LOGL_ERROR, "old rows not deleted: %s\n", err_name(error));
	if (now_s - gw->cleaned_s >= CLEANING_EVERY_S)
		gw->cleaned_s = now_s;
	dialogues_expire(gw->counter.dialogues, EXPIRE_A_TICK);
	if (store_uncertain(gw->store))
		rebuild(gw);
	timer_arm_ms(&gw->tick, TICK_MS);
}

static const struct turn_kind tick_kind = { "tick", tick_decide, tick_release };

void housekeeping_start(struct gateway *gw)
{
	gw->cleaned_s = clock_utc_s(gw->clock);
	timer_init(&gw->tick, gw->timers, &tick_kind);
	timer_arm_ms(&gw->tick, TICK_MS);
}
