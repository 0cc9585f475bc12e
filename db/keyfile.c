/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading and making the key file, and the keys derived from it.
 *
 * Everything secret lies in one block of sodium_malloc(): locked where the system allows it,
 * guarded, and wiped when the ring is freed. Knows files and libsodium, nothing of the database.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <talloc.h>
#include <unistd.h>
#include "db/keyfile.h"
#include "db/private_file.h"

#define KEY_FILE_MAX   4096 /* octets */
#define KEY_WORD       "motcua-key-1"
#define PURPOSE_OCTETS crypto_kdf_CONTEXTBYTES
#define DERIVED_MAX    (KEYS_MAX * 6) /* every key for every purpose we have */

struct master {
	unsigned id;
	uint8_t octets[KEY_OCTETS];
};

struct derived {
	unsigned key_id;
	char purpose[PURPOSE_OCTETS];
	uint8_t octets[KEY_OCTETS];
};

struct secrets {
	unsigned masters_n, derived_n;
	struct master masters[KEYS_MAX]; /* newest first, as in the file */
	struct derived derived[DERIVED_MAX];
	char text[KEY_FILE_MAX + 1]; /* the file while it is read */
};

struct key_ring {
	struct secrets *secrets;
	unsigned bound; /* numbers and look-ups */
};

static int ring_wipe(struct key_ring *ring)
{
	sodium_free(ring->secrets);
	return 0;
}

static const struct master *master_find(const struct secrets *secrets, unsigned key_id)
{
	for (unsigned i = 0; i < secrets->masters_n; i++)
		if (secrets->masters[i].id == key_id)
			return &secrets->masters[i];
	return NULL;
}

/* "motcua-key-1 <id> <64 hex digits>". A sentence's end in *wrong_r, NULL when all is well. */
static const char *line_read(struct secrets *secrets, const char *line, size_t len)
{
	const char *end = line + len;
	const char *p = line + strlen(KEY_WORD);
	if (len <= strlen(KEY_WORD) || memcmp(line, KEY_WORD " ", strlen(KEY_WORD) + 1) != 0)
		return "does not begin with \"" KEY_WORD " \"";
	uint64_t id = 0;
	for (p++; p < end && *p >= '0' && *p <= '9' && id <= INT_MAX; p++)
		id = id * 10 + (uint64_t)(*p - '0');
	if (id == 0 || id > INT_MAX || p == end || *p != ' ')
		return "has no key id between 1 and 2147483647";
	if (secrets->masters_n == KEYS_MAX)
		return "is one key too many";
	if (master_find(secrets, (unsigned)id))
		return "repeats a key id";

	struct master *master = &secrets->masters[secrets->masters_n];
	size_t octets = 0;
	const char *stop = NULL;
	p++;
	if (sodium_hex2bin(
		    master->octets, KEY_OCTETS, p, (size_t)(end - p), NULL, &octets, &stop) ||
		octets != KEY_OCTETS || stop != end)
		return "does not end in 64 hex digits";
	master->id = (unsigned)id;
	secrets->masters_n++;
	return NULL;
}

static int text_read(struct secrets *secrets, const char *path, char *error, size_t error_size)
{
	unsigned number = 0;
	for (const char *line = secrets->text; *line != '\0';) {
		const char *newline = strchr(line, '\n');
		size_t len = newline ? (size_t)(newline - line) : strlen(line);
		number++;
		const char *wrong = NULL;
		if (len > 0 && line[0] != '#')
			wrong = line_read(secrets, line, len);
		if (wrong) {
			snprintf(error, error_size, "%s:%u: the line %s", path, number, wrong);
			return ERR_KEY;
		}
		line += len + (newline ? 1 : 0);
	}
	if (secrets->masters_n == 0) {
		snprintf(error, error_size, "%s: no key in it", path);
		return ERR_KEY;
	}
	return 0;
}

/* The whole file into secrets->text. */
static int file_read(struct secrets *secrets, const char *path, char *error, size_t error_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0) {
		snprintf(error, error_size, "%s: cannot be opened: %s%s", path, strerror(errno),
			errno == ENOENT ? " (make one with: motcua key new)" : "");
		return ERR_KEY;
	}
	struct stat status;
	int rc = ERR_KEY;
	if (fstat(fd, &status) || !S_ISREG(status.st_mode))
		snprintf(error, error_size, "%s: is not a plain file", path);
	else if ((status.st_mode & 07777) != 0600 && (status.st_mode & 07777) != 0400)
		snprintf(error, error_size, "%s: mode is %04o, must be 0600 or 0400", path,
			(unsigned)status.st_mode & 07777);
	else {
		ssize_t n = read(fd, secrets->text, KEY_FILE_MAX + 1);
		if (n < 0 || n > KEY_FILE_MAX)
			snprintf(error, error_size, "%s: %s", path,
				n < 0 ? strerror(errno) : "longer than any key file");
		else {
			secrets->text[n] = '\0';
			rc = 0;
		}
	}
	close(fd);
	return rc;
}

struct key_ring *key_ring_read(void *ctx, const char *path, char *error, size_t error_size)
{
	if (sodium_init() < 0) {
		snprintf(error, error_size, "libsodium does not start");
		return NULL;
	}
	struct secrets *secrets = sodium_malloc(sizeof(*secrets));
	struct key_ring *ring = secrets ? talloc_zero(ctx, struct key_ring) : NULL;
	if (!ring) {
		sodium_free(secrets);
		snprintf(error, error_size, "no memory for the keys");
		return NULL;
	}
	sodium_memzero(secrets, sizeof(*secrets));
	ring->secrets = secrets;
	talloc_set_destructor(ring, ring_wipe);
	if (file_read(secrets, path, error, error_size) ||
		text_read(secrets, path, error, error_size)) {
		talloc_free(ring);
		return NULL;
	}
	sodium_memzero(secrets->text, sizeof(secrets->text));
	ring->bound = secrets->masters[secrets->masters_n - 1].id;
	return ring;
}

unsigned key_ring_newest(const struct key_ring *ring)
{
	return ring->secrets->masters[0].id;
}

unsigned key_ring_bound(const struct key_ring *ring)
{
	return ring->bound;
}

int key_ring_bind(struct key_ring *ring, unsigned key_id)
{
	if (!master_find(ring->secrets, key_id))
		return ERR_KEY;
	ring->bound = key_id;
	return 0;
}

const uint8_t *key_ring_derive(struct key_ring *ring, unsigned key_id, const char *purpose)
{
	struct secrets *secrets = ring->secrets;
	for (unsigned i = 0; i < secrets->derived_n; i++) {
		struct derived *known = &secrets->derived[i];
		if (known->key_id == key_id &&
			strncmp(known->purpose, purpose, PURPOSE_OCTETS) == 0)
			return known->octets;
	}
	const struct master *master = master_find(secrets, key_id);
	if (!master || strlen(purpose) > PURPOSE_OCTETS || secrets->derived_n == DERIVED_MAX)
		return NULL;

	struct derived *made = &secrets->derived[secrets->derived_n];
	memset(made->purpose, 0, PURPOSE_OCTETS);
	memcpy(made->purpose, purpose, strlen(purpose));
	made->key_id = key_id;
	if (crypto_kdf_derive_from_key(made->octets, KEY_OCTETS, 1, made->purpose, master->octets))
		return NULL;
	secrets->derived_n++;
	return made->octets;
}

/* Writes the one line and syncs it. */
static int line_write(int fd)
{
	uint8_t key[KEY_OCTETS];
	char hex[2 * KEY_OCTETS + 1];
	char line[sizeof(KEY_WORD) + 12 + sizeof(hex) + 1];

	unsigned id = 1 + randombytes_uniform(INT_MAX);
	crypto_kdf_keygen(key);
	sodium_bin2hex(hex, sizeof(hex), key, sizeof(key));
	int len = snprintf(line, sizeof(line), KEY_WORD " %u %s\n", id, hex);
	errno = 0;
	ssize_t written = write(fd, line, (size_t)len);
	int rc = written == len && fsync(fd) == 0 ? 0 : ERR_IO;
	int reason = errno ? errno : ENOSPC;
	sodium_memzero(key, sizeof(key));
	sodium_memzero(hex, sizeof(hex));
	sodium_memzero(line, sizeof(line));
	errno = reason;
	return rc;
}

int key_file_new(const char *path, char *error, size_t error_size)
{
	if (sodium_init() < 0) {
		snprintf(error, error_size, "libsodium does not start");
		return ERR_KEY;
	}
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 && errno == EEXIST) {
		snprintf(error, error_size, "%s: is there already and is never overwritten", path);
		return ERR_EXISTS;
	}
	if (fd < 0) {
		snprintf(error, error_size, "%s: cannot be made: %s", path, strerror(errno));
		return ERR_KEY;
	}
	/* The umask may have taken bits away, which a later read would refuse. */
	int rc = fchmod(fd, 0600) ? ERR_IO : line_write(fd);
	if (close(fd) && rc == 0)
		rc = ERR_IO;
	if (rc == 0)
		rc = private_folder_sync(path);
	if (rc) {
		snprintf(error, error_size, "%s: cannot be written: %s", path, strerror(errno));
		/* Half a key must not stand in the way of the next try. */
		unlink(path);
	}
	return rc;
}
