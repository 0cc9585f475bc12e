/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A model of a disk behind an operating system's cache.
 *
 * The cache works in pages: a sync writes the whole of every page that was written to, as the cache
 * holds it. The disk works in sectors: after a power cut each sector is the old one or the new one.
 * Names are kept by a journal: after a power cut they are those of some earlier moment.
 */
#include "tests/lib/vfs_fault_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <osmocom/core/linuxlist.h>
#include <osmocom/core/utils.h>
#include <talloc.h>

#define PAGE_OCTETS   4096
#define SECTOR_OCTETS 512

struct octets {
	uint8_t *data;
	size_t len, room;
};

struct disk_file {
	struct llist_head entry;
	char *path;
	bool linked, linked_on_disk;
	struct octets cache, disk;
};

enum change_kind { CHANGE_WRITE, CHANGE_TRUNCATE, CHANGE_LINK, CHANGE_UNLINK };

struct change {
	struct llist_head entry;
	enum change_kind kind;
	struct disk_file *file;
	size_t at; /* of a write; the new size of a truncation */
	size_t len;
	uint8_t *data;
};

struct disk {
	struct llist_head files;
	struct llist_head log; /* of struct change, oldest first */
};

/* --- octets -------------------------------------------------------------------------------- */

static void octets_resize(void *ctx, struct octets *o, size_t len)
{
	if (len > o->room) {
		o->room = OSMO_MAX(len, o->room * 2);
		o->data = talloc_realloc(ctx, o->data, uint8_t, (unsigned)o->room);
		OSMO_ASSERT(o->data);
	}
	if (len > o->len)
		memset(o->data + o->len, 0, len - o->len);
	o->len = len;
}

static void octets_put(void *ctx, struct octets *o, size_t at, const void *data, size_t len)
{
	if (at + len > o->len)
		octets_resize(ctx, o, at + len);
	if (len > 0)
		memcpy(o->data + at, data, len);
}

/* --- files and names ----------------------------------------------------------------------- */

struct disk *disk_new(void *ctx)
{
	struct disk *disk = talloc_zero(ctx, struct disk);

	OSMO_ASSERT(disk);
	INIT_LLIST_HEAD(&disk->files);
	INIT_LLIST_HEAD(&disk->log);
	return disk;
}

static struct change *change_add(struct disk *disk, enum change_kind kind, struct disk_file *file)
{
	struct change *change = talloc_zero(disk, struct change);

	OSMO_ASSERT(change);
	change->kind = kind;
	change->file = file;
	llist_add_tail(&change->entry, &disk->log);
	return change;
}

static void change_drop(struct change *change)
{
	llist_del(&change->entry);
	talloc_free(change);
}

/* True if there is a real file: what the test had there before is taken to be on the disk. */
static bool adopt(struct disk_file *file)
{
	uint8_t buffer[PAGE_OCTETS];
	ssize_t n;
	int fd = open(file->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	while ((n = read(fd, buffer, sizeof(buffer))) > 0)
		octets_put(file, &file->cache, file->cache.len, buffer, (size_t)n);
	close(fd);
	octets_put(file, &file->disk, 0, file->cache.data, file->cache.len);
	file->linked_on_disk = true;
	return true;
}

static struct disk_file *linked_find(struct disk *disk, const char *path)
{
	struct disk_file *file;

	llist_for_each_entry (file, &disk->files, entry) {
		if (file->linked && strcmp(file->path, path) == 0)
			return file;
	}
	return NULL;
}

struct disk_file *disk_open(struct disk *disk, const char *path)
{
	struct disk_file *file = linked_find(disk, path);

	if (file)
		return file;
	file = talloc_zero(disk, struct disk_file);
	OSMO_ASSERT(file);
	file->path = talloc_strdup(file, path);
	file->linked = true;
	llist_add_tail(&file->entry, &disk->files);
	if (!adopt(file))
		change_add(disk, CHANGE_LINK, file);
	return file;
}

void disk_delete(struct disk *disk, const char *path)
{
	struct disk_file *file = linked_find(disk, path);

	if (!file)
		return;
	file->linked = false;
	change_add(disk, CHANGE_UNLINK, file);
}

void disk_folder_sync(struct disk *disk)
{
	struct change *change, *next;

	llist_for_each_entry_safe (change, next, &disk->log, entry) {
		if (change->kind != CHANGE_LINK && change->kind != CHANGE_UNLINK)
			continue;
		change->file->linked_on_disk = change->kind == CHANGE_LINK;
		change_drop(change);
	}
}

/* --- content ------------------------------------------------------------------------------- */

void disk_write(
	struct disk *disk, struct disk_file *file, uint64_t at, const void *octets, size_t len)
{
	struct change *change = change_add(disk, CHANGE_WRITE, file);

	change->at = (size_t)at;
	change->len = len;
	change->data = talloc_memdup(change, octets, len);
	OSMO_ASSERT(change->data);
	octets_put(file, &file->cache, change->at, octets, len);
}

void disk_truncate(struct disk *disk, struct disk_file *file, uint64_t size)
{
	change_add(disk, CHANGE_TRUNCATE, file)->at = (size_t)size;
	octets_resize(file, &file->cache, (size_t)size);
}

/* The pages that a write touched, as the cache holds them now. */
static void pages_write(struct disk_file *file, size_t at, size_t len)
{
	size_t from = at / PAGE_OCTETS * PAGE_OCTETS;
	size_t to = (at + len + PAGE_OCTETS - 1) / PAGE_OCTETS * PAGE_OCTETS;

	to = OSMO_MIN(to, file->cache.len);
	if (from < to)
		octets_put(file, &file->disk, from, file->cache.data + from, to - from);
}

void disk_sync(struct disk *disk, struct disk_file *file, enum disk_sync how)
{
	struct change *change, *next;

	if (how == DISK_SYNC_KEPT)
		return;
	llist_for_each_entry_safe (change, next, &disk->log, entry) {
		if (change->file != file || change->kind == CHANGE_LINK ||
			change->kind == CHANGE_UNLINK)
			continue;
		if (how == DISK_SYNC_DONE && change->kind == CHANGE_TRUNCATE)
			octets_resize(file, &file->disk, OSMO_MIN(change->at, file->disk.len));
		else if (how == DISK_SYNC_DONE)
			pages_write(file, change->at, change->len);
		change_drop(change);
	}
	if (how == DISK_SYNC_DONE)
		octets_resize(file, &file->disk, file->cache.len);
}

/* --- what is found after a power cut ------------------------------------------------------- */

/* splitmix64: any seed is a good one. */
static uint64_t random_next(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

struct found {
	struct llist_head entry;
	const struct disk_file *file;
	bool linked;
	struct octets content;
};

struct chooser {
	enum vfs_image image;
	uint64_t random;
	uint64_t changes; /* of a prefix: how many are whole */
	uint64_t names; /* of a torn image: how many changes of names were kept */
	uint64_t seen, names_seen;
};

/* Sectors of a write, each kept or not. `odds` of 256. */
static void sectors_put(struct found *found, const struct change *change, size_t len,
	struct chooser *chooser, int odds)
{
	for (size_t done = 0; done < len;) {
		size_t at = change->at + done;
		size_t n = OSMO_MIN(SECTOR_OCTETS - at % SECTOR_OCTETS, len - done);

		if (odds >= 256 || (int)(random_next(&chooser->random) & 255) < odds)
			octets_put(found, &found->content, at, change->data + done, n);
		done += n;
	}
}

static void content_change(
	struct found *found, const struct change *change, struct chooser *chooser, bool whole)
{
	if (change->kind == CHANGE_TRUNCATE) {
		if (whole || random_next(&chooser->random) & 1)
			octets_resize(found, &found->content, change->at);
	} else if (chooser->image == VFS_IMAGE_TORN) {
		/* Some writes whole, some not at all, some in shreds. */
		static const int odds[] = { 0, 256, 128, 230 };

		sectors_put(found, change, change->len, chooser,
			odds[random_next(&chooser->random) & 3]);
	} else if (whole) {
		sectors_put(found, change, change->len, chooser, 256);
	} else {
		uint64_t sectors =
			random_next(&chooser->random) % (change->len / SECTOR_OCTETS + 1);

		sectors_put(found, change, (size_t)sectors * SECTOR_OCTETS, chooser, 256);
	}
}

static void change_apply(struct found *found, const struct change *change, struct chooser *chooser)
{
	bool name = change->kind == CHANGE_LINK || change->kind == CHANGE_UNLINK;
	bool whole = chooser->image == VFS_IMAGE_ALL || chooser->seen < chooser->changes;
	bool next = chooser->seen == chooser->changes;

	if (chooser->image == VFS_IMAGE_TORN)
		whole = name && chooser->names_seen < chooser->names;
	if (name && whole)
		found->linked = change->kind == CHANGE_LINK;
	else if (!name && (whole || next || chooser->image == VFS_IMAGE_TORN))
		content_change(found, change, chooser, whole);
	chooser->seen++;
	chooser->names_seen += name;
}

static struct found *found_of(struct llist_head *all, const struct disk_file *file)
{
	struct found *found;

	llist_for_each_entry (found, all, entry) {
		if (found->file == file)
			return found;
	}
	OSMO_ASSERT(false);
	return NULL;
}

static void found_begin(const struct disk *disk, void *ctx, struct llist_head *all)
{
	struct disk_file *file;

	llist_for_each_entry (file, &disk->files, entry) {
		struct found *found = talloc_zero(ctx, struct found);

		OSMO_ASSERT(found);
		found->file = file;
		found->linked = file->linked_on_disk;
		octets_put(found, &found->content, 0, file->disk.data, file->disk.len);
		llist_add_tail(&found->entry, all);
	}
}

static struct chooser chooser_begin(const struct disk *disk, enum vfs_image image, uint64_t seed)
{
	struct chooser chooser = { .image = image, .random = seed };
	uint64_t changes = 0, names = 0;
	struct change *change;

	llist_for_each_entry (change, &disk->log, entry) {
		changes++;
		names += change->kind == CHANGE_LINK || change->kind == CHANGE_UNLINK;
	}
	chooser.changes = random_next(&chooser.random) % (changes + 1);
	chooser.names = random_next(&chooser.random) % (names + 1);
	return chooser;
}

static void found_write(const struct found *found, const char *folder)
{
	const char *slash = strrchr(found->file->path, '/');
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, slash ? slash + 1 : found->file->path);
	if (!found->linked)
		return;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	OSMO_ASSERT(fd >= 0);
	for (size_t done = 0; done < found->content.len;) {
		ssize_t n = write(fd, found->content.data + done, found->content.len - done);

		OSMO_ASSERT(n > 0);
		done += (size_t)n;
	}
	close(fd);
}

static void found_remove(const struct found *found, const char *folder)
{
	const char *slash = strrchr(found->file->path, '/');
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, slash ? slash + 1 : found->file->path);
	unlink(path);
}

void disk_image(const struct disk *disk, const char *folder, enum vfs_image image, uint64_t seed)
{
	void *ctx = talloc_named_const(NULL, 0, "image");
	struct chooser chooser = chooser_begin(disk, image, seed);
	struct change *change;
	struct found *found;
	LLIST_HEAD(all);

	found_begin(disk, ctx, &all);
	if (image != VFS_IMAGE_SYNCED) {
		llist_for_each_entry (change, &disk->log, entry)
			change_apply(found_of(&all, change->file), change, &chooser);
	}
	OSMO_ASSERT(mkdir(folder, 0700) == 0 || errno == EEXIST);
	llist_for_each_entry (found, &all, entry)
		found_remove(found, folder);
	llist_for_each_entry (found, &all, entry)
		found_write(found, folder);
	talloc_free(ctx);
}
