/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * menus compile: sources to the folder that the service loads. It is written beside its place and
 * put there whole, so a service that reads at any moment finds the old one or the new one, and an
 * unsound source changes nothing.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "gateway/base/version.h"
#include "gateway/cli/menus.h"
#include "menus/proved.h"

#define FOLDERS_OPEN_MAX 16

/* --- folders -------------------------------------------------------------------------------- */
static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static bool remove_folder(const char *folder)
{
	return nftw(folder, remove_one, FOLDERS_OPEN_MAX, FTW_DEPTH | FTW_PHYS) == 0 ||
		errno == ENOENT;
}

static bool is_empty(const char *folder)
{
	DIR *dir = opendir(folder);
	unsigned n = 0;

	while (dir && n < 3 && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n < 3;
}

/* What is replaced must be nothing, or an older compiled folder: never sources, never a home. */
static bool replaceable(const char *folder)
{
	char proof[PATH_MAX + sizeof("/" PROVED_FILE)];
	struct stat st;

	if (stat(folder, &st) != 0)
		return true;
	snprintf(proof, sizeof(proof), "%s/" PROVED_FILE, folder);
	if (S_ISDIR(st.st_mode) && (access(proof, F_OK) == 0 || is_empty(folder)))
		return true;
	cli_fail("%s: is no compiled folder, and stays as it is", folder);
	return false;
}

/* Both at once where the file system can; else there is a moment without the folder, in which a
 * service that reads says so and keeps what it has. */
static bool put_in_place(const char *made, const char *folder)
{
	char old[PATH_MAX];

	if (access(folder, F_OK) != 0)
		return rename(made, folder) == 0;
	if (renameat2(AT_FDCWD, made, AT_FDCWD, folder, RENAME_EXCHANGE) == 0)
		return remove_folder(made);
	snprintf(old, sizeof(old), "%s.old", folder);
	return remove_folder(old) && rename(folder, old) == 0 && rename(made, folder) == 0 &&
		remove_folder(old);
}

/* --- files ---------------------------------------------------------------------------------- */
static bool write_json(const char *folder, const char *name, const json_t *json)
{
	char path[PATH_MAX];
	const char *slash = strchr(name, '/');

	if (slash) {
		snprintf(path, sizeof(path), "%s/%.*s", folder, (int)(slash - name), name);
		if (mkdir(path, 0755) != 0 && errno != EEXIST)
			return false;
	}
	snprintf(path, sizeof(path), "%s/%s", folder, name);

	FILE *file = fopen(path, "wxe");

	if (!file)
		return false;

	bool written = json_dumpf(json, file, JSON_INDENT(1)) == 0 && fputc('\n', file) != EOF;

	return fclose(file) == 0 && written;
}

/* All on the disk before it gets its name: a power cut leaves the old folder or the new one. */
static bool sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced = fd >= 0 && syncfs(fd) == 0;

	if (fd >= 0)
		close(fd);
	return synced;
}

static bool write_all(const char *folder, const struct menu_files *files, const json_t *proof)
{
	if (!remove_folder(folder) || mkdir(folder, 0755) != 0)
		return false;
	for (unsigned i = 0; i < files->n; i++)
		if (!write_json(folder, files->files[i].path, files->files[i].json))
			return false;
	return write_json(folder, PROVED_FILE, proof) && sync_folder(folder);
}

static int write_compiled(
	const char *folder, const struct menus_work *work, const struct menus_verdict *verdict)
{
	char made[PATH_MAX];
	json_t *proof = proved_json(
		work->sources->set, &verdict->proof.least, verdict->proof.screens, motcua_version);
	bool done;

	snprintf(made, sizeof(made), "%s.new", folder);
	done = write_all(made, work->sources->compiled, proof) && put_in_place(made, folder);
	json_decref(proof);
	return done ? EXIT_SUCCESS : cli_fail("%s: %s", folder, strerror(errno));
}

/* --- the command ---------------------------------------------------------------------------- */
static long ms_since(const struct timespec *began)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - began->tv_sec) * 1000 + (now.tv_nsec - began->tv_nsec) / 1000000;
}

static void print_summary(
	const char *folder, const struct menus_verdict *verdict, const struct timespec *began)
{
	unsigned fields = 0;

	for (unsigned i = 0; i < verdict->procedures_n; i++)
		fields += verdict->procedures[i].procedure->compiled->count.fields;
	printf("%s: %u procedures, %u fields, %u branches, %u screens, proved in %ld "
	       "ms\n",
		folder, verdict->procedures_n, fields, verdict->branches, verdict->proof.screens,
		ms_since(began));
}

int cli_menus_compile(const struct cli *cli)
{
	char folder[PATH_MAX - sizeof(".new")];
	struct timespec began;
	struct menus_work work;
	struct menus_verdict verdict;
	int status = EXIT_FAILURE;

	if (!cli->view.out)
		return cli_fail("where to? Give --out DIR: motcuad's \"menus folder\"");
	snprintf(folder, sizeof(folder), "%s", cli->view.out);
	for (size_t n = strlen(folder); n > 1 && folder[n - 1] == '/'; n--)
		folder[n - 1] = '\0';
	if (!replaceable(folder))
		return EXIT_FAILURE;
	clock_gettime(CLOCK_MONOTONIC, &began);
	if (menus_work_init(&work, menus_folder(cli, 0))) {
		if (menus_verify(&work, &verdict))
			status = write_compiled(folder, &work, &verdict);
		else
			menus_say(work.report);
	}
	if (status == EXIT_SUCCESS)
		print_summary(folder, &verdict, &began);
	menus_work_fini(&work);
	return status;
}
