/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A SQLite VFS on which power is cut and disks fail: a shim over the default one.
 *
 * The real files hold what the operating system would show. Beside them a model of the disk holds
 * what would be there after a power cut (tests/lib/vfs_fault_disk.h): octets and names arrive there
 * with a sync only.
 *
 *   power cut   vfs_fault_cut_after(v, n) lets n more changes happen (a change is a write, sync,
 *               truncation, creation or deletion) and stops the world at the next: everything
 *               fails from then on. vfs_fault_crash_image() writes a folder as a disk might hold
 *               it then, to be opened with the default VFS.
 *   faults      vfs_fault_fail() makes chosen calls fail, vfs_fault_heal() ends that.
 *
 * Has no shared memory, so WAL mode needs locking_mode=EXCLUSIVE, which the store uses. Several may
 * live side by side under different names.
 *
 *   struct vfs_fault *v = vfs_fault_new(ctx, "cut");
 *   config.vfs = "cut";  store_open(...);
 *   vfs_fault_cut_after(v, 17);  ...turns...  store_close();
 *   vfs_fault_crash_image(v, folder, VFS_IMAGE_TORN, seed);  config.vfs = NULL;  store_open(...);
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct vfs_fault;

/* Registers a VFS of that name; freeing it takes the name back (no file of it may be open). */
struct vfs_fault *vfs_fault_new(void *ctx, const char *name);

/* Changes so far, failed ones included. The changes of a scripted day are counted first, then it is
 * run again with a cut after each. */
uint64_t vfs_fault_changes(const struct vfs_fault *v);
/* The next `n` changes happen, then the world stops. */
void vfs_fault_cut_after(struct vfs_fault *v, uint64_t n);
/* It goes on: what ended was the process, and the system still has all that was written. Close the
 * store first. */
void vfs_fault_resume(struct vfs_fault *v);
/* It has stopped. */
bool vfs_fault_stopped(const struct vfs_fault *v);

enum vfs_fault_kind {
	VFS_FAULT_NONE,
	VFS_FAULT_FULL, /* a write: its first half lands, SQLITE_FULL */
	VFS_FAULT_WRITE, /* a write: nothing lands, SQLITE_IOERR_WRITE */
	VFS_FAULT_READ_ONLY, /* a write: nothing lands, SQLITE_READONLY */
	VFS_FAULT_READ, /* a read: SQLITE_IOERR_READ */
	/* A sync: SQLITE_IOERR_FSYNC, and what was written since the last one */
	VFS_FAULT_SYNC_KEPT, /* waits for the next sync */
	VFS_FAULT_SYNC_LANDED, /* is on the disk all the same */
	VFS_FAULT_SYNC_DROPPED, /* can still be read, but is never written unless written to again,
				   as Linux has it since a failed fsync marks pages clean */
};
/* Of the calls that `kind` is about, the `first`-th from now (1: the next) and those after it fail,
 * `times` in all; 0 times: until it is healed. Replaces what was set before. */
void vfs_fault_fail(struct vfs_fault *v, enum vfs_fault_kind kind, unsigned first, unsigned times);
void vfs_fault_heal(struct vfs_fault *v);
/* Calls that were made to fail since vfs_fault_fail(). */
unsigned vfs_fault_failed(const struct vfs_fault *v);
/* Writes and syncs so far, for choosing `first`. */
unsigned vfs_fault_writes(const struct vfs_fault *v);
unsigned vfs_fault_syncs(const struct vfs_fault *v);

enum vfs_image {
	VFS_IMAGE_SYNCED, /* only what was synced */
	VFS_IMAGE_ALL, /* everything written: a killed process, not a power cut */
	VFS_IMAGE_PREFIX, /* what was synced, and the unsynced changes in their order up to one
			     chosen by the seed, that one cut at a sector */
	VFS_IMAGE_TORN, /* what was synced, and of the unsynced changes any sectors of 512 octets,
			   chosen by the seed */
};
/* Writes the files into `folder`, which is made (mode 0700) if it is not there. Files that the disk
 * does not hold are removed from it. */
void vfs_fault_crash_image(
	const struct vfs_fault *v, const char *folder, enum vfs_image image, uint64_t seed);
