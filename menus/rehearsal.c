/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Playing a dialogue: events in, effects answered by samples, screens counted.
 */
#include "menus/rehearsal.h"
#include <stdio.h>
#include <string.h>
#include "gateway/base/keypad.h"
#include "menus/input.h"
#include "menus/page.h"
#include "menus/submission.h"
#include "menus/walk.h"

#define SEND_KEY	 1
#define LEAFED_MAX	 64 /* pages of one node; more than any has */
#define KEY_NEXT	 "9"
#define NUMBERS		 "0123456789*#"
#define LANGUAGE_ACCENTS "accents"

void rehearsal_init(struct rehearsal *rehearsal, const struct menu_set *set,
	const struct samples *samples, enum samples_world world, unsigned language, bool accents,
	const struct budget *budget)
{
	memset(rehearsal, 0, sizeof(*rehearsal));
	rehearsal->set = set;
	rehearsal->samples = samples;
	rehearsal->world = world;
	rehearsal->budget = *budget;
	engine_init(&rehearsal->state, language, accents);
}

void rehearsal_fini(struct rehearsal *rehearsal)
{
	json_decref(rehearsal->sent);
	rehearsal->sent = NULL;
}

void rehearsal_copy(struct rehearsal *out, const struct rehearsal *from)
{
	*out = *from;
	json_incref(out->sent);
}

/* --- effects ------------------------------------------------------------------------------- */
static void take_submission(struct rehearsal *rehearsal)
{
	struct submission_own own = { .phone = samples_phone(rehearsal->samples),
		.today = samples_today(rehearsal->samples) };

	rehearsal->submitted = true;
	if (rehearsal->unsent) {
		*rehearsal->unsent = rehearsal->state;
		return;
	}
	json_decref(rehearsal->sent);
	rehearsal->sent = submission_build(rehearsal->set, &rehearsal->state, &own);
}

/* As the gateway does it: the dialogue goes on as was chosen. */
static void set_language(struct rehearsal *rehearsal)
{
	const char *language = engine_answer(rehearsal->set, &rehearsal->state, "language");
	const char *script = engine_answer(rehearsal->set, &rehearsal->state, "script");

	rehearsal->state.language = (uint8_t)texts_language_find(rehearsal->set->texts, language);
	rehearsal->state.accents = script && strcmp(script, LANGUAGE_ACCENTS) == 0;
}

/* Until a screen is there. */
static int run_effects(struct rehearsal *rehearsal)
{
	struct effect_result result;
	struct engine_event event = {
		.kind = ENGINE_RESULT, .today = samples_day(rehearsal->samples), .result = &result
	};

	for (unsigned n = 0; rehearsal->out.kind == ENGINE_EFFECT; n++) {
		int rc;

		if (n == REHEARSAL_EFFECTS_MAX)
			return ERR_LIMIT;
		if (rehearsal->out.effect == EFFECT_DOSSIER_SUBMIT)
			take_submission(rehearsal);
		if (rehearsal->out.effect == EFFECT_LANGUAGE_SET)
			set_language(rehearsal);
		samples_result(rehearsal->samples, rehearsal->world, rehearsal->set,
			&rehearsal->state, &result);
		rc = engine_step(rehearsal->set, &rehearsal->state, &rehearsal->budget, &event,
			&rehearsal->out);
		if (rc < 0)
			return rc;
	}
	return OK;
}

/* --- what a person does -------------------------------------------------------------------- */
static int play(
	struct rehearsal *rehearsal, enum engine_event_kind kind, const char *text, size_t len)
{
	struct engine_event event = {
		.kind = kind, .text = text, .len = len, .today = samples_day(rehearsal->samples)
	};
	int rc = engine_step(
		rehearsal->set, &rehearsal->state, &rehearsal->budget, &event, &rehearsal->out);

	if (rc == OK)
		rc = run_effects(rehearsal);
	if (rc == OK)
		rc = render(
			rehearsal->set, &rehearsal->state, &rehearsal->budget, &rehearsal->screen);
	if (rc == OK)
		rehearsal->screens++;
	return rc;
}

static unsigned presses(const char *text)
{
	bool digits = text[strspn(text, NUMBERS)] == '\0';

	return (digits ? keypad_presses_numeric(text) : keypad_presses(text)) + SEND_KEY;
}

int rehearsal_dial(struct rehearsal *rehearsal, const char *dialled)
{
	const char *rest;
	size_t len;

	if (!input_is_dialled(dialled, strlen(dialled), &rest, &len))
		return ERR_SYNTAX;
	rehearsal->keys += presses(dialled);
	return play(rehearsal, ENGINE_BEGIN, rest, len);
}

int rehearsal_type(struct rehearsal *rehearsal, const char *text)
{
	if (rehearsal->out.kind != ENGINE_SCREEN || rehearsal->screens == 0)
		return ERR_INVALID;
	if (rehearsal->each)
		rehearsal->each(rehearsal->each_data, rehearsal, text);
	rehearsal->keys += presses(text);
	rehearsal->replies++;
	return play(rehearsal, ENGINE_INPUT, text, strlen(text));
}

int rehearsal_choose(struct rehearsal *rehearsal, unsigned choice)
{
	for (unsigned leafed = 0; leafed < LEAFED_MAX; leafed++) {
		struct page page;
		int rc;

		page_lay(rehearsal->set, &rehearsal->state, &rehearsal->budget, &page);
		for (unsigned i = 0; i < page.choices_n; i++)
			if (page.choices[i] == choice) {
				char number[2] = { (char)('1' + i), '\0' };

				return rehearsal_type(rehearsal, number);
			}
		if (!page.more)
			return ERR_NOT_FOUND;
		rc = rehearsal_type(rehearsal, KEY_NEXT);
		if (rc < 0)
			return rc;
	}
	return ERR_NOT_FOUND;
}

int rehearsal_take(struct rehearsal *rehearsal, unsigned choice)
{
	walk_choose(rehearsal->set, &rehearsal->state, choice);
	return rehearsal_settle(rehearsal);
}

int rehearsal_enter(struct rehearsal *rehearsal, const char *typed)
{
	const struct node *node = walk_node(rehearsal->set, &rehearsal->state);
	char kept[ANSWER_MAX + 1];
	struct input input;
	enum word notice;

	if (input_read(typed, strlen(typed), &input, &notice) < 0 ||
		input_judge(node, &input, samples_day(rehearsal->samples), kept, &notice) < 0)
		return ERR_INVALID;
	walk_enter(rehearsal->set, &rehearsal->state, kept);
	return rehearsal_settle(rehearsal);
}

int rehearsal_settle(struct rehearsal *rehearsal)
{
	const struct node *node;

	walk_settle(rehearsal->set, &rehearsal->state);
	node = walk_node(rehearsal->set, &rehearsal->state);
	rehearsal->state.waiting = node->kind == NODE_EFFECT;
	rehearsal->state.ended = node->kind == NODE_END;
	rehearsal->out.effect = node->effect;
	rehearsal->out.kind = node->kind == NODE_EFFECT ? ENGINE_EFFECT
		: node->kind == NODE_END		? ENGINE_END
							: ENGINE_SCREEN;
	return run_effects(rehearsal);
}

int rehearsal_start(struct rehearsal *rehearsal, unsigned tree)
{
	walk_arrive(&rehearsal->state,
		(struct place) { (uint16_t)tree, rehearsal->set->trees[tree].start });
	return rehearsal_settle(rehearsal);
}

const char *rehearsal_tree(const struct rehearsal *rehearsal)
{
	return rehearsal->set->trees[rehearsal->state.at.tree].code;
}

const char *rehearsal_node(const struct rehearsal *rehearsal)
{
	return walk_node(rehearsal->set, &rehearsal->state)->name;
}
