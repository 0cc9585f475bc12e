/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The messages that a phone got, read from the file that fakesmsc writes, as it grows. Long
 * messages show up when all their parts are there.
 */
#pragma once
#include <stddef.h>
#include "gateway/base/phone.h"
#include "tests/sim/phone/sms_text.h"

#define SMS_PARTS_MAX 5

struct sms {
	char from[SMS_NUMBER_MAX];
	char text[SMS_PARTS_MAX * SMS_TEXT_MAX];
};

struct sms_log;

/* `path` need not exist yet; NULL or "" is a phone without SMS. Messages to others than `own` are
 * passed over. Owned by ctx. */
struct sms_log *sms_log_new(void *ctx, const char *path, const struct phone *own);
/* Reads what was added. Returns the number of messages so far. */
size_t sms_log_read(struct sms_log *log);
/* Message i in order of arrival. Borrowed until the next sms_log_read(). */
const struct sms *sms_log_get(const struct sms_log *log, size_t i);
