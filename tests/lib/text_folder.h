/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A temporary folder of texts for one test: setup makes it, teardown removes it with all that was
 * read from it.
 */
#pragma once
#include "gateway/base/texts.h"

struct text_folder {
	char path[64];
	void *ctx;
	struct texts *texts; /* what was read last */
	char error[256];
};
extern struct text_folder text_folder;

/* cmocka's setup and teardown. */
int text_folder_make(void **state);
int text_folder_remove(void **state);

void text_folder_write(const char *name, const char *content);
/* Reads the folder, which must succeed. */
void text_folder_read(void);
/* Reads a folder with Vietnamese only; `members` are those of "texts". */
void text_folder_read_vi(const char *members);
