/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The list of wanted forms. Pure: a place whose time is over is as good as empty.
 */
#include "gateway/portal/wanted.h"
#include <stdio.h>
#include <string.h>

static bool is_there(const struct wanted_code *one, uint64_t now_ms)
{
	return *one->code && now_ms < one->until_ms;
}

static bool waits(const struct wanted_code *one, uint64_t now_ms)
{
	return is_there(one, now_ms) && one->is == PORTAL_FORM_ASKED;
}

const struct wanted_code *wanted_find(
	const struct wanted *wanted, const char *code, uint64_t now_ms)
{
	for (unsigned i = 0; i < WANTED_MAX; i++)
		if (is_there(&wanted->of[i], now_ms) && !strcmp(wanted->of[i].code, code))
			return &wanted->of[i];
	return NULL;
}

/* Its own place, else the first that is free; NULL if none is. */
static struct wanted_code *place_of(struct wanted *wanted, const char *code, uint64_t now_ms)
{
	struct wanted_code *place = NULL;

	for (unsigned i = WANTED_MAX; i-- > 0;) {
		struct wanted_code *one = &wanted->of[i];

		if (!is_there(one, now_ms))
			place = one;
		else if (!strcmp(one->code, code))
			return one;
	}
	return place;
}

int wanted_add(struct wanted *wanted, const char *code, uint64_t now_ms)
{
	struct wanted_code *one = place_of(wanted, code, now_ms);

	if (!one)
		return ERR_LIMIT;
	if (!is_there(one, now_ms)) {
		*one = (struct wanted_code) { .is = PORTAL_FORM_ASKED };
		snprintf(one->code, sizeof(one->code), "%s", code);
	}
	if (one->is == PORTAL_FORM_ASKED)
		one->until_ms = now_ms + WANTED_LIFE_MS;
	return OK;
}

bool wanted_any_new(const struct wanted *wanted, uint64_t now_ms)
{
	for (unsigned i = 0; i < WANTED_MAX; i++)
		if (waits(&wanted->of[i], now_ms) && !wanted->of[i].listed)
			return true;
	return false;
}

void wanted_list_asked(struct wanted *wanted)
{
	for (unsigned i = 0; i < WANTED_MAX; i++)
		wanted->of[i].listed = true;
}

const char *wanted_next(const struct wanted *wanted, uint64_t now_ms)
{
	for (unsigned i = 0; i < WANTED_MAX; i++)
		if (waits(&wanted->of[i], now_ms) && wanted->of[i].listed)
			return wanted->of[i].code;
	return NULL;
}

static void settle(struct wanted_code *one, enum portal_form is, const char *why, uint64_t now_ms)
{
	one->is = is;
	one->until_ms = now_ms + WANTED_TOLD_MS;
	snprintf(one->why, sizeof(one->why), "%s", why);
}

void wanted_settle(struct wanted *wanted, const char *code, enum portal_form is, const char *why,
	uint64_t now_ms)
{
	for (unsigned i = 0; i < WANTED_MAX; i++)
		if (waits(&wanted->of[i], now_ms) && !strcmp(wanted->of[i].code, code))
			settle(&wanted->of[i], is, why, now_ms);
}

void wanted_settle_all(struct wanted *wanted, enum portal_form is, const char *why, uint64_t now_ms)
{
	for (unsigned i = 0; i < WANTED_MAX; i++)
		if (waits(&wanted->of[i], now_ms))
			settle(&wanted->of[i], is, why, now_ms);
}
