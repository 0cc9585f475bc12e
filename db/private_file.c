/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Modes of files and folders, and the sync of a folder. Plain system calls; knows no SQLite.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "db/private_file.h"

#define OTHERS 0077

/* The folder's name, "." for a bare file name. */
static int folder_of(const char *path, char out[PATH_MAX])
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 1;
	if (slash == path)
		len = 1; /* the root itself */
	if (len >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return ERR_TOO_LONG;
	}
	memcpy(out, slash ? path : ".", len);
	out[len] = '\0';
	return 0;
}

static int folder_check(const char *path, char *error, size_t error_size)
{
	char folder[PATH_MAX];
	struct stat status;
	if (folder_of(path, folder) || stat(folder, &status)) {
		snprintf(error, error_size, "%s: its folder is not there: %s", path,
			strerror(errno));
		return ERR_IO;
	}
	if (status.st_mode & OTHERS) {
		snprintf(error, error_size, "%s: open to others (mode %04o); do: chmod 700 %s",
			folder, (unsigned)status.st_mode & 07777, folder);
		return ERR_DENIED;
	}
	return 0;
}

int private_file_prepare(const char *path, char *error, size_t error_size)
{
	int rc = folder_check(path, error, error_size);
	if (rc)
		return rc;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	struct stat status;
	if (fd < 0 || fstat(fd, &status)) {
		snprintf(error, error_size, "%s: cannot be opened: %s", path, strerror(errno));
		rc = errno == EROFS ? ERR_READ_ONLY : ERR_IO;
	} else if (status.st_mode & OTHERS) {
		snprintf(error, error_size, "%s: open to others (mode %04o); do: chmod 600 %s",
			path, (unsigned)status.st_mode & 07777, path);
		rc = ERR_DENIED;
	}
	if (fd >= 0)
		close(fd);
	return rc;
}

int private_folder_sync(const char *path)
{
	char folder[PATH_MAX];
	if (folder_of(path, folder))
		return ERR_IO;
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return ERR_IO;
	int rc = fsync(fd) ? ERR_IO : 0;
	int reason = errno;
	close(fd);
	errno = reason;
	return rc;
}
