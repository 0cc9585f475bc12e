/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The padding rule of USSD, laid over the plain packing of gsm7.h.
 */
#include "gateway/base/gsm7_ussd.h"
#include <stdbool.h>
#include "gateway/base/gsm7.h"

#define CR 0x0d

/* Eight septets fill seven octets. */
static bool on_octet_border(size_t septets)
{
	return septets > 0 && septets % 8 == 0;
}

static bool takes_a_second_cr(size_t n, uint8_t last)
{
	return on_octet_border(n) && last == CR;
}

size_t gsm7_ussd_octets(size_t n, uint8_t last)
{
	return (n * 7 + 7) / 8 + takes_a_second_cr(n, last);
}

int gsm7_ussd_pack(const uint8_t *septets, size_t n, uint8_t *octets, size_t cap)
{
	uint8_t last = n > 0 ? septets[n - 1] : 0;
	size_t need = gsm7_ussd_octets(n, last);
	int used;

	if (need > cap)
		return ERR_TOO_LONG;
	used = gsm7_pack(septets, n, octets, cap);
	if (used < 0)
		return used;
	if (n % 8 == 7)
		octets[need - 1] |= CR << 1;
	if (takes_a_second_cr(n, last))
		octets[need - 1] = CR;
	return (int)need;
}

int gsm7_ussd_unpack(const uint8_t *octets, size_t len, uint8_t *septets, size_t cap, size_t *n_r)
{
	size_t n = len * 8 / 7;
	int rc;

	if (n > cap)
		return ERR_TOO_LONG;
	rc = gsm7_unpack(octets, len, septets, n);
	if (rc < 0)
		return rc;
	if (on_octet_border(n) && septets[n - 1] == CR)
		n--;
	*n_r = n;
	return 0;
}
