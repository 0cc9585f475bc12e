/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Damm's check digit, and a keyed permutation of a decimal domain.
 *
 * The Feistel halves are numbers below the root of the domain rather than bits, as in format
 * preserving encryption: 10^8 is exactly 10^4 squared and 10^9 nearly 31623 squared, so a walk of
 * the cycle beyond one step is rare. The domain is part of each round's input, so receipts and
 * codes made with one key have nothing in common.
 */
#include "gateway/base/digits.h"
#include <osmocom/core/utils.h>
#include <sodium.h>
#include <endian.h>
#include <string.h>

#define ROUNDS	   10 /* as NIST SP 800-38G asks of FF1 for domains this small */
#define DOMAIN_MAX 1000000000000ull
#define DIGITS_MAX 13

/* --- Damm ---------------------------------------------------------------------------------- */
/* The totally anti-symmetric quasigroup of order 10 with zero diagonal: because x*x = 0, the
 * interim digit is the check digit, and a number with its check digit ends at 0. */
static const uint8_t quasigroup[10][10] = {
	{ 0, 3, 1, 7, 5, 9, 8, 6, 4, 2 },
	{ 7, 0, 9, 2, 1, 5, 4, 8, 6, 3 },
	{ 4, 2, 0, 6, 8, 7, 1, 3, 5, 9 },
	{ 1, 7, 5, 0, 9, 8, 3, 4, 2, 6 },
	{ 6, 1, 2, 3, 0, 4, 5, 9, 7, 8 },
	{ 3, 6, 7, 4, 2, 0, 9, 5, 8, 1 },
	{ 5, 8, 6, 9, 7, 2, 0, 1, 3, 4 },
	{ 8, 9, 4, 5, 3, 6, 2, 0, 1, 7 },
	{ 9, 4, 3, 8, 6, 1, 7, 2, 0, 5 },
	{ 2, 5, 8, 1, 4, 3, 6, 7, 9, 0 },
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static unsigned damm(const char *digits, size_t n)
{
	unsigned interim = 0;

	for (size_t i = 0; i < n; i++)
		interim = quasigroup[interim][digits[i] - '0'];
	return interim;
}

char damm_digit(const char *digits, size_t n)
{
	return (char)('0' + damm(digits, n));
}

bool damm_ok(const char *digits, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!is_digit(digits[i]))
			return false;
	return n > 0 && damm(digits, n) == 0;
}

/* --- permutation --------------------------------------------------------------------------- */
struct feistel {
	const uint8_t *key;
	uint64_t domain;
	uint64_t root; /* the least number whose square is >= domain */
};

static struct feistel feistel_of(const uint8_t key[PERMUTE_KEY_OCTETS], uint64_t domain)
{
	struct feistel f = { .key = key, .domain = domain, .root = 1 };
	uint64_t above = 1000000; /* the root of DOMAIN_MAX */

	OSMO_ASSERT(domain >= 2 && domain <= DOMAIN_MAX);
	while (f.root < above) {
		uint64_t middle = (f.root + above) / 2;

		if (middle * middle >= domain)
			above = middle;
		else
			f.root = middle + 1;
	}
	return f;
}

static uint64_t round_value(const struct feistel *f, unsigned round, uint64_t half)
{
	uint64_t input[3] = { f->domain, round, half };
	uint64_t output[2];

	for (unsigned i = 0; i < 3; i++)
		input[i] = htole64(input[i]);
	crypto_generichash((uint8_t *)output, sizeof(output), (const uint8_t *)input, sizeof(input),
		f->key, PERMUTE_KEY_OCTETS);
	return le64toh(output[0]) % f->root;
}

static uint64_t forwards(const struct feistel *f, uint64_t n)
{
	uint64_t left = n / f->root, right = n % f->root;

	for (unsigned round = 0; round < ROUNDS; round++) {
		uint64_t next = (left + round_value(f, round, right)) % f->root;

		left = right;
		right = next;
	}
	return left * f->root + right;
}

static uint64_t backwards(const struct feistel *f, uint64_t n)
{
	uint64_t left = n / f->root, right = n % f->root;

	for (unsigned round = ROUNDS; round-- > 0;) {
		uint64_t before = (right + f->root - round_value(f, round, left)) % f->root;

		right = left;
		left = before;
	}
	return left * f->root + right;
}

/* The network permutes 0..root^2-1. Stepping on until a value falls into the domain makes of it a
 * permutation of the domain; the walk ends because its cycle holds n. */
uint64_t permute(const uint8_t key[PERMUTE_KEY_OCTETS], uint64_t domain, uint64_t n)
{
	struct feistel f = feistel_of(key, domain);

	OSMO_ASSERT(n < domain);
	do
		n = forwards(&f, n);
	while (n >= domain);
	return n;
}

uint64_t unpermute(const uint8_t key[PERMUTE_KEY_OCTETS], uint64_t domain, uint64_t n)
{
	struct feistel f = feistel_of(key, domain);

	OSMO_ASSERT(n < domain);
	do
		n = backwards(&f, n);
	while (n >= domain);
	return n;
}

/* --- numbers for people -------------------------------------------------------------------- */
int number_make(const uint8_t key[PERMUTE_KEY_OCTETS], uint64_t counter, unsigned digits, char *out)
{
	uint64_t domain = 1, n;

	OSMO_ASSERT(digits >= 2 && digits <= DIGITS_MAX);
	for (unsigned i = 1; i < digits; i++)
		domain *= 10;
	if (counter >= domain)
		return ERR_RANGE;

	n = permute(key, domain, counter);
	for (unsigned i = digits - 1; i-- > 0; n /= 10)
		out[i] = (char)('0' + n % 10);
	out[digits - 1] = damm_digit(out, digits - 1);
	out[digits] = '\0';
	return 0;
}

int number_parse(const char *text, unsigned digits, char *out)
{
	char found[DIGITS_MAX];
	size_t n = 0;

	OSMO_ASSERT(digits >= 2 && digits <= DIGITS_MAX);
	for (; *text; text++) {
		if (*text == ' ' || *text == '.' || *text == '-')
			continue;
		if (!is_digit(*text))
			return ERR_SYNTAX;
		if (n < digits)
			found[n] = *text;
		n++;
	}
	if (n < digits)
		return ERR_TRUNCATED;
	if (n > digits)
		return ERR_TOO_LONG;
	if (!damm_ok(found, digits))
		return ERR_CHECK_DIGIT;
	memcpy(out, found, digits);
	out[digits] = '\0';
	return 0;
}
