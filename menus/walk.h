/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Moving through trees: along routes, back, home, and past what needs no screen. Changes a state
 * and knows nothing of what was typed. Private to menus/.
 */
#pragma once
#include "menus/engine.h"
#include "menus/tree.h"

/* Every place of the state exists in the set, as do its language and its notice. */
bool walk_state_valid(const struct menu_set *set, const struct engine_state *state);
const struct node *walk_node(const struct menu_set *set, const struct engine_state *state);
/* The procedure under way, also while its person asks home for help; 0: none. */
uint16_t walk_procedure(const struct engine_state *state);

/* To the first screen of home: answers of home and values of effects are dropped. */
void walk_home(const struct menu_set *set, struct engine_state *state);
/* To the page or screen before this one; its answer is asked again. */
void walk_back(const struct menu_set *set, struct engine_state *state);
/* To a node of home that helps. The procedure stays under way: `0` leads back to it. */
void walk_for_help(const struct menu_set *set, struct engine_state *state, uint16_t node);
/* Where a dial string's service number leads. */
void walk_to(const struct menu_set *set, struct engine_state *state, struct target target);
/* Along a route: forgets what its way says, shows its notice. */
void walk_along(const struct menu_set *set, struct engine_state *state, const struct route *route);
/* Takes a choice of the node's screen, as struct page numbers them. */
void walk_choose(const struct menu_set *set, struct engine_state *state, unsigned choice);
/* Keeps the answer of an entry and goes on. */
void walk_enter(const struct menu_set *set, struct engine_state *state, const char *answer);

/* For settle.c. Takes a choice without putting the screen on the stack. */
void walk_take(const struct menu_set *set, struct engine_state *state, unsigned choice);
/* The screen at hand was shown, or passed, on the way here. */
bool walk_on_stack(const struct menu_set *set, const struct engine_state *state);
/* A screen that was shown before is come back to, not stacked up. */
void walk_unwind(const struct menu_set *set, struct engine_state *state);
void walk_arrive(struct engine_state *state, struct place place);

/* settle.c. Goes on past screens that need not be shown, until an effect, an end, or a screen that
 * does. */
void walk_settle(const struct menu_set *set, struct engine_state *state);
