/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Writing drafts behind the dialogues: with any commit that happens anyway, and otherwise within
 * DRAFT_DELAY_MS. A dropped session loses nothing; a crash loses at most that long.
 */
#pragma once
#include "gateway/base/timer.h"
#include "gateway/dialogue/shelf.h"

#define DRAFT_DELAY_MS	200
#define DRAFT_BATCH_MAX 64 /* written in one turn, which takes some ms and holds up its answers */
#define DRAFT_RETRY_MS	1000 /* after the store refused */

struct drafts;

struct drafts *drafts_new(void *ctx, struct turn *turn, struct timers *timers,
	struct dialogues *dialogues, const struct shelf *shelf, const struct effect_world *world);
/* In release: a dialogue has unsaved answers. */
void drafts_due(struct drafts *drafts);
/* As drafts_due(), but at once: the service is about to end. */
void drafts_now(struct drafts *drafts);
uint64_t drafts_written(const struct drafts *drafts);
