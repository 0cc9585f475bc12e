/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Filling a frame's holes for one question. Everything is copied: two questions of one frame share
 * nothing, so the compiler may change what it gets.
 */
#include "menus/frames.h"
#include <stdio.h>
#include <string.h>
#include <osmocom/core/utils.h>
#include "menus/frames_table.h"

#define NAME_SIZE 96 /* a key and what follows it; over the limit of a tree, which then says so */

struct filling {
	const struct frame *frame;
	const struct overlay_question *question;
};

static const struct frame *find(const struct frames *frames, const char *name)
{
	for (unsigned i = 0; i < frames->n; i++)
		if (strcmp(frames->frames[i].name, name) == 0)
			return &frames->frames[i];
	return NULL;
}

/* What the question says must be what the frame takes. */
static bool check_params(const struct filling *filling, char *error, size_t error_size)
{
	const struct frame *frame = filling->frame;
	const char *name;
	bool optional;
	size_t index;
	json_t *value;

	json_object_foreach (filling->question->params, name, value) {
		if (strcmp(name, "key") == 0 || strcmp(name, "ask") == 0 ||
			strcmp(name, "when") == 0 || strcmp(name, "change") == 0 ||
			frame_takes(frame, name, &optional))
			continue;
		snprintf(error, error_size, "the frame \"%s\" takes no \"%.40s\"", frame->name,
			name);
		return false;
	}
	json_array_foreach (frame->takes, index, value) {
		name = json_string_value(value);
		if (name[strlen(name) - 1] == '?' ||
			json_object_get(filling->question->params, name))
			continue;
		snprintf(error, error_size, "the frame \"%s\" needs \"%s\"", frame->name, name);
		return false;
	}
	if (!frame->changes || !filling->question->change)
		return true;
	snprintf(error, error_size, "the frame \"%s\" says itself how it is changed", frame->name);
	return false;
}

/* A name in which $ is the question's key. */
static const char *own_name(const struct filling *filling, const char *name, char out[NAME_SIZE])
{
	if (name[0] != '$')
		return name;
	snprintf(out, NAME_SIZE, "%s%s", filling->question->key, name + 1);
	return out;
}

static json_t *fill(const struct filling *filling, json_t *from);

/* NULL: the hole stands for a parameter that was not given. */
static json_t *fill_text(const struct filling *filling, const char *text)
{
	char name[NAME_SIZE];

	if (text[0] == '%' && strcmp(text, FRAME_NEXT) != 0 && strcmp(text, FRAME_CHANGES) != 0)
		return json_deep_copy(json_object_get(filling->question->params, text + 1));
	return json_string(own_name(filling, text, name));
}

/* An option or a skip whose text was not given is not there at all: NULL. */
static json_t *fill_object(const struct filling *filling, json_t *from)
{
	json_t *out = json_object();
	const char *key;
	json_t *value;

	json_object_foreach (from, key, value) {
		json_t *filled = fill(filling, value);
		char name[NAME_SIZE];

		if (filled) {
			json_object_set_new(out, own_name(filling, key, name), filled);
		} else if (strcmp(key, "text") == 0) {
			json_decref(out);
			return NULL;
		}
	}
	return out;
}

static json_t *fill(const struct filling *filling, json_t *from)
{
	json_t *out, *value;
	size_t index;

	if (json_is_string(from))
		return fill_text(filling, json_string_value(from));
	if (json_is_object(from))
		return fill_object(filling, from);
	if (!json_is_array(from))
		return json_deep_copy(from);
	out = json_array();
	json_array_foreach (from, index, value) {
		json_t *filled = fill(filling, value);

		if (filled)
			json_array_append_new(out, filled);
	}
	return out;
}

/* One way to say it: an array of objects. */
static json_t *fill_first(const struct filling *filling)
{
	json_t *filled = fill(filling, filling->frame->first), *out, *value;
	size_t index;

	if (!json_is_array(filled)) {
		json_t *one = filled;

		filled = json_array();
		json_array_append_new(filled, one);
	}
	out = json_array();
	json_array_foreach (filled, index, value)
		json_array_append_new(out,
			json_is_string(value) ? json_pack("{s:O}", "to", value)
					      : json_incref(value));
	json_decref(filled);
	return out;
}

static json_t *fill_changes(const struct filling *filling, json_t *keys)
{
	if (filling->frame->changes)
		return fill(filling, filling->frame->changes);
	if (!filling->question->change)
		return json_array();
	return json_pack("[{s:s, s:O}]", "text", filling->question->change, "forget", keys);
}

bool frames_fill(const struct frames *frames, const struct overlay_question *question,
	struct frame_filled *out, char *error, size_t error_size)
{
	struct filling filling = { find(frames, question->ask), question };

	if (!filling.frame) {
		snprintf(error, error_size, "there is no frame \"%s\"", question->ask);
		return false;
	}
	if (!check_params(&filling, error, error_size))
		return false;
	out->nodes = fill(&filling, filling.frame->nodes);
	out->first = fill_first(&filling);
	out->keys = fill(&filling, filling.frame->keys);
	out->changes = fill_changes(&filling, out->keys);
	OSMO_ASSERT(out->nodes && out->first && out->keys && out->changes);
	return true;
}

void frame_filled_fini(struct frame_filled *filled)
{
	json_decref(filled->nodes);
	json_decref(filled->first);
	json_decref(filled->keys);
	json_decref(filled->changes);
	*filled = (struct frame_filled) { 0 };
}
