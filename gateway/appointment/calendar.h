/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * When an office is open, as pure functions over its data: which slots a day has. Knows neither
 * bookings nor the time of day now.
 */
#pragma once
#include "gateway/appointment/office.h"

#define SLOTS_A_DAY_MAX 288 /* 24 hours of 5 minutes */

bool calendar_is_holiday(const struct offices *offices, int64_t at_s);
/* Starts (UTC seconds) of the slots of the local day that holds `at_s`, ascending; a slot lies
 * wholly within one opening span. 0 when the office is closed that day. */
unsigned calendar_day(const struct offices *offices, const struct office *office, int64_t at_s,
	int64_t out[SLOTS_A_DAY_MAX]);
/* True if `start_s` is the start of a slot. */
bool calendar_is_slot(const struct offices *offices, const struct office *office, int64_t start_s);
