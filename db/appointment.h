/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Appointments: booked seats in an office's slots. A slot is (office, start) and has seats
 * 0..capacity-1; a partial UNIQUE index over (office, start, seat) of open rows makes it impossible
 * to book a seat twice, whoever writes. Calendars and capacity are known to the caller, not here.
 */
#pragma once
#include "db/dossier.h"

enum appointment_state {
	APPOINTMENT_OPEN = 1,
	APPOINTMENT_MOVED = 2, /* replaced by another row */
	APPOINTMENT_CANCELLED = 3,
};

struct appointment {
	int64_t id;
	char code[APPOINTMENT_CODE_DIGITS + 1];
	int64_t dossier_id;
	char office[OFFICE_CODE_SIZE];
	int64_t start_s;
	unsigned seat;
	enum appointment_state state;
	int64_t made_s;
};

/* Takes the lowest free seat. ERR_FULL: no seat free. ERR_EXISTS: the dossier has an open
 * appointment (then *out is that one). ERR_NOT_FOUND: no such dossier. On success *out is the new
 * row, with its code. */
int appointment_book(struct store *store, const char *office, int64_t start_s, unsigned capacity,
	int64_t dossier_id, int64_t now_s, struct appointment *out) MUST_CHECK;
/* Open seats taken per slot with from_s <= start < to_s, ordered by start. Returns the number of
 * slots given; slots without a booking are absent. ERR_TOO_LONG when more than `max`. */
struct slot_use {
	int64_t start_s;
	unsigned taken;
};
int appointment_use(struct store *store, const char *office, int64_t from_s, int64_t to_s,
	struct slot_use *out, unsigned max) MUST_CHECK;
/* The open appointment of a dossier; ERR_NOT_FOUND. */
int appointment_of_dossier(
	struct store *store, int64_t dossier_id, struct appointment *out) MUST_CHECK;
/* Open ones of a phone that start at or after `from_s`, soonest first. Returns their number. */
int appointment_list_by_phone(struct store *store, const struct phone *phone, int64_t from_s,
	struct appointment *out, unsigned max) MUST_CHECK;
/* Any state. */
int appointment_by_code(struct store *store, const char *code, struct appointment *out) MUST_CHECK;
/* For listings: an office's open ones in a window, by start and seat; office NULL: all. */
int appointment_list(struct store *store, const char *office, int64_t from_s, int64_t to_s,
	struct appointment *out, unsigned max) MUST_CHECK;
/* Takes a seat of another slot for the dossier of the open appointment *old, which becomes MOVED; a
 * new code is given, the old one is never given again. ERR_FULL: no seat free, and the old one is
 * still held. ERR_NOT_FOUND: *old is not open any more. On success *out is the new row. Any other
 * error: the input must fail as a whole, so that its savepoint brings the old seat back. */
int appointment_move(struct store *store, const struct appointment *old, int64_t start_s,
	unsigned capacity, int64_t now_s, struct appointment *out) MUST_CHECK;
/* How many a dossier ever had, in whatever state; negative: an error. */
int appointment_count(struct store *store, int64_t dossier_id) MUST_CHECK;
/* OPEN -> CANCELLED or MOVED. ERR_NOT_FOUND if it is not open. */
int appointment_end(struct store *store, int64_t id, enum appointment_state state) MUST_CHECK;
/* Rows per state, index by enum appointment_state. */
struct appointment_counts {
	int64_t by_state[APPOINTMENT_CANCELLED + 1];
};
int appointment_counts(struct store *store, struct appointment_counts *out) MUST_CHECK;
