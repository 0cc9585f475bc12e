/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The dialogues over GSUP and a network that sends anything. The input is a row of records: a kind,
 * a length, octets. What leaves is sound and fits a component, every table keeps to its limit,
 * every BEGIN that opened a dialogue is answered or timed out, and when all fall silent nothing is
 * left.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/lib/gsup_world.h"

#define RECORDS_MAX 48
#define OPEN_MAX    4
#define TYPED_MAX   60 /* fits a component even if each takes two septets */
#define SILENCE_MS  40000

enum record { RAW, BEGIN, LEG, SAID, DIALLED, NUMBER, TIME, MOOD, RECORDS };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct gsup_world *w;

static void must(bool so, const char *what)
{
	if (so)
		return;
	fprintf(stderr, "not so: %s\n", what);
	abort();
}

/* A message of one of six phones; the first octet chooses phone and session. */
static void component(enum gsup_state state, const uint8_t *octets, size_t len)
{
	uint8_t message[GSUP_OUT_MAX + 256];
	struct gsup_message m = { .type = GSUP_SS_REQUEST, .state = state };
	unsigned choice = len ? octets[0] : 0;

	snprintf(m.imsi, sizeof(m.imsi), "45201090000000%u", choice % 6);
	m.session = choice / 6 % 3;
	m.component = len > 1 ? octets + 1 : NULL;
	m.component_len = len > 1 ? len - 1 : 0;

	int n = gsup_message_encode(&m, message, sizeof(message));

	must(n > 0, "a message can be written");
	gsup_dialogues_rx(w->d, message, (size_t)n);
}

/* As a phone does it: a text as the answer to the last screen, or dialled. */
static void text(bool dials, const uint8_t *octets, size_t len)
{
	char typed[TYPED_MAX + 1] = "*1022*", imsi[GSUP_IMSI_SIZE];
	struct gsup_message last = { .session = 1, .imsi = "452010900000000" };
	size_t n = dials ? 6 : 0;

	for (size_t i = 1; i < len && n < TYPED_MAX; i++)
		if (octets[i] >= ' ' && octets[i] < 0x7f && octets[i] != '`')
			typed[n++] = (char)octets[i];
	typed[n] = '\0';
	if (w->n)
		last = gsup_world_last(w)->message;
	snprintf(imsi, sizeof(imsi), "%s", last.imsi);
	if (dials && len)
		imsi[14] = (char)('0' + octets[0] % 6);
	if (dials)
		gsup_world_dial(w, imsi, len ? octets[0] / 6u : 0, typed);
	else if (w->n)
		gsup_world_say(w, imsi, last.session, typed);
}

static void mood(uint8_t octet)
{
	w->link_down = octet & 1;
	w->hlr_mute = octet & 2;
	w->hlr_unknown = octet & 4;
	w->hlr_away = octet & 8;
}

static void record(enum record kind, const uint8_t *octets, size_t len)
{
	switch (kind) {
	case RAW:
		gsup_dialogues_rx(w->d, octets, len);
		break;
	case BEGIN:
		component(GSUP_BEGIN, octets, len);
		break;
	case LEG:
		component(len && octets[0] >= 250 ? GSUP_END : GSUP_CONTINUE, octets, len);
		break;
	case SAID:
	case DIALLED:
		text(kind == DIALLED, octets, len);
		break;
	case NUMBER:
		gsup_dialogues_answer(w->d, (const char *)octets, len);
		break;
	case TIME:
		fixture_wait_ms(w->f, len ? octets[0] * 100u : 1);
		break;
	case MOOD:
		mood(len ? octets[0] : 0);
		break;
	case RECORDS:
		break;
	}
	fixture_settle(w->f);
}

static void check(void)
{
	const struct gsup_stats *s = gsup_dialogues_stats(w->d);

	must(s->over_budget == 0, "every screen fits a component");
	must(s->open <= OPEN_MAX, "no more dialogues are open than may be");
	must(!w->n || gsup_world_last(w)->message.component_len <= USSD_COMPONENT_MAX,
		"a component is within its limit");
	must(!w->n || gsup_world_last(w)->message.component_len > 0, "nothing leaves empty");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gsup_limits limits = GSUP_LIMITS_DEFAULT;
	const uint8_t *at = data, *end = data + size;

	limits.open_max = OPEN_MAX;
	if (!w)
		w = gsup_world_new(&limits);
	fake_net_clear(w->f->net);
	mood(0);
	for (unsigned i = 0; i < RECORDS_MAX && end - at >= 2; i++) {
		size_t len = at[1] < end - at - 2 ? at[1] : (size_t)(end - at - 2);

		record((enum record)(at[0] % RECORDS), at + 2, len);
		check();
		at += 2 + len;
	}
	mood(0);
	fixture_wait_ms(w->f, SILENCE_MS);
	must(gsup_dialogues_stats(w->d)->open == 0, "silence ends every dialogue");
	return 0;
}
