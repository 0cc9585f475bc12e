/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A scripted day on a disk whose power is cut at every change. Whatever a screen promised before
 * the cut is there after it, reaches the portal exactly once, and its SMS goes out.
 *
 * kill -9 would prove little: the page cache survives it. Here only what was synced survives, or
 * what was synced and any torn part of the rest (tests/lib/vfs_fault.h).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "db/appointment.h"
#include "gateway/base/digits.h"
#include "tests/lib/gateway_fixture.h"
#include "tests/lib/vfs_fault.h"

#define PROMISES_MAX 8
#define DAY_MS	     (3600 * 1000)

struct promise {
	char receipt[RECEIPT_DIGITS + 1];
	char code[APPOINTMENT_CODE_DIGITS + 1];
};

struct day {
	struct fixture *f;
	struct vfs_fault *vfs;
	struct promise promises[PROMISES_MAX];
	unsigned promises_n;
	bool english_promised;
	unsigned sms_before,
		dossiers_before; /* that reached Kannel and the portal before the cut */
};

/* The first run of exactly `digits` digits that checks. */
static bool find_number(const char *text, unsigned digits, char *out)
{
	for (const char *at = text; *at; at += strspn(at, "0123456789")) {
		at += strcspn(at, "0123456789");
		if (strspn(at, "0123456789") == digits && damm_ok(at, digits)) {
			snprintf(out, digits + 1, "%s", at);
			return true;
		}
	}
	return false;
}

/* Notes what a last screen promised. */
static void note_promise(struct day *d, const struct test_phone *p)
{
	struct promise promise;

	if (!p->answer.end || !find_number(p->answer.text, RECEIPT_DIGITS, promise.receipt))
		return;
	assert_int_equal(p->outcome, TURN_DONE);
	assert_true(find_number(p->answer.text, APPOINTMENT_CODE_DIGITS, promise.code));
	assert_true(d->promises_n < PROMISES_MAX);
	d->promises[d->promises_n++] = promise;
}

static void apply(struct day *d, struct test_phone *p, const char *id)
{
	const char *const keys[] = { "1", "1", id, "1", "1", "1" };

	if (p->bearer == BEARER_SMS) {
		phone_send(d->f, p, "mot cua");
		phone_send(d->f, p, "1");
	} else {
		phone_dial(d->f, p, "*1022*1*1#");
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		phone_send(d->f, p, keys[i]);
		fixture_wait_ms(d->f, 300);
	}
	/* The declaration takes two pages in English. */
	for (int i = 0; i < 4 && !p->answer.end; i++)
		phone_send(d->f, p, strstr(p->answer.text, "\n1 ") ? "1" : "9");
	note_promise(d, p);
}

static void play(struct day *d)
{
	struct test_phone a, b, c;

	phone_init(&a, "0901234567", BEARER_HTTP);
	phone_init(&b, "0907654321", BEARER_SMS);
	phone_init(&c, "0912345678", BEARER_HTTP);
	apply(d, &a, "070185012345");
	phone_dial(d->f, &c, "*1022*5#");
	phone_send(d->f, &c, "3");
	d->english_promised = c.outcome == TURN_DONE && strstr(c.answer.text, "Apply");
	apply(d, &b, "070185054321");
	fixture_wait_ms(d->f, 20000);
	phone_dial(d->f, &a, "*1022*2*1234567897#");
	phone_send(d->f, &a, "1111");
	apply(d, &c, "070190012345");
	fixture_wait_ms(d->f, 30000);
}

/* --- after the cut ------------------------------------------------------------------------- */
/* Every SMS that Kannel was handed was claimed on disk first, so none goes out again at once. */
static void check_claims(struct day *d)
{
	struct outbox_counts counts;

	assert_int_equal(outbox_counts(d->f->gateway->store, &counts), OK);

	int64_t claimed = counts.by_state[SMS_SENDING] + counts.by_state[SMS_SENT] +
		counts.by_state[SMS_DELIVERED] + counts.by_state[SMS_UNKNOWN];

	assert_true(claimed >= d->sms_before);
}

static unsigned sms_with(const struct fixture *f, const char *text)
{
	unsigned n = 0;

	for (unsigned i = 0; i < fake_net_sms_count(f->net); i++)
		n += strstr(fake_net_sms(f->net, i)->text, text) != NULL;
	return n;
}

static void check_promises(struct day *d)
{
	struct store *store = d->f->gateway->store;

	for (unsigned i = 0; i < d->promises_n; i++) {
		struct dossier dossier;
		struct appointment appointment;

		assert_int_equal(dossier_by_receipt(store, d->promises[i].receipt, &dossier), OK);
		assert_int_equal(appointment_of_dossier(store, dossier.id, &appointment), OK);
		assert_string_equal(appointment.code, d->promises[i].code);
	}
	if (d->english_promised) {
		struct subscriber subscriber;
		struct phone phone;

		assert_int_equal(phone_parse("0912345678", &phone), OK);
		assert_int_equal(subscriber_get(store, &phone, &subscriber), OK);
		assert_string_equal(subscriber.language, "en");
	}
}

/* After a while everything is where it belongs, once. */
static void check_arrival(struct day *d)
{
	struct dossier_counts counts;

	fixture_wait_ms(d->f, DAY_MS);
	for (unsigned i = 0; i < d->promises_n; i++) {
		assert_non_null(fake_net_submit_body(d->f->net, d->promises[i].receipt));
		assert_true(sms_with(d->f, d->promises[i].receipt) >= 1);
	}
	assert_int_equal(dossier_counts(d->f->gateway->store, &counts), OK);
	assert_int_equal(counts.queued, 0);
	assert_int_equal(counts.accepted, fake_net_dossiers(d->f->net));
	assert_true(counts.accepted >= d->promises_n);
}

/* One day with the power cut after `n` changes; returns whether the cut fell into the day. */
static bool cut_day(uint64_t n, enum vfs_image image, uint64_t *changes_r)
{
	struct day d = { .vfs = vfs_fault_new(NULL, "cut") };
	char folder[96];

	d.f = fixture_new("cut");
	fixture_settle(d.f);

	uint64_t before = vfs_fault_changes(d.vfs);

	vfs_fault_cut_after(d.vfs, n);
	play(&d);
	*changes_r = vfs_fault_changes(d.vfs) - before;
	d.sms_before = fake_net_sms_count(d.f->net);
	d.dossiers_before = fake_net_dossiers(d.f->net);

	bool cut = vfs_fault_stopped(d.vfs);

	fixture_stop(d.f);
	snprintf(folder, sizeof(folder), "%s/after", d.f->folder);
	vfs_fault_crash_image(d.vfs, folder, image, n);
	snprintf(d.f->config.store_file, sizeof(d.f->config.store_file), "%s/motcua.db", folder);
	d.f->edges.vfs = NULL;
	if (!fixture_start(d.f))
		fail_msg("after a cut at change %u: %s", (unsigned)n, d.f->error);
	check_claims(&d);
	check_promises(&d);
	check_arrival(&d);
	if (!cut) {
		assert_int_equal(d.promises_n, 3);
		assert_true(d.english_promised);
	}
	fixture_free(d.f);
	talloc_free(d.vfs);
	return cut;
}

static void cut_everywhere(enum vfs_image image, unsigned stride)
{
	uint64_t n = 0, changes;

	while (cut_day(n, image, &changes))
		n += stride;
	print_message("cut at every %s change, %u in all\n", stride == 1 ? "single" : "third",
		(unsigned)changes);
}

static void what_a_screen_promised_survives_a_cut_at_every_change(void **state)
{
	(void)state;
	cut_everywhere(VFS_IMAGE_SYNCED, 1);
}

static void and_so_it_does_when_unsynced_octets_land_in_part(void **state)
{
	(void)state;
	cut_everywhere(VFS_IMAGE_TORN, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_screen_promised_survives_a_cut_at_every_change),
		cmocka_unit_test(and_so_it_does_when_unsynced_octets_land_in_part),
	};

	return cmocka_run_group_tests_name("power cut", tests, NULL, NULL);
}
