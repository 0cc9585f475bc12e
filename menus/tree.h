/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A tree as it lies in memory after load: what menus/tree.md says in JSON, with names turned into
 * indexes. Private to menus/. Constant after load; owned by the menu set.
 *
 *   tree_read   JSON -> struct tree, names and ranges checked
 *   tree_check  what a single node cannot show: reach, loops, lists, answers, placeholders
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "gateway/base/json.h"
#include "menus/effect.h"
#include "menus/menu_set.h"
#include "menus/state.h"
#include "menus/submit.h"
#include "menus/symbols.h"
#include "menus/units.h"

#define TREE_NODES_MAX	     128
#define TREE_KEYS_MAX	     64
#define TREE_OPTIONS_MAX     16 /* of one node, over all its pages */
#define TREE_WAYS_MAX	     16 /* of one "next" */
#define TREE_FORGET_MAX	     16 /* of one way */
#define TREE_GIVENS_MAX	     4
#define TREE_SETS_MAX	     4
#define TREE_NAMINGS_MAX     8 /* of "with" or "take" */
#define TREE_GUARD_PARTS_MAX 8
#define TREE_GUARD_DEPTH_MAX 6
#define TREE_DIALS_MAX	     12
#define TREE_MAP_MAX	     16
#define TREE_CODES_MAX	     8
#define TREE_CODE_MAX	     15 /* octets of one of them, as dossiers keep it */
#define TREE_NAME_MAX	     31 /* octets of a node, key or value */
#define ANSWER_MAX	     180 /* octets: a name of 60 characters, each with two accents */
#define TREE_EFORM_MAX	     64 /* octets of a form's version */
#define TREE_FILE_MAX	     (256 * 1024) /* octets */
#define OUTCOMES_MAX	     6
#define NODE_NONE	     UINT16_MAX

enum guard_kind { GUARD_ANSWER, GUARD_VALUE, GUARD_NOT, GUARD_ALL, GUARD_ANY };
struct guard {
	enum guard_kind kind;
	uint16_t symbol; /* ANSWER, VALUE: whose text */
	unsigned texts_n; /* 0: any text will do, it must only be there */
	const char *const *texts;
	unsigned parts_n; /* NOT: 1 */
	const struct guard *parts;
};

enum target_kind {
	TARGET_NODE,
	TARGET_TREE, /* a procedure, from its start */
	TARGET_HOME,
	TARGET_DRAFT, /* the procedure of the draft, at its first question without an answer */
	TARGET_ONWARD, /* this procedure, at its first question without an answer */
	TARGET_BACK, /* the screen before this one, as `0` */
};
struct target {
	enum target_kind kind;
	uint16_t index; /* of a node or a tree */
};

struct setting {
	uint16_t key;
	const char *value;
};

/* One way on: taken if its guard holds. */
struct way {
	const struct guard *when; /* NULL: always */
	struct target to;
	uint16_t notice; /* shown on the next screen, TEXT_NONE */
	unsigned forget_n;
	const uint16_t *forget; /* keys whose answers are dropped */
	unsigned give_n;
	const struct setting *give; /* answers that the procedure begins with */
};
struct route {
	unsigned n; /* the last one has no guard */
	const struct way *ways;
};

struct option {
	const char *value; /* NULL: nothing is kept */
	uint16_t text;
	uint16_t echo; /* how the choice is called when it is read back */
	const struct guard *when;
	unsigned sets_n;
	const struct setting *sets;
	struct route next;
};

struct naming {
	uint16_t name; /* as the effect calls it */
	uint16_t key;
};

enum node_kind { NODE_MENU, NODE_LIST, NODE_ENTRY, NODE_MESSAGE, NODE_EFFECT, NODE_END };
enum entry_kind {
	ENTRY_NATIONAL_ID,
	ENTRY_RECEIPT,
	ENTRY_APPOINTMENT_CODE,
	ENTRY_DIGITS,
	ENTRY_DATE,
	ENTRY_TIME,
	ENTRY_PHONE,
	ENTRY_NUMBER,
	ENTRY_MONEY,
	ENTRY_LETTERS,
	ENTRY_NAME,
};

struct node {
	enum node_kind kind;
	const char *name;
	uint16_t text; /* TEXT_NONE for effects */
	uint16_t key; /* SYMBOL_NONE */
	bool single; /* an only choice is taken without asking */
	bool accents; /* shown with accents whatever the subscriber chose */
	/* MENU: the choices; LIST: those behind the items; ENTRY: "I don't have it" if there is
	 * one; MESSAGE: go on. */
	unsigned options_n;
	const struct option *options;
	struct route next; /* LIST, ENTRY */
	uint16_t item_text; /* LIST */
	uint16_t source; /* LIST: the effect whose items it shows */
	enum entry_kind entry;
	/* DIGITS, LETTERS: how many; NUMBER, MONEY: the value; DATE: years relative to this one */
	int64_t min, max;
	bool year_alone; /* DATE: who knows no more may give the year */
	enum effect effect;
	struct route on[OUTCOMES_MAX]; /* as effect_outcomes() */
	unsigned with_n, take_n; /* EFFECT */
	const struct naming *with; /* answers that it reads under another key */
	const struct naming *take; /* values of its success that become answers */
	uint16_t list; /* EFFECT: the list that shows its items, NODE_NONE */
	bool helping; /* home's "stuck" and "callback", and what they lead to */
};

/* The values that home may give. */
struct given {
	unsigned values_n;
	const char *const *values;
};

struct key {
	uint16_t symbol;
	bool keep; /* outlives the dialogue */
	bool asked; /* by a menu, list or entry, or taken from an effect; not only set beside */
	const struct given *given; /* home may give it on the way in; NULL: not */
};

struct dial {
	char number[4];
	struct target to;
	bool more; /* taken when further parts follow */
};

/* A code under which the procedure is filed, with its first and last day as 20260630. */
struct tree_code {
	const char *code;
	int from, to; /* 0: open */
};

struct tree {
	const char *code;
	const char *source; /* file, for messages */
	uint16_t title;
	const char *eform; /* version of the form it was compiled for; "" if not known */
	uint8_t hash[TREE_HASH_SIZE];
	uint16_t start;
	uint16_t resume; /* home only, NODE_NONE */
	uint16_t callback, stuck; /* home only, NODE_NONE: not offered */
	unsigned nodes_n, keys_n, dials_n, codes_n;
	struct node *nodes;
	struct key keys[TREE_KEYS_MAX];
	struct dial dials[TREE_DIALS_MAX];
	struct tree_code codes[TREE_CODES_MAX]; /* oldest first; at least its own */
	struct submit submit;
};

/* Texts that the engine itself says. */
enum word {
	WORD_BACK,
	WORD_HOME,
	WORD_NEXT,
	WORD_CALLBACK,
	WORD_CONTINUE,
	WORD_NONE, /* nothing known */
	WORD_MALE,
	WORD_FEMALE,
	WORD_NOT_A_CHOICE,
	WORD_NOT_DIGITS,
	WORD_WRONG_LENGTH,
	WORD_NOT_AN_ID,
	WORD_NOT_A_DATE,
	WORD_DATE_OUT_OF_RANGE,
	WORD_NOT_A_PAST_DATE,
	WORD_NOT_A_DATE_OR_YEAR,
	WORD_PAST_OUT_OF_RANGE,
	WORD_NOT_A_TIME,
	WORD_NOT_A_PHONE,
	WORD_NUMBER_RANGE,
	WORD_NOT_LETTERS,
	WORD_NOT_A_NAME,
	WORD_WRONG_CHECK_DIGIT,
	WORD_TOO_LONG,
	WORD_BROKEN,
	WORD_UNKNOWN_SERVICE,
	WORD_TREE_CHANGED,
	WORD_COUNT
};

struct menu_set {
	struct texts *texts;
	struct symbols *symbols;
	unsigned trees_n;
	struct tree *trees; /* 0 is home */
	uint16_t words[WORD_COUNT];
	uint16_t text_max; /* the highest number of a text that any tree names */
	const struct units *units; /* NULL: the folder has none */
};

/* Reads tree `index` of the set, whose code is known, from its JSON. Errors are recorded in the
 * reader of `root`. */
void tree_read(struct menu_set *set, unsigned index, const struct json_at *root);
/* Checks it as a whole and fills node.source, node.list. False and one sentence. All trees of the
 * set are read. */
bool tree_check(struct menu_set *set, unsigned index, char *error, size_t error_size);

/* NULL if the tree has no such key. */
const struct key *tree_key(const struct tree *tree, uint16_t symbol);
/* The entry, menu or list that asks for a key, and for a menu the option of that value (NULL
 * value: any). NULL if none does. */
const struct node *tree_asks(const struct tree *tree, uint16_t key);
/* The first entry that asks for a key; NULL if none does. */
const struct node *tree_entry(const struct tree *tree, uint16_t key);
const struct option *tree_option(const struct tree *tree, uint16_t key, const char *value);
/* Whether the guard holds for the answers and values of a state. NULL holds. */
bool guard_holds(const struct guard *guard, const struct engine_state *state);
/* Where a route leads now. */
const struct way *route_way(const struct route *route, const struct engine_state *state);
