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
/* Index of a procedure's tree by code, or -1. */
int menu_set_tree_find(const struct menu_set *set, const char *code);
/* Names of nodes, for logs, counters and tools. */
unsigned menu_set_nodes(const struct menu_set *set, unsigned tree);
const char *menu_set_node_name(const struct menu_set *set, unsigned tree, unsigned node);
