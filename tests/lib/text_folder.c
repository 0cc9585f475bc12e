/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * See text_folder.h.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <osmocom/core/talloc.h>
#include "tests/lib/text_folder.h"

struct text_folder text_folder;

int text_folder_make(void **state)
{
	(void)state;
	text_folder = (struct text_folder) { .path = "/tmp/motcua-test-texts-XXXXXX" };
	text_folder.ctx = talloc_new(NULL);
	return mkdtemp(text_folder.path) ? 0 : -1;
}

int text_folder_remove(void **state)
{
	DIR *dir = opendir(text_folder.path);
	struct dirent *entry;

	(void)state;
	while ((entry = readdir(dir)))
		unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
	talloc_free(text_folder.ctx);
	return rmdir(text_folder.path);
}

void text_folder_write(const char *name, const char *content)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", text_folder.path, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(content, file);
	fclose(file);
}

void text_folder_read(void)
{
	text_folder.texts = texts_read(
		text_folder.ctx, text_folder.path, text_folder.error, sizeof(text_folder.error));
	if (!text_folder.texts)
		fail_msg("%s", text_folder.error);
}

void text_folder_read_vi(const char *members)
{
	static const char format[] = "{\"language\":\"vi\",\"name\":\"Tiếng Việt\","
				     "\"complete\":true,\"texts\":{%s}}";
	char *content = talloc_asprintf(text_folder.ctx, format, members);

	text_folder_write("vi.json", content);
	talloc_free(content);
	text_folder_read();
}
