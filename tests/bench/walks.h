/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the phones of the load generator press, and a piece of each screen that must come back.
 * The texts are those of menus/service in unaccented Vietnamese, with the offices of
 * tests/bench/run. Knows nothing of HTTP.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define LEGS_MAX     16
#define OFFICES	     6 /* of tests/bench/run */
#define DAYS_AHEAD   90
#define SLOTS_A_PAGE 6
#define INPUT_SIZE   16

/* An input that begins with '@' is made up for each phone, see input_of(). */
struct leg {
	const char *input;
	const char *expect;
};

struct walk {
	const char *name;
	unsigned legs_n;
	struct leg legs[LEGS_MAX];
};

#define HOME_SCREEN	 "Mot cua. Bam so:\n1 Lam giay to"
#define APPLY_SCREEN	 "Chon giay:\n1 Giay xac nhan hon nhan"
#define GUIDES_SCREEN	 "Xem cho giay nao?\n1 Giay xac nhan hon nhan"
#define SITUATION_SCREEN "Giay hon nhan. Hien nay:\n1 Chua"
#define PURPOSE_SCREEN	 "Xin giay de lam gi?"
#define ID_SCREEN	 "Nhap 12 so CCCD"
#define OFFICE_SCREEN	 "Den lam o dau?"
#define SLOT_SCREEN	 "Chon gio den:"
#define PAPERS_SCREEN	 "Khi den nho mang: CCCD"
#define DECLARE_SCREEN	 "Giay hon nhan: chua tung ket hon; cho viec ket hon; sinh 2001"
#define GUIDE_SCREEN	 "Giay xac nhan hon nhan: mang CCCD"
#define FEE_SCREEN	 "Le phi, thoi han:"
#define NOT_A_CHOICE	 "Hay bam so o dau dong."

/* Looking around and filling in, as people do: some answers are wrong, some go back, and at the end
 * they hang up. Nothing in here is promised anything. */
static const struct walk menu_walks[] = {
	{ "apply and hang up", 12,
		{ { "@home", HOME_SCREEN }, { "1", APPLY_SCREEN }, { "1", SITUATION_SCREEN },
			{ "1", PURPOSE_SCREEN }, { "1", ID_SCREEN },
			{ "07020101234", "can 12 so.\n" ID_SCREEN }, { "@id", OFFICE_SCREEN },
			{ "@office", SLOT_SCREEN }, { "1", PAPERS_SCREEN }, { "1", DECLARE_SCREEN },
			{ "0", PAPERS_SCREEN }, { "1", DECLARE_SCREEN } } },
	{ "what to bring", 6,
		{ { "@home", HOME_SCREEN }, { "4", GUIDES_SCREEN }, { "1", GUIDE_SCREEN },
			{ "9", FEE_SCREEN }, { "9", NOT_A_CHOICE }, { "0", GUIDE_SCREEN } } },
	{ "my applications", 4,
		{ { "@home", HOME_SCREEN }, { "2", "So may nay chua co ho so." },
			{ "1234567890", "Ma co so bi sai." }, { "0", HOME_SCREEN } } },
	{ "my appointment", 4,
		{ { "@home", HOME_SCREEN }, { "3", "So may nay chua co lich hen." },
			{ "1", HOME_SCREEN }, { "7", NOT_A_CHOICE } } },
	{ "straight to what to bring", 3,
		{ { "@guide", GUIDES_SCREEN }, { "1", GUIDE_SCREEN }, { "9", FEE_SCREEN } } },
};

/* A whole application; its last leg is the promise. */
static const struct walk apply_walk = { "apply", 12,
	{ { "@home", HOME_SCREEN }, { "1", APPLY_SCREEN }, { "1", SITUATION_SCREEN },
		{ "1", PURPOSE_SCREEN }, { "1", ID_SCREEN }, { "@id", OFFICE_SCREEN },
		{ "@office", SLOT_SCREEN }, { "7", "Muon den ngay nao?" }, { "@day", SLOT_SCREEN },
		{ "@slot", PAPERS_SCREEN }, { "1", DECLARE_SCREEN },
		{ "1", "Da nhan. Ma ho so " } } };

/* Half filled in: the situation, the purpose and the id are answered. */
static const struct walk half_walk = { "half", 6,
	{ { "@home", HOME_SCREEN }, { "1", APPLY_SCREEN }, { "1", SITUATION_SCREEN },
		{ "1", PURPOSE_SCREEN }, { "1", ID_SCREEN }, { "@id", OFFICE_SCREEN } } };

/* "ddmm" of the day that lies `ahead` days after today in Vietnam. */
static void day_text(unsigned ahead, char out[INPUT_SIZE])
{
	time_t at = time(NULL) + 7 * 3600 + (time_t)ahead * 86400;
	struct tm day;

	gmtime_r(&at, &day);
	snprintf(out, INPUT_SIZE, "%02u%02u", (unsigned)day.tm_mday % 100,
		(unsigned)(day.tm_mon + 1) % 100);
}

/* What the `number`th phone presses for a leg. Applications are spread evenly over the offices,
 * days and hours, so that no hour is overrun. */
static void input_of(const struct leg *leg, unsigned number, char out[INPUT_SIZE])
{
	unsigned day = number / OFFICES % DAYS_AHEAD;
	unsigned slot = number / OFFICES / DAYS_AHEAD % SLOTS_A_PAGE;

	if (strcmp(leg->input, "@home") == 0)
		snprintf(out, INPUT_SIZE, "*1022#");
	else if (strcmp(leg->input, "@guide") == 0)
		snprintf(out, INPUT_SIZE, "*1022*4#");
	else if (strcmp(leg->input, "@id") == 0)
		snprintf(out, INPUT_SIZE, "070201%06u", number % 1000000);
	else if (strcmp(leg->input, "@office") == 0)
		snprintf(out, INPUT_SIZE, "%u", number % OFFICES + 1);
	else if (strcmp(leg->input, "@day") == 0)
		day_text(day + 1, out);
	else if (strcmp(leg->input, "@slot") == 0)
		snprintf(out, INPUT_SIZE, "%u", slot + 1);
	else
		snprintf(out, INPUT_SIZE, "%s", leg->input);
}
