/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The packed form of a state: a head of fixed size, little-endian, then only what is used of the
 * stack and of the three pieces. Reading trusts nothing.
 */
#include "menus/state.h"
#include <string.h>
#include "menus/pairs.h"

#define FORM_VERSION 1
#define HEAD_OCTETS  18

enum flag {
	FLAG_ACCENTS = 1,
	FLAG_ENDED = 2,
	FLAG_RESUMING = 4,
	FLAG_WAITING = 8,
	FLAGS_ALL = 15,
};

_Static_assert(STATE_PACKED_MAX >= HEAD_OCTETS + 4 * STATE_STACK_MAX + STATE_ANSWERS_MAX +
			STATE_VALUES_MAX + STATE_ITEMS_MAX,
	"a full state fits its packed form");

static uint8_t *put16(uint8_t *at, uint16_t value)
{
	at[0] = (uint8_t)value;
	at[1] = (uint8_t)(value >> 8);
	return at + 2;
}

static uint8_t *put_place(uint8_t *at, struct place place)
{
	return put16(put16(at, place.tree), place.node);
}

static uint8_t *put_octets(uint8_t *at, const uint8_t *octets, size_t len)
{
	memcpy(at, octets, len);
	return at + len;
}

static uint16_t get16(const uint8_t *at)
{
	return (uint16_t)(at[0] | at[1] << 8);
}

static struct place get_place(const uint8_t *at)
{
	return (struct place) { get16(at), get16(at + 2) };
}

static uint8_t flags_of(const struct engine_state *state)
{
	return (uint8_t)((state->accents ? FLAG_ACCENTS : 0) | (state->ended ? FLAG_ENDED : 0) |
		(state->resuming ? FLAG_RESUMING : 0) | (state->waiting ? FLAG_WAITING : 0));
}

size_t state_pack(const struct engine_state *state, uint8_t *out)
{
	uint8_t *at = out;

	*at++ = FORM_VERSION;
	*at++ = state->language;
	*at++ = flags_of(state);
	*at++ = state->page;
	*at++ = state->misses;
	*at++ = state->depth;
	at = put16(at, state->notice);
	at = put_place(at, state->at);
	at = put16(at, state->answers_len);
	at = put16(at, state->values_len);
	at = put16(at, state->items_len);
	for (unsigned i = 0; i < state->depth; i++)
		at = put_place(at, state->stack[i]);
	at = put_octets(at, state->answers, state->answers_len);
	at = put_octets(at, state->values, state->values_len);
	at = put_octets(at, state->items, state->items_len);
	return (size_t)(at - out);
}

/* The lengths of the head are within bounds and add up to what is there. */
static int check_head(const uint8_t *octets, size_t len)
{
	unsigned depth = octets[5];
	size_t answers = get16(octets + 12), values = get16(octets + 14),
	       items = get16(octets + 16), whole;

	if (octets[0] != FORM_VERSION || (octets[2] & ~FLAGS_ALL) || depth > STATE_STACK_MAX ||
		answers > STATE_ANSWERS_MAX || values > STATE_VALUES_MAX || items > STATE_ITEMS_MAX)
		return ERR_INVALID;
	whole = HEAD_OCTETS + 4 * depth + answers + values + items;
	if (len < whole)
		return ERR_TRUNCATED;
	return len == whole ? OK : ERR_INVALID;
}

int state_unpack(const uint8_t *octets, size_t len, struct engine_state *out)
{
	const uint8_t *stack = octets + HEAD_OCTETS, *answers, *values, *items;
	uint16_t answers_len, values_len, items_len;
	int rc;

	if (len < HEAD_OCTETS)
		return ERR_TRUNCATED;
	rc = check_head(octets, len);
	if (rc < 0)
		return rc;
	answers_len = get16(octets + 12);
	values_len = get16(octets + 14);
	items_len = get16(octets + 16);
	answers = stack + 4 * octets[5];
	values = answers + answers_len;
	items = values + values_len;
	if (!pairs_valid(answers, answers_len) || !pairs_valid(values, values_len) ||
		!pairs_valid(items, items_len))
		return ERR_INVALID;

	out->language = octets[1];
	out->accents = octets[2] & FLAG_ACCENTS;
	out->ended = octets[2] & FLAG_ENDED;
	out->resuming = octets[2] & FLAG_RESUMING;
	out->waiting = octets[2] & FLAG_WAITING;
	out->page = octets[3];
	out->misses = octets[4];
	out->depth = octets[5];
	out->notice = get16(octets + 6);
	out->at = get_place(octets + 8);
	for (unsigned i = 0; i < out->depth; i++)
		out->stack[i] = get_place(stack + 4 * i);
	out->answers_len = answers_len;
	out->values_len = values_len;
	out->items_len = items_len;
	memcpy(out->answers, answers, answers_len);
	memcpy(out->values, values, values_len);
	memcpy(out->items, items, items_len);
	return OK;
}
