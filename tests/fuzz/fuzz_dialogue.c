/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A whole gateway and a phone that sends anything: lines of the input are what it types; a line
 * that begins with '*' dials, one that begins with '@' lets seconds pass. Every message is
 * answered, with a text that fits the bearer, and the gateway never stops. Now and then all fall
 * silent, and no dialogue is left then.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gateway/base/gsm7.h"
#include "gateway/base/ucs2.h"
#include "tests/lib/gateway_fixture.h"

#define MESSAGES_MAX 64
#define SILENT_EACH  64 /* inputs */
#define SILENCE_MS   (2 * 1800000) /* longer than any dialogue waits */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct fixture *f;

static void check(const struct test_phone *p, unsigned answers)
{
	const struct bearer_answer *a = &p->answer;
	const struct budget *b = &p->budget;
	int used = a->coding == CODING_UCS2 ? ucs2_units(a->text, a->len)
					    : gsm7_septets(a->text, a->len);
	unsigned room = a->coding == CODING_UCS2 ? (a->end ? b->end_units : b->units)
						 : (a->end ? b->end_septets : b->septets);

	if (p->answers != answers || p->outcome != TURN_DONE || used <= 0 ||
		(unsigned)used > room) {
		fprintf(stderr, "answers %u of %u, outcome %d, %d of %u: %s\n", p->answers, answers,
			p->outcome, used, room, a->text);
		abort();
	}
}

static void say(struct test_phone *p, const char *text, size_t len)
{
	char dialled[DIALLED_MAX + 1] = "*1022*", digits[] = "0123456789*";
	size_t n = 6;

	if (*text == '@') {
		fixture_wait_ms(f, 1000 * (1 + (len < 64 ? len * len : 64 * 64)));
		return;
	}
	if (*text != '*') {
		phone_send_octets(f, p, text, len);
		return;
	}
	for (size_t i = 1; i < len && n + 1 < sizeof(dialled); i++)
		if (memchr(digits, text[i], sizeof(digits) - 1))
			dialled[n++] = text[i];
	dialled[n] = '\0';
	phone_dial(f, p, dialled);
}

static void all_fall_silent(void)
{
	dialogue_id left;

	fixture_wait_ms(f, SILENCE_MS);
	if (dialogues_list(f->gateway->counter.dialogues, &left, 1) == 0)
		return;
	fprintf(stderr, "a dialogue goes on after %d ms of silence\n", SILENCE_MS);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned number;
	const char *at = (const char *)data, *end = at + size;
	struct test_phone p;
	char text[16];

	if (!f)
		f = fixture_new(NULL);
	fake_net_clear(f->net);
	snprintf(text, sizeof(text), "09%08u", number++ % 100000000);
	phone_init(&p, text, number & 1 ? BEARER_HTTP : BEARER_SMS);
	for (unsigned i = 0; i < MESSAGES_MAX && at < end; i++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t len = stop ? (size_t)(stop - at) : (size_t)(end - at);
		unsigned answers = p.answers;

		if (len) {
			bool answered = *at != '@';

			say(&p, at, len);
			if (answered)
				check(&p, answers + 1);
		}
		at += len + 1;
	}
	if (number % SILENT_EACH == 1)
		all_fall_silent();
	return 0;
}
