/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading frames.json: each frame is looked at once, whole, so that filling it for a question can
 * go wrong only by what the question says.
 */
#include <string.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "menus/frames_table.h"

#define FRAMES_FORM 1

/* --- names --------------------------------------------------------------------------------- */
static bool is_name(const char *name)
{
	size_t len = strlen(name);

	return len > 0 && len <= OVERLAY_NAME_MAX &&
		strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == len;
}

/* "$", "$_list" or a name of its own. */
static bool is_frame_name(const char *name)
{
	return name[0] == '$' ? !name[1] || (name[1] == '_' && is_name(name + 1)) : is_name(name);
}

bool frame_takes(const struct frame *frame, const char *name, bool *optional_r)
{
	size_t index, len = strlen(name);
	json_t *one;

	if (strchr(name, '?'))
		return false; /* it belongs to the list, not to the name */
	json_array_foreach (frame->takes, index, one) {
		const char *taken = json_string_value(one);

		if (strncmp(taken, name, len) != 0 || (taken[len] && strcmp(taken + len, "?")))
			continue;
		*optional_r = taken[len] == '?';
		return true;
	}
	return false;
}

/* What every question may say, so no frame can take it. */
static bool is_reserved(const char *name)
{
	return strcmp(name, "key") == 0 || strcmp(name, "ask") == 0 || strcmp(name, "when") == 0 ||
		strcmp(name, "change") == 0 || strcmp(name, &FRAME_NEXT[1]) == 0 ||
		strcmp(name, &FRAME_CHANGES[1]) == 0;
}

static void check_takes(const struct json_at *at)
{
	size_t n = json_count(at);

	if (n > FRAME_TAKES_MAX)
		json_fail(at, "more than %d parameters", FRAME_TAKES_MAX);
	for (size_t i = 0; i < n && !json_failed(at->reader); i++) {
		struct json_at one = json_item(at, i);
		const char *name = json_string_value(one.value);
		char plain[OVERLAY_NAME_MAX + 2] = "";
		size_t len = osmo_strlcpy(plain, name ? name : "", sizeof(plain));

		if (len > 0 && len < sizeof(plain) && plain[len - 1] == '?')
			plain[len - 1] = '\0';
		if (len >= sizeof(plain) || !is_name(plain) || is_reserved(plain))
			json_fail(&one,
				"a parameter is a name, with ? behind it if it need not be "
				"given, and none that every question has");
	}
}

static void check_names(const struct json_at *at, size_t max)
{
	size_t n = json_count(at);

	if (n > max)
		json_fail(at, "more than %zu names", max);
	for (size_t i = 0; i < n && !json_failed(at->reader); i++) {
		struct json_at one = json_item(at, i);
		const char *name = json_string_value(one.value);

		if (!name || !is_frame_name(name))
			json_fail(&one, "expected $, a name that begins with $_, or a fixed name");
	}
}

/* --- holes --------------------------------------------------------------------------------- */
struct holes {
	const struct frame *frame;
	bool next_allowed;
	bool used[FRAME_TAKES_MAX];
};

static void use(struct holes *holes, const char *name)
{
	size_t index, len = strlen(name);
	json_t *one;

	json_array_foreach (holes->frame->takes, index, one)
		if (strncmp(json_string_value(one), name, len) == 0 &&
			strspn(json_string_value(one) + len, "?") ==
				strlen(json_string_value(one) + len))
			holes->used[index] = true;
}

static void check_hole(struct holes *holes, const struct json_at *at, const char *text)
{
	bool optional;

	if (text[0] != '%')
		return;
	if (strcmp(text, FRAME_NEXT) == 0 || strcmp(text, FRAME_CHANGES) == 0) {
		if (!holes->next_allowed)
			json_fail(at, "\"%s\" can stand in nodes only", text);
		return;
	}
	if (!frame_takes(holes->frame, text + 1, &optional))
		json_fail(at, "the frame does not take \"%.40s\"", text + 1);
	else
		use(holes, text + 1);
}

static void check_holes(struct holes *holes, const struct json_at *at)
{
	const char *key;
	json_t *value;

	if (json_is_string(at->value))
		check_hole(holes, at, json_string_value(at->value));
	if (json_is_array(at->value))
		for (size_t i = 0; i < json_count(at); i++) {
			struct json_at one = json_item(at, i);

			check_holes(holes, &one);
		}
	if (!json_is_object(at->value))
		return;
	json_object_foreach (at->value, key, value) {
		struct json_at one = json_need(at, key);

		if (key[0] == '%')
			json_fail(&one, "a hole is a value, not a name");
		check_holes(holes, &one);
	}
}

/* Everything a frame takes is for something. */
static void check_used(const struct holes *holes, const struct json_at *at)
{
	size_t index;
	json_t *one;

	json_array_foreach (holes->frame->takes, index, one)
		if (!holes->used[index])
			json_fail(at, "takes \"%s\" for nothing", json_string_value(one));
}

/* --- targets ------------------------------------------------------------------------------- */
static void check_target(const struct frame *frame, const struct json_at *at, bool own)
{
	const char *name = json_string_value(at->value);

	if (!name)
		json_fail(at, "expected the name of a node");
	else if ((own || name[0] == '$') && !json_object_get(frame->nodes, name))
		json_fail(at, "the frame has no node \"%.40s\"", name);
}

static void check_route(const struct frame *frame, const struct json_at *at, bool own)
{
	struct json_at to;

	if (json_is_array(at->value)) {
		if (json_count(at) == 0)
			json_fail(at, "name at least one way");
		for (size_t i = 0; i < json_count(at); i++) {
			struct json_at one = json_item(at, i);
			bool ways = json_is_array(one.value);

			if (ways)
				json_fail(&one, "expected a way");
			else
				check_route(frame, &one, own);
		}
	} else if (json_is_object(at->value)) {
		to = json_need(at, "to");
		check_target(frame, &to, own);
	} else {
		check_target(frame, at, own);
	}
}

static void check_route_opt(
	const struct frame *frame, const struct json_at *object, const char *key)
{
	struct json_at at = json_opt(object, key);

	if (at.value)
		check_route(frame, &at, false);
}

static void check_node(const struct frame *frame, const struct json_at *node)
{
	struct json_at on = json_opt(node, "on"), skip = json_opt(node, "skip");
	struct json_at options = json_opt(node, "options");
	const char *text = json_string_value(json_object_get(node->value, "text"));
	const char *outcome;
	json_t *value;
	bool optional = false;

	if (text && text[0] == '%' && frame_takes(frame, text + 1, &optional) && optional)
		json_fail(node, "the text of a node must always be given");
	check_route_opt(frame, node, "next");
	if (skip.value)
		check_route_opt(frame, &skip, "next");
	for (size_t i = 0; json_is_array(options.value) && i < json_count(&options); i++) {
		struct json_at one = json_item(&options, i);

		check_route_opt(frame, &one, "next");
	}
	json_object_foreach (on.value, outcome, value)
		check_route_opt(frame, &on, outcome);
}

/* --- frames -------------------------------------------------------------------------------- */
static void check_nodes(const struct frame *frame, const struct json_at *at)
{
	const char *name;
	json_t *value;

	if (json_object_size(at->value) == 0 || json_object_size(at->value) > FRAME_NODES_MAX) {
		json_fail(at, "expected an object of 1 to %d nodes", FRAME_NODES_MAX);
		return;
	}
	json_object_foreach (at->value, name, value) {
		struct json_at one = json_need(at, name);

		if (!is_frame_name(name))
			json_fail(&one,
				"a node is called $, or a name that begins with $_, or a fixed "
				"name");
		check_node(frame, &one);
	}
}

/* The last way in is always open, so a question can be entered whatever was said before. */
static void check_first(const struct frame *frame, const struct json_at *at)
{
	json_t *last = json_is_array(at->value)
		? json_array_get(at->value, json_array_size(at->value) - 1)
		: at->value;

	check_route(frame, at, true);
	if (json_object_get(last, "when"))
		json_fail(at, "the last way must have no \"when\"");
}

static void check_changes(const struct json_at *at)
{
	size_t n = json_count(at);

	if (n > FRAME_CHANGES_MAX)
		json_fail(at, "more than %d changes", FRAME_CHANGES_MAX);
	for (size_t i = 0; i < n && !json_failed(at->reader); i++) {
		struct json_at one = json_item(at, i), forget = json_need(&one, "forget");

		json_only(&one, (const char *const[]) { "text", "forget", NULL });
		json_text(&one, "text", 1, 60);
		check_names(&forget, FRAME_KEYS_MAX);
	}
}

static void read_frame(const struct json_at *at, struct frame *out)
{
	struct json_at takes = json_need(at, "takes"), keys = json_need(at, "keys");
	struct json_at first = json_need(at, "first"), nodes = json_need(at, "nodes");
	struct json_at changes = json_opt(at, "changes");
	struct holes holes = { .frame = out };

	json_only(at, (const char *const[]) { "takes", "keys", "first", "nodes", "changes", NULL });
	check_takes(&takes);
	check_names(&keys, FRAME_KEYS_MAX);
	if (json_failed(at->reader))
		return;
	out->takes = takes.value;
	out->keys = keys.value;
	out->first = first.value;
	out->nodes = nodes.value;
	out->changes = changes.value;
	check_nodes(out, &nodes);
	check_first(out, &first);
	check_changes(&changes);
	check_holes(&holes, &first);
	check_holes(&holes, &changes);
	holes.next_allowed = true;
	check_holes(&holes, &nodes);
	check_used(&holes, at);
}

static int release(struct frames *frames)
{
	json_decref(frames->root);
	return 0;
}

struct frames *frames_read(void *ctx, const struct json_at *root)
{
	struct frames *frames = talloc_zero(ctx, struct frames);
	struct json_at at = json_need(root, "frames");
	const char *name;
	json_t *value;

	OSMO_ASSERT(frames);
	frames->root = json_incref(root->value);
	talloc_set_destructor(frames, release);
	json_only(root, (const char *const[]) { "motcua_frames", "frames", NULL });
	json_int(root, "motcua_frames", FRAMES_FORM, FRAMES_FORM);
	if (json_object_size(at.value) == 0 || json_object_size(at.value) > FRAMES_MAX)
		json_fail(&at, "expected an object of 1 to %d frames", FRAMES_MAX);
	json_object_foreach (at.value, name, value) {
		struct json_at one = json_need(&at, name);

		if (!is_name(name))
			json_fail(&one, "a frame has a name of a-z, 0-9 and _");
		if (json_failed(root->reader))
			break;
		frames->frames[frames->n].name = name;
		read_frame(&one, &frames->frames[frames->n++]);
	}
	if (!json_failed(root->reader))
		return frames;
	talloc_free(frames);
	return NULL;
}
