/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Anything typed into any kind of entry: the first octet says which, the rest is typed. What is
 * kept is short, can be read, means the same when it is judged again, and is not the key that would
 * have skipped or led away; what is refused leaves no trace.
 */
#include <stdint.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "gateway/base/utf8.h"
#include "menus/input.h"

#define TODAY 20261124

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct option skip = { .value = "" };
static const struct node entries[] = {
	{ .entry = ENTRY_NATIONAL_ID, .min = 12, .max = 12 },
	{ .entry = ENTRY_RECEIPT, .min = 10, .max = 10 },
	{ .entry = ENTRY_APPOINTMENT_CODE, .min = 9, .max = 9 },
	{ .entry = ENTRY_DIGITS, .min = 3, .max = 30 },
	{ .entry = ENTRY_DATE, .min = 0, .max = 1 },
	{ .entry = ENTRY_DATE, .min = -100, .max = 0 },
	{ .entry = ENTRY_DATE, .min = -100, .max = 10, .year_alone = true },
	{ .entry = ENTRY_TIME },
	{ .entry = ENTRY_PHONE },
	{ .entry = ENTRY_NUMBER, .min = 2, .max = 999999, .options_n = 1, .options = &skip },
	{ .entry = ENTRY_MONEY, .min = 2, .max = 99999999999, .options_n = 1, .options = &skip },
	{ .entry = ENTRY_LETTERS, .min = 1, .max = 12, .options_n = 1, .options = &skip },
	{ .entry = ENTRY_NAME },
};

static void check_kept(const struct node *entry, const char *kept)
{
	char again[ANSWER_MAX + 1];
	struct input input;
	enum word notice;

	OSMO_ASSERT(strlen(kept) > 0 && strlen(kept) <= ANSWER_MAX);
	OSMO_ASSERT(utf8_valid(kept, strlen(kept)));
	OSMO_ASSERT(input_read(kept, strlen(kept), &input, &notice) == OK);
	OSMO_ASSERT(input_judge(entry, &input, TODAY, again, &notice) == OK);
	OSMO_ASSERT(strcmp(again, kept) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char kept[ANSWER_MAX + 1], before[ANSWER_MAX + 1];
	const struct node *entry;
	struct input input;
	enum word notice = WORD_COUNT;

	if (size == 0)
		return 0;
	entry = &entries[data[0] % ARRAY_SIZE(entries)];
	if (input_read((const char *)data + 1, size - 1, &input, &notice) < 0) {
		OSMO_ASSERT(notice == WORD_TOO_LONG || notice == WORD_BROKEN);
		return 0;
	}
	if (input_skips(entry, &input) || input_number(&input) == 0 ||
		input_number(&input) == INPUT_HOME)
		return 0;
	memset(kept, 'x', sizeof(kept));
	memcpy(before, kept, sizeof(kept));
	if (input_judge(entry, &input, TODAY, kept, &notice) == OK) {
		check_kept(entry, kept);
	} else {
		OSMO_ASSERT(notice < WORD_COUNT);
		OSMO_ASSERT(memcmp(before, kept, sizeof(kept)) == 0);
	}
	return 0;
}
