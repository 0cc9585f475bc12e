/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One hash over a whole set: all trees, all texts of all languages, the units. Two sets with the
 * same hash show the same screens. It does not depend on how files are laid out or ordered.
 */
#pragma once
#include "menus/menu_set.h"

void menu_set_hash(const struct menu_set *set, uint8_t out[TREE_HASH_SIZE]);
