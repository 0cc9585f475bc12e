/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How one operator carries USSD over SMPP: the habits of a link as data in motcua.cfg, under its
 * smsc-id in Kannel. No operator has code of its own.
 *
 *   ussd route SMPP1
 *    screen 160 70
 *    input appended
 *
 * It must not know what a dialogue is.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "menus/budget.h"

#define KANNEL_ROUTES_MAX 16
#define KANNEL_SMSC_SIZE  32

struct kannel_route {
	char smsc[KANNEL_SMSC_SIZE];
	unsigned septets, units; /* what a screen holds */
	unsigned repeats_s; /* the same again within so long is a repeat; 0: never */
	unsigned input_max; /* characters that a person's answer may have; 0: any number */
	bool appended; /* an answer comes behind all before it: *1022*1*2# */
	bool session_omitted; /* a session id means nothing: a phone has one dialogue */
	bool end_bit; /* heeded where a peer sets it with an answer */
	bool packed; /* text of DCS 0x0F comes as octets of packed septets */
};

struct kannel_routes {
	struct kannel_route list[KANNEL_ROUTES_MAX];
	unsigned n;
};

/* The route of an smsc-id, or one of plain habits. `smsc` may be NULL. */
const struct kannel_route *kannel_route_find(const struct kannel_routes *routes, const char *smsc);
struct budget kannel_route_budget(const struct kannel_route *route);
/* False and a sentence if a route holds less than what was proved. */
bool kannel_routes_hold(const struct kannel_routes *routes, const struct budget *least, char *error,
	size_t error_size);
/* Menus proved for these screens are in use: from now on the command refuses smaller ones. */
void kannel_routes_proved(const struct budget *least);
/* Adds the node and its commands, which fill `routes`. Once per process. */
void kannel_routes_vty(struct kannel_routes *routes, int node);
