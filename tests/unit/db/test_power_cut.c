/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A scripted day, from the first start on an empty folder, is cut at every single change of the
 * disk. Whatever disk is left, torn sectors included, opens, is sound, and holds what was promised.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <talloc.h>

#include "db/store_internal.h"
#include "tests/lib/store_script.h"

#define TORN_IMAGES 1 /* for each cut; another at each, so there are some hundred */

struct world {
	struct store_fixture *f;
	struct vfs_fault *v;
	struct store_script *script;
};

static struct world world_new(void)
{
	struct world w = { .f = store_fixture_new(NULL) };

	w.v = vfs_fault_new(w.f, "cut");
	w.f->vfs = "cut";
	return w;
}

static void world_free(struct world *w)
{
	store_fixture_close(w->f);
	store_fixture_free(w->f);
}

/* False if the world stopped before the store was open: then nobody was promised anything. */
static bool start(struct world *w)
{
	struct store_config config = {
		.path = w->f->path, .key_path = w->f->key_path, .vfs = "cut"
	};
	char error[256];

	w->f->store = store_open(w->f->ctx, &w->f->clock.clock, &config, error, sizeof(error));
	if (!w->f->store)
		return false;
	if (w->script)
		store_script_attach(w->script);
	else
		w->script = store_script_new(w->f, w->f, w->v);
	return true;
}

/* A first start, turns of several sizes with checkpoints between, a restart, more turns. Ends early
 * where the world does, apart from what a program would still try. */
static void day_run(struct world *w)
{
	if (!start(w))
		return;
	for (unsigned i = 0; i < 4; i++) {
		w->f->store->checkpoint_at_frames = i == 1 ? 1 : 1000;
		store_script_turn(w->script, i * 3, 1 + i % 2);
	}
	store_fixture_close(w->f);
	if (!start(w))
		return;
	w->f->store->checkpoint_at_frames = 1000;
	store_script_turn(w->script, 20, 2);
	store_script_turn(w->script, 0, 2); /* seen before */
	store_script_turn(w->script, 30, 1);
}

/* Opens one possible disk and looks. Over a VFS of its own that leaves out real syncs. */
static void image_check(const struct world *w, enum vfs_image image, uint64_t seed)
{
	static const struct store_script nobody;
	char folder[128], path[160], error[256] = "";

	snprintf(folder, sizeof(folder), "%s/after", w->f->folder);
	vfs_fault_crash_image(w->v, folder, image, seed);
	snprintf(path, sizeof(path), "%s/motcua.db", folder);

	struct vfs_fault *v = vfs_fault_new(NULL, "after");
	struct store_config config = { path, w->f->key_path, "after" };
	struct store *store = store_open(NULL, &w->f->clock.clock, &config, error, sizeof(error));
	if (!store)
		fail_msg("image %d, seed %lu: %s", image, (unsigned long)seed, error);
	store_script_check(w->script ? w->script : &nobody, store);
	store_close(store);
	talloc_free(v);
	unlink(path);
	rmdir(folder);
}

static void images_check(const struct world *w, uint64_t seed)
{
	image_check(w, VFS_IMAGE_SYNCED, 0);
	/* Before the store was open nobody was promised anything: one more disk is enough. */
	if (!w->script) {
		image_check(w, VFS_IMAGE_TORN, seed);
		return;
	}
	image_check(w, VFS_IMAGE_ALL, 0);
	image_check(w, VFS_IMAGE_PREFIX, seed);
	for (unsigned i = 0; i < TORN_IMAGES; i++)
		image_check(w, VFS_IMAGE_TORN, seed * TORN_IMAGES + i);
}

static uint64_t day_changes(void)
{
	struct world w = world_new();

	day_run(&w);
	uint64_t changes = vfs_fault_changes(w.v);
	store_script_expect(w.script, 20, 2, TURN_DONE);
	store_script_check(w.script, w.f->store);
	world_free(&w);
	return changes;
}

static void every_promise_survives_a_power_cut_at_every_change(void **state)
{
	uint64_t changes = day_changes();

	(void)state;
	assert_true(changes > 200);
	for (uint64_t cut = 0; cut <= changes; cut++) {
		struct world w = world_new();

		vfs_fault_cut_after(w.v, cut);
		day_run(&w);
		images_check(&w, cut);
		world_free(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_promise_survives_a_power_cut_at_every_change),
	};
	/* Thousands of small files: in memory, where there is such a folder. */
	if (access("/dev/shm", W_OK) == 0)
		setenv("TMPDIR", "/dev/shm", 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
