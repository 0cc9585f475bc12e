/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The questions at the gate, cheapest first: nothing of a body is read before its sender is known.
 */
#include "gateway/bearer/http_gate.h"
#include <arpa/inet.h>
#include <sodium.h>
#include <string.h>
#include "gateway/portal/webhook.h"

#define V4_BITS 96 /* of ::ffff:0:0 */

/* --- networks ------------------------------------------------------------------------------- */
/* *offset_r: the bits in front of the address as it was written. */
static bool read_address(const char *text, uint8_t out[16], unsigned *offset_r)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	uint8_t v4[4];

	if (inet_pton(AF_INET, text, v4) == 1) {
		memcpy(out, mapped, sizeof(mapped));
		memcpy(out + sizeof(mapped), v4, sizeof(v4));
		*offset_r = V4_BITS;
		return true;
	}
	*offset_r = 0;
	return inet_pton(AF_INET6, text, out) == 1;
}

static bool bit(const uint8_t address[16], unsigned i)
{
	return address[i / 8] >> (7 - i % 8) & 1;
}

bool gate_network_read(const char *text, struct gate_network *out)
{
	struct gate_network network;
	char address[INET6_ADDRSTRLEN];
	size_t len = strcspn(text, "/"), digits;
	unsigned offset, bits = 0;

	if (len >= sizeof(address))
		return false;
	memcpy(address, text, len);
	address[len] = '\0';
	if (!read_address(address, network.address, &offset))
		return false;
	network.bits = 128;
	if (text[len] == '/') {
		text += len + 1;
		digits = strspn(text, "0123456789");
		if (digits == 0 || digits > 3 || text[digits])
			return false;
		while (*text)
			bits = bits * 10 + (unsigned)(*text++ - '0');
		if (bits > 128 - offset)
			return false;
		network.bits = offset + bits;
	}
	for (unsigned i = network.bits; i < 128; i++)
		if (bit(network.address, i))
			return false;
	*out = network;
	return true;
}

static bool from_network(const struct gate_network *network, const uint8_t address[16])
{
	unsigned i = 0;

	while (i < network->bits && bit(network->address, i) == bit(address, i))
		i++;
	return i == network->bits;
}

static bool network_allowed(const struct gate *gate, const char *text)
{
	uint8_t address[16];
	unsigned offset;

	if (!gate->networks_n)
		return true;
	if (!read_address(text, address, &offset))
		return false;
	for (unsigned i = 0; i < gate->networks_n; i++)
		if (from_network(&gate->networks[i], address))
			return true;
	return false;
}

/* --- secrets -------------------------------------------------------------------------------- */
static void digest(const char *text, unsigned char out[crypto_generichash_BYTES])
{
	crypto_generichash(
		out, crypto_generichash_BYTES, (const unsigned char *)text, strlen(text), NULL, 0);
}

/* By their digests, so that not even a length shows. */
static bool secrets_equal(const char *right, const char *given)
{
	unsigned char a[crypto_generichash_BYTES], b[crypto_generichash_BYTES];

	digest(right, a);
	digest(given ? given : "", b);
	return sodium_memcmp(a, b, sizeof(a)) == 0;
}

/* --- the gate ------------------------------------------------------------------------------- */
static bool within_rate(struct gate *gate, uint64_t mono_ms)
{
	uint64_t second = mono_ms / 1000;

	if (second != gate->second) {
		gate->second = second;
		gate->in_second = 0;
	}
	if (gate->rate_per_s && gate->in_second >= gate->rate_per_s)
		return false;
	gate->in_second++;
	return true;
}

enum gate_verdict gate_ask(
	struct gate *gate, const struct gate_caller *caller, int64_t now_s, uint64_t mono_ms)
{
	bool stale;

	if (!network_allowed(gate, caller->address))
		return GATE_NETWORK;
	if (*gate->secret && !secrets_equal(gate->secret, caller->secret))
		return GATE_SECRET;
	if (*gate->signing &&
		!webhook_signed(gate->signing, caller->timestamp, caller->signature, caller->body,
			caller->len, now_s, &stale))
		return stale ? GATE_STALE : GATE_SIGNATURE;
	return within_rate(gate, mono_ms) ? GATE_OPEN : GATE_RATE;
}
