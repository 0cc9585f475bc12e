/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Everything that can be dialled, loaded and checked: the service tree (home), one tree per
 * procedure, and the catalogues. Constant after load; a reload makes a new one.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/base/err.h"
#include "gateway/base/texts.h"
#include "menus/units.h"

#define MENU_TREES_MAX 256
#define TREE_HASH_SIZE 16

struct menu_set;

/* Reads <folder>/home.json, <folder>/procedures/<code>.json and <folder>/texts/<language>.json, and
 * checks each as menus/tree.md says; <folder>/units.json if it is there. NULL and one sentence with
 * file, JSON path and what is wrong.
 */
struct menu_set *menu_set_read(void *ctx, const char *folder, char *error, size_t error_size);

const struct texts *menu_set_texts(const struct menu_set *set);
/* The administrative units; NULL where the folder has none. */
const struct units *menu_set_units(const struct menu_set *set);
/* Tree 0 is the service tree; the others are procedures. */
unsigned menu_set_trees(const struct menu_set *set);
const char *menu_set_tree_code(const struct menu_set *set, unsigned tree); /* "home", "1.004873" */
const uint8_t *menu_set_tree_hash(const struct menu_set *set, unsigned tree);
/* The version of the form that a procedure was compiled for; "" if the tree does not say. */
const char *menu_set_tree_eform(const struct menu_set *set, unsigned tree);
/* Index of a procedure's tree by any of its codes, or -1. */
int menu_set_tree_find(const struct menu_set *set, const char *code);
/* Its codes, the oldest first; its own is one of them. */
unsigned menu_set_tree_codes(const struct menu_set *set, unsigned tree);
const char *menu_set_tree_code_n(const struct menu_set *set, unsigned tree, unsigned n);
/* The code that is valid on a day (20260630): of those that began and did not end, the newest; the
 * last one if there is none. */
const char *menu_set_tree_code_at(const struct menu_set *set, unsigned tree, int yyyymmdd);
/* The own code of the tree that a code finds; the code itself if it finds none. */
const char *menu_set_own_code(const struct menu_set *set, const char *code);
/* "@procedure.<own code>.<fact>": the catalogue text of a procedure under any of its codes, as a
 * value of an effect. Cut to fit. */
void menu_set_procedure_text(
	const struct menu_set *set, const char *code, const char *fact, char *out, size_t cap);
/* Names of nodes, for logs, counters and tools. */
unsigned menu_set_nodes(const struct menu_set *set, unsigned tree);
const char *menu_set_node_name(const struct menu_set *set, unsigned tree, unsigned node);
