/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Under gcc a fuzz harness has no libFuzzer: this main() feeds it the files of its corpus, so each
 * input that once found something is tried again in every test run.
 *
 *   fuzz_NAME [FILE | FOLDER]...     default: tests/fuzz/corpus/NAME
 *
 * Prints "corpus: N inputs"; no input at all is a failure.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_SIZE 4096
#define PREFIX	  "fuzz_"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

static void die(const char *path)
{
	fprintf(stderr, "%s: %s\n", path, strerror(errno));
	exit(1);
}

static void replay_file(const char *path, size_t size)
{
	/* exactly as long as the input, so that reading beyond it is seen */
	uint8_t *data = malloc(size ? size : 1);
	FILE *file = fopen(path, "rb");

	if (!file || !data || fread(data, 1, size, file) != size)
		die(path);
	fclose(file);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
}

static unsigned replay(const char *path);

static unsigned replay_folder(const char *path)
{
	struct dirent **entries;
	char inner[PATH_SIZE];
	int count = scandir(path, &entries, NULL, alphasort);
	unsigned inputs = 0;

	if (count < 0)
		die(path);
	for (int i = 0; i < count; i++) {
		int n = snprintf(inner, sizeof(inner), "%s/%s", path, entries[i]->d_name);

		if (entries[i]->d_name[0] != '.' && n > 0 && n < PATH_SIZE)
			inputs += replay(inner);
		free(entries[i]);
	}
	free(entries);
	return inputs;
}

static unsigned replay(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		die(path);
	if (S_ISDIR(st.st_mode))
		return replay_folder(path);
	replay_file(path, (size_t)st.st_size);
	return 1;
}

static unsigned replay_default(const char *program)
{
	const char *slash = strrchr(program, '/');
	const char *name = slash ? slash + 1 : program;
	char path[PATH_SIZE];

	if (strncmp(name, PREFIX, strlen(PREFIX)) == 0)
		name += strlen(PREFIX);
	snprintf(path, sizeof(path), "tests/fuzz/corpus/%s", name);
	return replay(path);
}

int main(int argc, char **argv)
{
	unsigned inputs = 0;

	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 1; i < argc; i++)
		inputs += replay(argv[i]);
	if (argc == 1)
		inputs = replay_default(argv[0]);
	printf("corpus: %u inputs\n", inputs);
	return inputs == 0;
}
