/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Numbers that people copy by hand: not guessable, not sequential, with a check digit.
 *
 * A stored counter is sent through a keyed permutation of its whole domain (a cycle-walking
 * Feistel network over BLAKE2b), so numbers never collide and show no order; Damm's digit behind
 * it finds every single wrong digit and every swap of neighbours.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"

#define RECEIPT_DIGITS		10 /* 9 and the check digit */
#define APPOINTMENT_CODE_DIGITS 9 /* 8 and the check digit */
#define PERMUTE_KEY_OCTETS	32

/* The check digit '0'..'9' for n decimal digits (H. M. Damm 2004, the quasigroup of order 10). */
char damm_digit(const char *digits, size_t n);
/* True if the last of the digits checks. False for anything but digits or an empty text. */
bool damm_ok(const char *digits, size_t n);

/* A permutation of 0..domain-1 chosen by the key. Needs n < domain, 2 <= domain <= 10^12. */
uint64_t permute(const uint8_t key[PERMUTE_KEY_OCTETS], uint64_t domain, uint64_t n);
uint64_t unpermute(const uint8_t key[PERMUTE_KEY_OCTETS], uint64_t domain, uint64_t n);

/* Writes the counter's number as `digits` decimal digits including the check digit, leading zeros
 * kept, and NUL: `out` has digits + 1 octets. ERR_RANGE when the counter is used up. */
int number_make(const uint8_t key[PERMUTE_KEY_OCTETS], uint64_t counter, unsigned digits,
	char *out) MUST_CHECK;

/* Takes what a person typed (spaces, dots, dashes ignored) and gives exactly `digits` digits in
 * `out`. ERR_SYNTAX, ERR_TRUNCATED / ERR_TOO_LONG for the wrong count, ERR_CHECK_DIGIT. */
int number_parse(const char *text, unsigned digits, char *out) MUST_CHECK;
