/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Guards as the compiler puts them together. Where a way begins something is known already: the
 * option that was chosen, the guard of the question itself, that earlier ways were not taken. What
 * is known need not be asked again, so trees stay within their limits and are like those that
 * people write.
 */
#pragma once
#include <jansson.h>
#include <stdbool.h>

enum truth { TRUTH_UNKNOWN, TRUTH_HOLDS, TRUTH_FAILS };

/* Facts that hold together; a JSON array of guards. */
typedef json_t facts_t;

/* Adds what follows from a guard that holds (NULL: nothing), or that does not hold. */
void facts_add(facts_t *facts, json_t *guard);
void facts_add_not(facts_t *facts, json_t *guard);
/* Forgets what is known of an answer, or of everything that effects brought. */
void facts_drop_answer(facts_t *facts, const char *key);
void facts_drop_values(facts_t *facts);

/* What is left to ask of a guard (NULL: none) under the facts: its truth, and if that is unknown in
 * *rest_r a new reference to what must still be asked. */
enum truth guard_under(const facts_t *facts, json_t *guard, json_t **rest_r);
/* Both must hold; either may be NULL (always). Takes both; NULL: always. */
json_t *guard_both(json_t *a, json_t *b);
/* One of them must hold; the same. */
json_t *guard_either(json_t *a, json_t *b);
