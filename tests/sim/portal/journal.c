/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The append-only file. It knows lines and records, not what they mean.
 */
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <talloc.h>
#include "tests/sim/portal/journal.h"

struct journal {
	int fd; /* -1: keeps nothing */
	off_t good_octets; /* the file up to here is whole lines on disk */
};

static int journal_close(struct journal *journal)
{
	if (journal->fd >= 0)
		close(journal->fd);
	return 0;
}

/* A new file's name must survive too. */
static int sync_folder(const char *path)
{
	char *copy = strdup(path);
	int fd, rc = ERR_NO_MEMORY;

	if (!copy)
		return rc;
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(copy);
	if (fd < 0)
		return -errno;
	rc = fsync(fd) == 0 ? 0 : -errno;
	close(fd);
	return rc;
}

/* 0, or 1 for a line that is no whole record, or what `each` said. */
static int read_line(
	const char *line, size_t len, int (*each)(const json_t *record, void *data), void *data)
{
	json_t *record;
	int rc;

	if (len == 0 || line[len - 1] != '\n')
		return 1;
	record = json_loadb(line, len, 0, NULL);
	if (!record)
		return 1;
	rc = each(record, data);
	json_decref(record);
	return rc;
}

static int read_lines(struct journal *journal, FILE *file,
	int (*each)(const json_t *record, void *data), void *data, unsigned *line_r)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	int rc = 0;

	while (rc == 0 && (len = getline(&line, &cap, file)) > 0) {
		++*line_r;
		rc = read_line(line, (size_t)len, each, data);
		if (rc == 0)
			journal->good_octets += len;
	}
	if (rc == 1 && getline(&line, &cap, file) <= 0)
		rc = 0; /* torn, and the last one */
	free(line);
	if (rc == 1)
		return ERR_SYNTAX;
	return rc == 0 && ferror(file) ? ERR_IO : rc;
}

static int recover(struct journal *journal, const char *path,
	int (*each)(const json_t *record, void *data), void *data, unsigned *line_r)
{
	FILE *file = fopen(path, "re");
	int rc;

	if (!file)
		return -errno;
	rc = read_lines(journal, file, each, data, line_r);
	fclose(file);
	if (rc < 0)
		return rc;
	if (ftruncate(journal->fd, journal->good_octets) != 0 || fsync(journal->fd) != 0)
		return -errno;
	return sync_folder(path);
}

struct journal *journal_open(void *ctx, const char *path,
	int (*each)(const json_t *record, void *data), void *data, char *error, size_t error_size)
{
	struct journal *journal = talloc_zero(ctx, struct journal);
	unsigned line = 0;
	int rc;

	journal->fd = -1;
	if (!path)
		return journal;
	talloc_set_destructor(journal, journal_close);
	journal->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	rc = journal->fd < 0 ? -errno : recover(journal, path, each, data, &line);
	if (rc == 0)
		return journal;
	snprintf(error, error_size, "%s, line %u: %s", path, line, err_name(rc));
	talloc_free(journal);
	return NULL;
}

static int write_all(int fd, const char *octets, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, octets, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		octets += n;
		len -= (size_t)n;
	}
	return 0;
}

int journal_append(struct journal *journal, const json_t *record)
{
	char *text;
	size_t len;
	int rc;

	if (journal->fd < 0)
		return 0;
	text = json_dumps(record, JSON_COMPACT);
	if (!text)
		return ERR_NO_MEMORY;
	len = strlen(text);
	text[len] = '\n'; /* in place of the NUL */
	rc = write_all(journal->fd, text, len + 1);
	free(text);
	if (rc == 0 && fdatasync(journal->fd) != 0)
		rc = -errno;
	if (rc == 0)
		journal->good_octets += (off_t)len + 1;
	else if (ftruncate(journal->fd, journal->good_octets) != 0)
		rc = -errno;
	return rc;
}
