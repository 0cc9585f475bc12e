/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Free slots and booking: the calendar meets the rows. */
#include "gateway/appointment/slots.h"
#include <string.h>
#include "gateway/base/clock.h"

#define DAY_S  86400
#define NOON_S (12 * 3600)

static int64_t earliest(const struct office *office, int64_t now_s)
{
	return now_s + (int64_t)office->lead_minutes * 60;
}

static int64_t latest(const struct office *office, int64_t now_s)
{
	return local_midnight(now_s) + ((int64_t)office->ahead_days + 1) * DAY_S;
}

static unsigned taken_at(const struct slot_use *use, int n, int64_t start_s)
{
	for (int i = 0; i < n; i++)
		if (use[i].start_s == start_s)
			return use[i].taken;
	return 0;
}

/* Free slots of one day. *slots_r is how many the calendar has. */
static int free_of_day(struct store *store, const struct offices *offices,
	const struct office *office, int64_t now_s, int64_t day_s, int64_t *out, unsigned max,
	unsigned *slots_r)
{
	int64_t starts[SLOTS_A_DAY_MAX];
	struct slot_use use[SLOTS_A_DAY_MAX];
	unsigned n = calendar_day(offices, office, day_s, starts), free_n = 0;

	*slots_r = n;
	if (!n)
		return 0;

	int used = appointment_use(
		store, office->code, starts[0], starts[n - 1] + 1, use, SLOTS_A_DAY_MAX);

	if (used < 0)
		return used;
	for (unsigned i = 0; i < n && free_n < max; i++)
		if (starts[i] >= earliest(office, now_s) &&
			taken_at(use, used, starts[i]) < office->capacity)
			out[free_n++] = starts[i];
	return (int)free_n;
}

int slots_next_free(struct store *store, const struct offices *offices, const struct office *office,
	int64_t now_s, int64_t *out, unsigned max)
{
	int64_t free_slots[SLOTS_A_DAY_MAX];
	unsigned n = 0, slots;

	for (int64_t day = local_midnight(now_s); day < latest(office, now_s) && n < max;
		day += DAY_S) {
		int free_n = free_of_day(
			store, offices, office, now_s, day, free_slots, SLOTS_A_DAY_MAX, &slots);
		unsigned morning = 0, afternoon = 0;

		if (free_n < 0)
			return free_n;
		for (int i = 0; i < free_n && n < max; i++) {
			unsigned *half = free_slots[i] - day < NOON_S ? &morning : &afternoon;

			if ((*half)++ < SLOTS_PER_HALF_DAY)
				out[n++] = free_slots[i];
		}
	}
	return (int)n;
}

/* All `n`, or `max` of them from the first to the last at even steps. Returns their number. */
static unsigned spread(const int64_t *slots, unsigned n, int64_t *out, unsigned max)
{
	if (n > max && max > 1) {
		for (unsigned i = 0; i < max; i++)
			out[i] = slots[i * (n - 1) / (max - 1)];
		return max;
	}
	n = n < max ? n : max;
	memcpy(out, slots, n * sizeof(*out));
	return n;
}

int slots_of_day(struct store *store, const struct offices *offices, const struct office *office,
	int64_t now_s, int64_t day_s, int64_t *out, unsigned max)
{
	int64_t free_slots[SLOTS_A_DAY_MAX];
	unsigned slots;

	if (local_midnight(day_s) < local_midnight(now_s) || day_s >= latest(office, now_s))
		return ERR_RANGE;

	int free_n = free_of_day(
		store, offices, office, now_s, day_s, free_slots, SLOTS_A_DAY_MAX, &slots);

	if (free_n < 0 || !slots)
		return free_n < 0 ? free_n : ERR_NOT_FOUND;
	return (int)spread(free_slots, (unsigned)free_n, out, max);
}

static bool is_bookable(
	const struct offices *offices, const struct office *office, int64_t now_s, int64_t start_s)
{
	return start_s > now_s && start_s < latest(office, now_s) &&
		calendar_is_slot(offices, office, start_s);
}

int slots_book(struct store *store, const struct offices *offices, const struct office *office,
	int64_t now_s, int64_t start_s, int64_t dossier_id, struct appointment *out)
{
	if (!is_bookable(offices, office, now_s, start_s))
		return ERR_RANGE;
	return appointment_book(
		store, office->code, start_s, office->capacity, dossier_id, now_s, out);
}

int slots_move(struct store *store, const struct offices *offices, const struct office *office,
	int64_t now_s, int64_t start_s, const struct appointment *old, struct appointment *out)
{
	if (!is_bookable(offices, office, now_s, start_s))
		return ERR_RANGE;
	return appointment_move(store, old, start_s, office->capacity, now_s, out);
}
