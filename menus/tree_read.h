/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the readers of a tree's parts share: tree_read.c, node_read.c, way_read.c, submit_*.c.
 *
 * Errors stick in the JSON reader, so a part reads all it needs and nobody asks in between; what
 * is read after an error is never used.
 */
#pragma once
#include "menus/tree.h"

struct tree_reader {
	struct menu_set *set;
	struct tree *tree;
};

/* Zeroed, owned by the set. Never NULL. */
void *read_array(const struct tree_reader *reader, size_t n, size_t size);
/* A short name (a-z, 0-9, '_' and for values also '.') as a symbol; SYMBOL_NONE on error. */
uint16_t read_name(const struct tree_reader *reader, const struct json_at *object, const char *key);
/* The same checks for text that is here already, such as a key of an object. */
bool read_name_ok(const struct json_at *at, const char *name);
uint16_t read_symbol(const struct tree_reader *reader, const struct json_at *at, const char *name);
/* A value of an answer, as text: borrowed from the symbols. */
const char *read_value(const struct tree_reader *reader, const struct json_at *at);
/* Number of the catalogue text whose id stands under `key`; TEXT_NONE on error. */
uint16_t read_text(const struct tree_reader *reader, const struct json_at *object, const char *key);
/* The same; `absent` when the key is not there. */
uint16_t read_text_opt(const struct tree_reader *reader, const struct json_at *object,
	const char *key, uint16_t absent);
/* The number of elements, with an error over `max`. */
unsigned read_count(const struct json_at *array, unsigned max);
/* Notes that the tree has a key, and whether it is kept. */
void read_key(const struct tree_reader *reader, const struct json_at *at, uint16_t symbol,
	bool keep, bool asked);

/* node_read.c */
void read_nodes(const struct tree_reader *reader, const struct json_at *nodes);
/* "key" and "keep" of a node; what is asked at home is never kept. Returns whether it is. */
bool read_node_key(
	const struct tree_reader *reader, const struct json_at *at, bool needed, struct node *out);
/* entry_read.c */
void read_entry(const struct tree_reader *reader, const struct json_at *at, struct node *out);
/* way_read.c: guards, targets, ways, options. */
const struct guard *read_when(const struct tree_reader *reader, const struct json_at *object);
struct target read_target(const struct tree_reader *reader, const struct json_at *at);
struct route read_route(const struct tree_reader *reader, const struct json_at *at);
/* The options under "options" of a node; values only where the node has a key. */
void read_options(
	const struct tree_reader *reader, const struct json_at *node, struct node *out, bool keep);
/* codes.c: the codes of a tree; and that no two trees share one (false and one sentence). */
void read_codes(const struct tree_reader *reader, const struct json_at *root);
bool codes_check(const struct menu_set *set, char *error, size_t error_size);
/* submit_read.c */
void read_submit(const struct tree_reader *reader, const struct json_at *submit);
/* submit_source.c: one source of a field. */
void read_source(const struct tree_reader *reader, const struct json_at *at, struct source *out);
/* submit_path.c: the path under which a field stands; and that no two of all exclude each other. */
void read_path(const struct tree_reader *reader, const struct json_at *at, const char *path,
	struct field *out);
void read_paths_agree(const struct json_at *fields, const struct submit *submit);
