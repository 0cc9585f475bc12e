/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Walking along the lists of the table: what is unsaved, what has been silent for long, what there
 * is. */
#include "gateway/dialogue/dialogues_internal.h"

unsigned dialogues_dirty(const struct dialogues *d, dialogue_id *out, unsigned max)
{
	unsigned n = 0;

	for (uint32_t i = d->lists[LIST_DIRTY].next; i != NIL && n < max;
		i = d->blocks[i]->dirty_link.next)
		if (!claims_has(&d->claims, d->blocks[i]->key))
			out[n++] = dialogue_block_id(d->blocks[i], i);
	return n;
}

/* Before it is dropped for its silence. */
static void tell_timeout(struct dialogues *d, uint32_t i)
{
	struct dialogue_view view;

	d->stats.timed_out++;
	if (!d->timed_out)
		return;
	dialogue_block_view(d->blocks[i], i, &view);
	d->timed_out(d->timed_out_data, &view);
}

/* Drops from the head of one list while it is silent for longer than `idle_ms`. */
static unsigned expire_list(struct dialogues *d, enum list list, uint32_t idle_ms, unsigned max)
{
	uint64_t now = clock_mono_ms(d->clock);
	unsigned n = 0;

	while (n < max) {
		uint32_t i = d->lists[list].next;

		if (i == NIL || now - d->blocks[i]->active_ms < idle_ms)
			break;
		if (d->blocks[i]->dirty) {
			d->blocks[i]->active_ms = now; /* its draft first */
			dialogue_block_list(d, i, list);
			continue;
		}
		if (list != LIST_ENDED)
			tell_timeout(d, i);
		dialogue_block_drop(d, i);
		n++;
	}
	return n;
}

unsigned dialogues_expire(struct dialogues *d, unsigned max)
{
	unsigned n = expire_list(d, LIST_ENDED, d->limits.linger_ms, max);

	n += expire_list(d, LIST_USSD, d->limits.idle_ms, max - n);
	return n + expire_list(d, LIST_SMS, d->limits.sms_idle_ms, max - n);
}

void dialogues_on_timeout(
	struct dialogues *d, void (*each)(void *data, const struct dialogue_view *view), void *data)
{
	d->timed_out = each;
	d->timed_out_data = data;
}

unsigned dialogues_list(const struct dialogues *d, dialogue_id *out, unsigned max)
{
	static const enum list order[] = { LIST_USSD, LIST_SMS, LIST_ENDED };
	unsigned n = 0;

	for (unsigned l = 0; l < sizeof(order) / sizeof(order[0]); l++)
		for (uint32_t i = d->lists[order[l]].prev; i != NIL && n < max;
			i = d->blocks[i]->silence.prev)
			out[n++] = dialogue_block_id(d->blocks[i], i);
	return n;
}
