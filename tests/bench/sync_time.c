/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How long the disk under a folder takes to make a page durable: 4096 octets appended and synced,
 * again and again, as SQLite's WAL does. To stand beside every durable figure.
 *
 *   sync_time FOLDER [TIMES]     prints p50, p99 and the most, in microseconds
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define PAGE_OCTETS   4096
#define TIMES_DEFAULT 1000
#define TIMES_MAX     100000

static double now_us(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec * 1e6 + (double)at.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* False when the disk refuses. */
static bool sync_often(int fd, double *took_us, unsigned times)
{
	static const char page[PAGE_OCTETS] = "a page";

	for (unsigned i = 0; i < times; i++) {
		double start = now_us();

		if (write(fd, page, sizeof(page)) != (ssize_t)sizeof(page) || fdatasync(fd) < 0)
			return false;
		took_us[i] = now_us() - start;
	}
	return true;
}

int main(int argc, char **argv)
{
	static double took_us[TIMES_MAX];
	unsigned long times = argc == 3 ? strtoul(argv[2], NULL, 10) : TIMES_DEFAULT;
	char path[4096];
	int fd, len;
	bool done;

	if (argc < 2 || argc > 3 || !times || times > TIMES_MAX) {
		fprintf(stderr, "usage: sync_time FOLDER [TIMES]\n");
		return 2;
	}
	len = snprintf(path, sizeof(path), "%s/sync-time.XXXXXX", argv[1]);
	fd = len > 0 && (size_t)len < sizeof(path) ? mkstemp(path) : -1;
	if (fd < 0) {
		perror("sync_time");
		return 1;
	}
	unlink(path);
	done = sync_often(fd, took_us, (unsigned)times);
	if (!done)
		perror("sync_time");
	close(fd);
	if (!done)
		return 1;
	qsort(took_us, times, sizeof(*took_us), by_size);
	printf("sync_p50_us=%.0f sync_p99_us=%.0f sync_max_us=%.0f\n", took_us[(times - 1) / 2],
		took_us[(times - 1) * 99 / 100], took_us[times - 1]);
	return 0;
}
