/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a screen may hold on the bearer that carries it. Bearers give it; everything else obeys.
 */
#pragma once
#include <stdbool.h>

enum coding { CODING_GSM7, CODING_UCS2 };

struct budget {
	unsigned septets; /* a screen that expects an answer, GSM-7 */
	unsigned units; /* the same in UCS-2 */
	unsigned end_septets; /* a last screen */
	unsigned end_units;
};

/* Through OsmoHLR: the component is at most 127 octets (design, network.md). */
#define BUDGET_GSUP ((struct budget) { 130, 57, 128, 56 })
/* USSD over SMPP and aggregators, unless their route says otherwise. */
#define BUDGET_USSD ((struct budget) { 160, 70, 160, 70 })
/* One SMS part. */
#define BUDGET_SMS ((struct budget) { 160, 70, 160, 70 })

#define SCREEN_MAX 768 /* octets of UTF-8 of any screen, NUL included */
