/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a disk holds: the octets and names that were synced, and an ordered log of the changes
 * since. Knows nothing of SQLite.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "tests/lib/vfs_fault.h"

struct disk;
struct disk_file;

enum disk_sync {
	DISK_SYNC_DONE,
	DISK_SYNC_KEPT, /* failed; the changes stay in the log */
	DISK_SYNC_DROPPED, /* failed; the changes leave the log without reaching the disk */
};

struct disk *disk_new(void *ctx);
/* The file of that name; made if the disk has none: with the octets that a real file of that name
 * has (then it counts as synced), else empty and with its name in the log. */
struct disk_file *disk_open(struct disk *disk, const char *path);
void disk_delete(struct disk *disk, const char *path);
void disk_write(
	struct disk *disk, struct disk_file *file, uint64_t at, const void *octets, size_t len);
void disk_truncate(struct disk *disk, struct disk_file *file, uint64_t size);
void disk_sync(struct disk *disk, struct disk_file *file, enum disk_sync how);
/* Names: creations and deletions so far are on the disk. */
void disk_folder_sync(struct disk *disk);
void disk_image(const struct disk *disk, const char *folder, enum vfs_image image, uint64_t seed);
