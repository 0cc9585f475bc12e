/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is going on, as JSON: the one source of what the VTY shows, the API answers (GET
 * /api/v1/show/WHAT) and the command line prints, so that the three cannot differ.
 *
 * Phones are masked and no text of an SMS is shown. Reads memory and the store: only in decide or
 * between turns.
 */
#pragma once
#include <jansson.h>
#include <stdint.h>

struct gateway;

/* Rows of a listing; what there is besides is told by its counts. */
#define INSPECT_ROWS_MAX 100

/* New references; NULL when the store fails or memory is short. Each is an object of plain values,
 * of objects of such, and of arrays of objects (tables). */
json_t *inspect_dialogues(struct gateway *gateway);
json_t *inspect_outbox(struct gateway *gateway);
json_t *inspect_portal(struct gateway *gateway);
json_t *inspect_offices(struct gateway *gateway);
json_t *inspect_menus(struct gateway *gateway);
json_t *inspect_version(struct gateway *gateway);

struct inspection {
	const char *name, *help;
	json_t *(*look)(struct gateway *gateway);
};
/* Ends with a name NULL. */
extern const struct inspection inspections[];

/* The node of a dialogue by its names, such as "1.004873" and "declare"; "?" for a state that
 * cannot be read. Borrowed from the set. */
struct dialogue_view;
void inspect_place(const struct gateway *gateway, const struct dialogue_view *view,
	const char **tree_r, const char **node_r);
/* Seconds since a moment (UTC seconds; 0: never) as a number, else null. */
json_t *inspect_age(const struct gateway *gateway, int64_t at_s);
