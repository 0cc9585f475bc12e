/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The shim: SQLite's calls go to the default VFS, changes also to the model of the disk, unless the
 * world has stopped or the call is chosen to fail.
 */
#include "tests/lib/vfs_fault.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <osmocom/core/utils.h>
#include <sqlite3.h>
#include <talloc.h>

#include "db/store_internal.h"
#include "tests/lib/vfs_fault_disk.h"

struct vfs_fault {
	sqlite3_vfs vfs;
	sqlite3_vfs *real;
	struct disk *disk;
	uint64_t changes, cut_at; /* the change with that number does not happen any more */
	bool stopped;
	enum vfs_fault_kind kind;
	unsigned first, times, seen, failed;
	unsigned writes, syncs;
	int last_errno;
};

struct shim_file {
	sqlite3_file base;
	struct vfs_fault *v;
	struct disk_file *on_disk; /* NULL: a temporary file, of no interest */
	bool folder_too; /* its first sync also syncs the folder, as SQLite's own VFS does it */
};

static struct shim_file *shim(sqlite3_file *file)
{
	return (struct shim_file *)file;
}

/* The real file lies behind ours in the room that SQLite gave. */
static sqlite3_file *real(sqlite3_file *file)
{
	return (sqlite3_file *)(shim(file) + 1);
}

/* --- what is to fail ----------------------------------------------------------------------- */

/* Counts a change; true if it cannot happen any more. */
static bool change_stopped(struct vfs_fault *v)
{
	if (!v->stopped && v->changes == v->cut_at)
		v->stopped = true;
	v->changes++;
	return v->stopped;
}

/* Counts a call that the fault is about; true if it is to fail. */
static bool chosen(struct vfs_fault *v)
{
	v->seen++;
	if (v->seen < v->first || (v->times && v->seen >= v->first + v->times))
		return false;
	v->failed++;
	return true;
}

static bool write_chosen(struct vfs_fault *v)
{
	return (v->kind == VFS_FAULT_FULL || v->kind == VFS_FAULT_WRITE ||
		       v->kind == VFS_FAULT_READ_ONLY) &&
		chosen(v);
}

static bool sync_chosen(struct vfs_fault *v)
{
	return (v->kind == VFS_FAULT_SYNC_KEPT || v->kind == VFS_FAULT_SYNC_LANDED ||
		       v->kind == VFS_FAULT_SYNC_DROPPED) &&
		chosen(v);
}

/* --- files --------------------------------------------------------------------------------- */

static int shim_close(sqlite3_file *file)
{
	return real(file)->pMethods->xClose(real(file));
}

static int shim_read(sqlite3_file *file, void *out, int len, sqlite3_int64 at)
{
	struct vfs_fault *v = shim(file)->v;

	if (v->stopped)
		return SQLITE_IOERR_READ;
	if (v->kind == VFS_FAULT_READ && chosen(v)) {
		v->last_errno = EIO;
		return SQLITE_IOERR_READ;
	}
	return real(file)->pMethods->xRead(real(file), out, len, at);
}

static int write_through(sqlite3_file *file, const void *octets, int len, sqlite3_int64 at)
{
	int rc = real(file)->pMethods->xWrite(real(file), octets, len, at);

	OSMO_ASSERT(rc == SQLITE_OK);
	if (shim(file)->on_disk)
		disk_write(shim(file)->v->disk, shim(file)->on_disk, (uint64_t)at, octets,
			(size_t)len);
	return rc;
}

static int write_fail(sqlite3_file *file, const void *octets, int len, sqlite3_int64 at)
{
	struct vfs_fault *v = shim(file)->v;

	if (v->kind == VFS_FAULT_READ_ONLY)
		return SQLITE_READONLY;
	if (v->kind == VFS_FAULT_WRITE) {
		v->last_errno = EIO;
		return SQLITE_IOERR_WRITE;
	}
	v->last_errno = ENOSPC;
	write_through(file, octets, len / 2, at);
	return SQLITE_FULL;
}

static int shim_write(sqlite3_file *file, const void *octets, int len, sqlite3_int64 at)
{
	struct shim_file *f = shim(file);

	if (!f->on_disk)
		return write_through(file, octets, len, at);
	f->v->writes++;
	if (f->v->stopped)
		return SQLITE_IOERR_WRITE;
	if (change_stopped(f->v)) {
		/* Under way at the cut: parts of it may have reached the disk. */
		disk_write(f->v->disk, f->on_disk, (uint64_t)at, octets, (size_t)len);
		return SQLITE_IOERR_WRITE;
	}
	if (write_chosen(f->v))
		return write_fail(file, octets, len, at);
	return write_through(file, octets, len, at);
}

static int shim_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	struct shim_file *f = shim(file);

	if (f->on_disk && (f->v->stopped || change_stopped(f->v)))
		return SQLITE_IOERR_TRUNCATE;
	int rc = real(file)->pMethods->xTruncate(real(file), size);
	if (rc == SQLITE_OK && f->on_disk)
		disk_truncate(f->v->disk, f->on_disk, (uint64_t)size);
	return rc;
}

static int sync_fail(struct shim_file *f)
{
	if (f->v->kind == VFS_FAULT_SYNC_LANDED)
		disk_sync(f->v->disk, f->on_disk, DISK_SYNC_DONE);
	else if (f->v->kind == VFS_FAULT_SYNC_DROPPED)
		disk_sync(f->v->disk, f->on_disk, DISK_SYNC_DROPPED);
	f->v->last_errno = EIO;
	return SQLITE_IOERR_FSYNC;
}

/* The real sync is left out: the tests cut no real power, and it would take most of their time. */
static int shim_sync(sqlite3_file *file, int flags)
{
	struct shim_file *f = shim(file);

	(void)flags;
	if (!f->on_disk)
		return SQLITE_OK;
	f->v->syncs++;
	if (f->v->stopped || change_stopped(f->v))
		return SQLITE_IOERR_FSYNC;
	if (sync_chosen(f->v))
		return sync_fail(f);
	disk_sync(f->v->disk, f->on_disk, DISK_SYNC_DONE);
	if (f->folder_too)
		disk_folder_sync(f->v->disk);
	f->folder_too = false;
	return SQLITE_OK;
}

static int shim_size(sqlite3_file *file, sqlite3_int64 *size_r)
{
	if (shim(file)->v->stopped)
		return SQLITE_IOERR_FSTAT;
	return real(file)->pMethods->xFileSize(real(file), size_r);
}

static int shim_lock(sqlite3_file *file, int lock)
{
	return real(file)->pMethods->xLock(real(file), lock);
}

static int shim_unlock(sqlite3_file *file, int lock)
{
	return real(file)->pMethods->xUnlock(real(file), lock);
}

static int shim_reserved(sqlite3_file *file, int *reserved_r)
{
	return real(file)->pMethods->xCheckReservedLock(real(file), reserved_r);
}

/* A hint may allocate, which would go past the model of the disk. */
static int shim_control(sqlite3_file *file, int what, void *data)
{
	if (what == SQLITE_FCNTL_SIZE_HINT || what == SQLITE_FCNTL_CHUNK_SIZE)
		return SQLITE_OK;
	return real(file)->pMethods->xFileControl(real(file), what, data);
}

static int shim_sector(sqlite3_file *file)
{
	return real(file)->pMethods->xSectorSize(real(file));
}

static int shim_characteristics(sqlite3_file *file)
{
	return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

static const sqlite3_io_methods shim_methods = {
	.iVersion = 1, /* no shared memory */
	.xClose = shim_close,
	.xRead = shim_read,
	.xWrite = shim_write,
	.xTruncate = shim_truncate,
	.xSync = shim_sync,
	.xFileSize = shim_size,
	.xLock = shim_lock,
	.xUnlock = shim_unlock,
	.xCheckReservedLock = shim_reserved,
	.xFileControl = shim_control,
	.xSectorSize = shim_sector,
	.xDeviceCharacteristics = shim_characteristics,
};

/* --- the VFS ------------------------------------------------------------------------------- */

static struct vfs_fault *fault_of(sqlite3_vfs *vfs)
{
	return vfs->pAppData;
}

/* A file that is opened for the first time may be made by that: a change of names. */
static int tracked_open(
	struct vfs_fault *v, sqlite3_filename name, struct shim_file *f, int flags, int *flags_r)
{
	/* Not xAccess(): to that an empty file is none. */
	bool there = access(name, F_OK) == 0;

	if (!there && (flags & SQLITE_OPEN_CREATE)) {
		if (change_stopped(v))
			return SQLITE_CANTOPEN;
		f->folder_too = (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL)) != 0;
	}
	if (there || (flags & SQLITE_OPEN_CREATE))
		f->on_disk = disk_open(v->disk, name);
	return v->real->xOpen(v->real, name, real(&f->base), flags, flags_r);
}

static int shim_open(
	sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *flags_r)
{
	struct vfs_fault *v = fault_of(vfs);
	struct shim_file *f = shim(file);
	int rc;

	memset(f, 0, sizeof(*f));
	f->v = v;
	if (v->stopped)
		return SQLITE_CANTOPEN;
	if (name)
		rc = tracked_open(v, name, f, flags, flags_r);
	else
		rc = v->real->xOpen(v->real, name, real(file), flags, flags_r);
	if (rc == SQLITE_OK)
		f->base.pMethods = &shim_methods;
	return rc;
}

static int shim_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
	struct vfs_fault *v = fault_of(vfs);

	if (v->stopped || change_stopped(v))
		return SQLITE_IOERR_DELETE;
	int rc = v->real->xDelete(v->real, name, 0);
	if (rc == SQLITE_OK) {
		disk_delete(v->disk, name);
		if (sync_folder)
			disk_folder_sync(v->disk);
	}
	return rc;
}

static int shim_access(sqlite3_vfs *vfs, const char *name, int flags, int *result_r)
{
	struct vfs_fault *v = fault_of(vfs);

	return v->stopped ? SQLITE_IOERR_ACCESS : v->real->xAccess(v->real, name, flags, result_r);
}

static int shim_full_path(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
	struct vfs_fault *v = fault_of(vfs);

	return v->real->xFullPathname(v->real, name, size, out);
}

static int shim_randomness(sqlite3_vfs *vfs, int len, char *out)
{
	struct vfs_fault *v = fault_of(vfs);

	return v->real->xRandomness(v->real, len, out);
}

static int shim_sleep(sqlite3_vfs *vfs, int us)
{
	(void)vfs;
	return us;
}

static int shim_time(sqlite3_vfs *vfs, double *now_r)
{
	struct vfs_fault *v = fault_of(vfs);

	return v->real->xCurrentTime(v->real, now_r);
}

static int shim_last_error(sqlite3_vfs *vfs, int len, char *out)
{
	(void)len;
	(void)out;
	return fault_of(vfs)->last_errno;
}

static int fault_unregister(struct vfs_fault *v)
{
	sqlite3_vfs_unregister(&v->vfs);
	return 0;
}

struct vfs_fault *vfs_fault_new(void *ctx, const char *name)
{
	struct vfs_fault *v = talloc_zero(ctx, struct vfs_fault);

	OSMO_ASSERT(v);
	store_library_start();
	v->real = sqlite3_vfs_find(NULL);
	v->disk = disk_new(v);
	v->cut_at = UINT64_MAX;
	v->vfs = (sqlite3_vfs) {
		.iVersion = 1,
		.szOsFile = (int)sizeof(struct shim_file) + v->real->szOsFile,
		.mxPathname = v->real->mxPathname,
		.zName = talloc_strdup(v, name),
		.pAppData = v,
		.xOpen = shim_open,
		.xDelete = shim_delete,
		.xAccess = shim_access,
		.xFullPathname = shim_full_path,
		.xRandomness = shim_randomness,
		.xSleep = shim_sleep,
		.xCurrentTime = shim_time,
		.xGetLastError = shim_last_error,
	};
	OSMO_ASSERT(sqlite3_vfs_register(&v->vfs, 0) == SQLITE_OK);
	talloc_set_destructor(v, fault_unregister);
	return v;
}

/* --- for tests ----------------------------------------------------------------------------- */

uint64_t vfs_fault_changes(const struct vfs_fault *v)
{
	return v->changes;
}

void vfs_fault_cut_after(struct vfs_fault *v, uint64_t n)
{
	v->cut_at = v->changes + n;
}

void vfs_fault_resume(struct vfs_fault *v)
{
	v->stopped = false;
	v->cut_at = UINT64_MAX;
}

bool vfs_fault_stopped(const struct vfs_fault *v)
{
	return v->stopped;
}

void vfs_fault_fail(struct vfs_fault *v, enum vfs_fault_kind kind, unsigned first, unsigned times)
{
	v->kind = kind;
	v->first = first;
	v->times = times;
	v->seen = 0;
	v->failed = 0;
}

void vfs_fault_heal(struct vfs_fault *v)
{
	v->kind = VFS_FAULT_NONE;
}

unsigned vfs_fault_failed(const struct vfs_fault *v)
{
	return v->failed;
}

unsigned vfs_fault_writes(const struct vfs_fault *v)
{
	return v->writes;
}

unsigned vfs_fault_syncs(const struct vfs_fault *v)
{
	return v->syncs;
}

void vfs_fault_crash_image(
	const struct vfs_fault *v, const char *folder, enum vfs_image image, uint64_t seed)
{
	disk_image(v->disk, folder, image, seed);
}
