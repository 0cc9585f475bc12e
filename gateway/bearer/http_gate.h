/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who may speak at a route of the HTTP bearer: source networks, then a shared secret in a header or
 * a signature over the body, then how often. Pure but for the count of the running second.
 *
 *   X-Motcua-Timestamp  UTC seconds, decimal digits
 *   X-Motcua-Signature  hex of HMAC-SHA256 over "<timestamp>.<body>" under the shared secret
 *
 * It must not know what is said behind the gate.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GATE_NETWORKS_MAX 16
#define GATE_SECRET_MIN	  16 /* octets */
#define GATE_SECRET_MAX	  79

/* Both families as IPv6, IPv4 under ::ffff:0:0/96. */
struct gate_network {
	uint8_t address[16];
	unsigned bits; /* that must be equal, of 128 */
};

struct gate {
	struct gate_network networks[GATE_NETWORKS_MAX];
	unsigned networks_n; /* 0: from anywhere */
	char secret[GATE_SECRET_MAX + 1]; /* "": none is asked */
	char signing[GATE_SECRET_MAX + 1]; /* "": no signature is asked */
	unsigned rate_per_s; /* 0: no limit */
	uint64_t second;
	unsigned in_second;
};

/* What a caller shows; NULL where a header is absent. */
struct gate_caller {
	const char *address; /* numeric */
	const char *secret, *timestamp, *signature;
	const char *body;
	size_t len;
};

enum gate_verdict { GATE_OPEN, GATE_NETWORK, GATE_SECRET, GATE_SIGNATURE, GATE_STALE, GATE_RATE };

/* "192.0.2.0/24", "2001:db8::/32" or an address alone; no bits behind the prefix. False otherwise.
 */
bool gate_network_read(const char *text, struct gate_network *out);
/* Only who passes the rest counts for the rate. Secrets are compared in constant time. */
enum gate_verdict gate_ask(
	struct gate *gate, const struct gate_caller *caller, int64_t now_s, uint64_t mono_ms);
