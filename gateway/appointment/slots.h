/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What may be offered and booked: the calendar less the seats that are taken and the time that is
 * too near, past, or too far.
 */
#pragma once
#include "db/appointment.h"
#include "gateway/appointment/calendar.h"

#define SLOTS_OFFERED	   6 /* "the next free ones" */
#define SLOTS_PER_HALF_DAY 2 /* so that an offer spans several days, not one morning */

/* The next free slots, soonest first: at most SLOTS_PER_HALF_DAY of each half-day. Returns their
 * number or an error of the store. */
int slots_next_free(struct store *store, const struct offices *offices, const struct office *office,
	int64_t now_s, int64_t *out, unsigned max) MUST_CHECK;

/* The free slots of the local day that holds `day_s`; of more than `max`, some of every part of
 * the day, the first and the last among them. ERR_RANGE: the day is past or too far ahead;
 * ERR_NOT_FOUND: the office is closed that day; else the number of free slots (0: fully booked). */
int slots_of_day(struct store *store, const struct offices *offices, const struct office *office,
	int64_t now_s, int64_t day_s, int64_t *out, unsigned max) MUST_CHECK;

/* Books if the slot is one, is not too near and has a seat. ERR_RANGE: it is no longer to be had
 * for reasons of time; else as appointment_book(). */
int slots_book(struct store *store, const struct offices *offices, const struct office *office,
	int64_t now_s, int64_t start_s, int64_t dossier_id, struct appointment *out) MUST_CHECK;
/* The same for the dossier of the open appointment *old, as appointment_move(). */
int slots_move(struct store *store, const struct offices *offices, const struct office *office,
	int64_t now_s, int64_t start_s, const struct appointment *old,
	struct appointment *out) MUST_CHECK;
