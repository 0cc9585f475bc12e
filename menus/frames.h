/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Frames: how each kind of question becomes nodes of a tree, written as JSON with holes
 * (frames.json, menus/overlay.md), and the filling of the holes for one question.
 *
 * Knows nothing of forms, nor how questions follow each other: a hole that stands for "where the
 * dialogue goes on" is left to the compiler.
 */
#pragma once
#include <stdbool.h>
#include "menus/overlay.h"

#define FRAMES_MAX	  64
#define FRAMES_FILE_MAX	  (128 * 1024) /* octets */
#define FRAME_TAKES_MAX	  16
#define FRAME_NODES_MAX	  24
#define FRAME_KEYS_MAX	  12
#define FRAME_CHANGES_MAX 4
/* Left in filled nodes, for the compiler. */
#define FRAME_NEXT    "%next"
#define FRAME_CHANGES "%changes"

struct frames;

/* Reads frames.json and checks every frame: it says all it must, each hole is a parameter or
 * "%next" or "%changes", each parameter is used, nodes begin with $ or have fixed names, each
 * target with $ is a node. NULL and a sentence in the reader of `root`. Owned by ctx. */
struct frames *frames_read(void *ctx, const struct json_at *root);

/* A question with its frame filled. */
struct frame_filled {
	json_t *nodes; /* by name; only "%next" and "%changes" are left in them */
	json_t *first; /* array of ways, the last without "when" */
	json_t *keys; /* array: forgotten when it is changed */
	json_t *changes; /* array of {"text", "forget"}: how it stands in the list of changes */
};

/* Fills the question's frame. False and a sentence part in `error` ("there is no frame "x"", "the
 * frame "x" needs "text"") if the question does not fit it. The caller owns what is in `out`
 * (frame_filled_fini), which is untouched on failure. */
bool frames_fill(const struct frames *frames, const struct overlay_question *question,
	struct frame_filled *out, char *error, size_t error_size);
void frame_filled_fini(struct frame_filled *filled);
