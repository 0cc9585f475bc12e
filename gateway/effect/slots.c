/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* slots.list: when a person can come. */
#include "gateway/appointment/slots.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "gateway/base/clock.h"
#include "gateway/effect/effects.h"

/* The date of an answer "ddmm" or "ddmmyyyy" as a moment of that local day; without a year, the
 * next such day. */
static int read_day(const char *text, int64_t now_s, int64_t *day_s_r)
{
	struct local_time now = local_from_utc(now_s);
	unsigned number = 0;
	size_t len = strlen(text);

	if ((len != 4 && len != 8) || sscanf(text, "%8u", &number) != 1)
		return ERR_SYNTAX;

	struct local_time day = { .year = len == 8 ? (int)(number % 10000) : now.year };
	unsigned ddmm = len == 8 ? number / 10000 : number;

	day.day = (int)(ddmm / 100);
	day.month = (int)(ddmm % 100);
	/* Past, or a 29 February that only the next year has. */
	if (len == 4 && (!local_valid(&day) || local_to_utc(&day) < local_midnight(now_s)))
		day.year++;
	if (!local_valid(&day))
		return ERR_RANGE;
	*day_s_r = local_to_utc(&day);
	return OK;
}

static int free_slots(struct effect_call *call, const struct office *office, const char *day,
	int64_t *starts, const char **outcome_r)
{
	const struct effect_world *w = call->world;
	int64_t now_s = clock_utc_s(w->clock), day_s;

	*outcome_r = "none";
	if (!*day)
		return slots_next_free(w->store, w->offices, office, now_s, starts, SLOTS_OFFERED);
	*outcome_r = "closed";
	if (read_day(day, now_s, &day_s) != OK)
		return 0;

	int n = slots_of_day(w->store, w->offices, office, now_s, day_s, starts, EFFECT_ITEMS_MAX);

	if (n == ERR_RANGE || n == ERR_NOT_FOUND)
		return 0;
	*outcome_r = "none";
	return n;
}

int effect_slots_of(struct effect_call *call, const struct office *office, const char *day,
	struct effect_result *out)
{
	int64_t starts[EFFECT_ITEMS_MAX];

	out->outcome = "none";
	if (!office)
		return OK;

	int n = free_slots(call, office, day, starts, &out->outcome);

	if (n < 0)
		return n;
	for (int i = 0; i < n; i++) {
		char id[EFFECT_ID_SIZE];

		snprintf(id, sizeof(id), "%" PRId64, starts[i]);
		effect_item_set_moment(effect_item_add(out, id), starts[i]);
	}
	if (n)
		out->outcome = "done";
	return OK;
}

int effect_slots_list(struct effect_call *call, struct effect_result *out)
{
	const struct office *office =
		offices_find(call->world->offices, effect_answer(call, "office"));

	/* Whoever's office is known does not choose it, and would not read what it is called. */
	if (office)
		effect_set(&out->values, "office", office->short_name);
	return effect_slots_of(call, office, effect_answer(call, "day"), out);
}
