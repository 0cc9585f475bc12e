/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Time: monotonic for waiting, UTC seconds for storing, Vietnam's wall clock for people.
 *
 * Code asks a `struct clock` it was given and never the system, so tests run days in milliseconds.
 * Vietnam has had one zone, UTC+7 without summer time, since 1975; no zone database is needed.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct clock {
	uint64_t (*mono_us)(const struct clock *clock); /* microseconds, never steps back */
	int64_t (*utc_s)(const struct clock *clock); /* seconds since 1970-01-01T00:00Z */
};

/* The machine's clocks. Borrowed, static. */
const struct clock *clock_system(void);

/* A clock that stands still until it is moved. `clock` is first, so &v->clock is a struct clock. */
struct virtual_clock {
	struct clock clock;
	uint64_t now_us;
	int64_t utc_at_zero_s; /* UTC when now_us is 0 */
};
/* Starts at mono 0 and the given UTC second. Caller's memory. */
void virtual_clock_init(struct virtual_clock *v, int64_t utc_s);
/* Moves both clocks forward by `ms`. */
void virtual_clock_advance_ms(struct virtual_clock *v, uint64_t ms);

static inline uint64_t clock_mono_us(const struct clock *clock)
{
	return clock->mono_us(clock);
}
static inline uint64_t clock_mono_ms(const struct clock *clock)
{
	return clock->mono_us(clock) / 1000;
}
static inline int64_t clock_utc_s(const struct clock *clock)
{
	return clock->utc_s(clock);
}

/* A moment as people in Vietnam read it. */
struct local_time {
	int year; /* 1900..9999 */
	int month; /* 1..12 */
	int day; /* 1..31 */
	int hour; /* 0..23 */
	int minute; /* 0..59 */
	int second; /* 0..59 */
	int weekday; /* 1 = Monday .. 7 = Sunday, ISO 8601; output only */
};
struct local_time local_from_utc(int64_t utc_s);
/* `weekday` is not read. Fields out of range are not normalised: see local_valid(). */
int64_t local_to_utc(const struct local_time *local);
/* True if the date exists in the Gregorian calendar and the time is of a day. */
bool local_valid(const struct local_time *local);
/* Seconds since the epoch of the local midnight that begins the day holding `utc_s`. */
int64_t local_midnight(int64_t utc_s);

#define CLOCK_ISO_SIZE 26 /* "2026-11-22T07:30:00+07:00" and NUL */
/* ISO 8601 with Vietnam's offset. */
void clock_iso8601(int64_t utc_s, char out[CLOCK_ISO_SIZE]);
/* Reads ISO 8601 "YYYY-MM-DDThh:mm:ss" with "Z" or "+hh:mm"/"-hh:mm" (fractions are dropped).
 * ERR_SYNTAX or ERR_RANGE; *utc_s_r untouched then. */
int clock_parse_iso8601(const char *text, int64_t *utc_s_r);
