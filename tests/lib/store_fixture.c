/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A store for tests: temporary folder, key file, virtual clock.
 */
#include "tests/lib/store_fixture.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <osmocom/core/utils.h>
#include <talloc.h>

#include "db/keyfile.h"
#include "gateway/base/log.h"

static void log_once(void)
{
	static bool started;

	if (!started)
		log_start_quiet(talloc_named_const(NULL, 0, "log"));
	started = true;
}

struct store_fixture *store_fixture_new(void *ctx)
{
	struct store_fixture *f = talloc_zero(ctx, struct store_fixture);
	const char *base = getenv("TMPDIR");
	char error[256];

	OSMO_ASSERT(f);
	log_once();
	f->ctx = talloc_named_const(f, 0, "test");
	int n = snprintf(f->folder, sizeof(f->folder), "%s/motcua-XXXXXX", base ? base : "/tmp");
	OSMO_ASSERT(n < (int)sizeof(f->folder) && mkdtemp(f->folder));
	snprintf(f->path, sizeof(f->path), "%s/motcua.db", f->folder);
	snprintf(f->key_path, sizeof(f->key_path), "%s/motcua.key", f->folder);
	if (key_file_new(f->key_path, error, sizeof(error)))
		fail_msg("%s", error);
	virtual_clock_init(&f->clock, STORE_FIXTURE_UTC_S);
	return f;
}

static void folder_remove(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	char path[512];

	OSMO_ASSERT(dir);
	while ((entry = readdir(dir))) {
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (entry->d_name[0] != '.')
			unlink(path);
	}
	closedir(dir);
	rmdir(folder);
}

void store_fixture_free(struct store_fixture *f)
{
	store_fixture_close(f);
	folder_remove(f->folder);
	talloc_free(f);
}

void store_fixture_open(struct store_fixture *f)
{
	struct store_config config = { .path = f->path, .key_path = f->key_path, .vfs = f->vfs };
	char error[256] = "";

	f->store = store_open(f->ctx, &f->clock.clock, &config, error, sizeof(error));
	if (!f->store)
		fail_msg("%s", error);
}

void store_fixture_close(struct store_fixture *f)
{
	store_close(f->store);
	f->store = NULL;
}

int store_fixture_setup(void **state)
{
	struct store_fixture *f = store_fixture_new(NULL);

	store_fixture_open(f);
	*state = f;
	return 0;
}

int store_fixture_teardown(void **state)
{
	store_fixture_free(*state);
	return 0;
}

void store_fixture_begin(struct store_fixture *f)
{
	const struct turn_store *turn = store_turn(f->store);

	turn->event_begin(turn->store);
}

void store_fixture_commit(struct store_fixture *f)
{
	const struct turn_store *turn = store_turn(f->store);

	assert_true(turn->event_end(turn->store, true) >= 0);
	if (turn->has_writes(turn->store))
		assert_int_equal(turn->commit(turn->store), 0);
}

void store_fixture_undo(struct store_fixture *f)
{
	const struct turn_store *turn = store_turn(f->store);

	assert_int_equal(turn->event_end(turn->store, false), 0);
}

struct phone store_fixture_phone(unsigned n)
{
	struct phone phone;

	snprintf(phone.e164, sizeof(phone.e164), "849%08u", n % 100000000);
	return phone;
}

struct dossier store_fixture_dossier(struct store_fixture *f, unsigned n)
{
	static const char body[] = "{\"answers\":{}}";
	struct draft draft = {
		.phone = store_fixture_phone(n),
		.procedure = "1.004873",
		.updated_s = clock_utc_s(&f->clock.clock),
	};
	assert_int_equal(draft_put(f->store, &draft), 0);

	struct dossier dossier = {
		.draft_id = draft.id,
		.phone = draft.phone,
		.id_tail = "1234",
		.procedure = "1.004873",
		.office = "00001",
		.submitted_s = draft.updated_s,
	};
	assert_int_equal(dossier_add(f->store, &dossier, body, sizeof(body) - 1), 0);
	assert_int_equal(draft_close(f->store, draft.id), 0);
	return dossier;
}
