/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What frames_read.c reads and frames.c fills. For these two files only. */
#pragma once
#include "menus/frames.h"

struct frame {
	const char *name;
	json_t *takes, *keys, *first, *nodes; /* borrowed from frames->root, checked */
	json_t *changes; /* NULL: the question says under which text it can be changed */
};

struct frames {
	json_t *root;
	unsigned n;
	struct frame frames[FRAMES_MAX];
};

/* Whether the frame takes a parameter of that name, and whether it may be left out. */
bool frame_takes(const struct frame *frame, const char *name, bool *optional_r);
