/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The way of one message through the turn. */
#include "gateway/dialogue/step.h"
#include <string.h>
#include <talloc.h>
#include "gateway/base/clock.h"
#include "gateway/base/log.h"

/* --- decide -------------------------------------------------------------------------------- */
/* Language and script of a phone as remembered, for the first screen. */
static int begin_state(struct counter *c, struct step *s)
{
	struct subscriber subscriber;
	int rc = subscriber_get(c->world.store, &s->request.phone, &subscriber);

	if (rc != OK)
		return rc;
	engine_init(&s->state,
		texts_language_find(menu_set_texts(s->world.menus), subscriber.language),
		subscriber.accents);
	s->known = true;
	return OK;
}

/* FNV-1a over the answers: enough to see whether a step changed them. */
static uint64_t mark_answers(const struct engine_state *state)
{
	uint64_t mark = 0xcbf29ce484222325;

	for (size_t i = 0; i < state->answers_len; i++)
		mark = (mark ^ state->answers[i]) * 0x100000001b3;
	return mark;
}

static int run_engine(struct step *s, const struct engine_event *event, struct engine_out *out)
{
	return engine_step(s->world.menus, &s->state, &s->request.budget, event, out);
}

/* Runs the engine and the effects it asks for until there is a screen. */
static int run(struct step *s, struct engine_event *event)
{
	struct effect_result result;
	struct engine_out out;
	int rc = run_engine(s, event, &out);

	for (unsigned n = 0; rc == OK && out.kind == ENGINE_EFFECT; n++) {
		if (n == STEP_EFFECTS_MAX)
			return ERR_LIMIT;
		rc = effects_carry_out(&s->call, out.effect, &result);
		if (rc != OK)
			return rc;
		event->kind = ENGINE_RESULT;
		event->result = &result;
		rc = run_engine(s, event, &out);
	}
	return rc;
}

/* Writes what the dialogue as it is has answered and no row holds yet: the next batch of drafts
 * would come too late for it. */
static int save_unsaved(const struct counter *c, struct step *s)
{
	struct engine_state before;
	struct effect_call call = s->call;
	struct effect_world world;
	int rc;

	if (!s->view.draft_dirty)
		return OK;
	rc = state_unpack(s->view.state, s->view.state_len, &before);
	if (rc != OK)
		return rc;
	world = shelf_world(c->shelf, &c->world, s->view.set);
	call.world = &world;
	call.state = &before;
	call.draft_id = s->view.draft_id;
	rc = effect_draft_put(&call);
	return rc == ERR_EXISTS ? OK : rc; /* another dialogue submitted them */
}

static int begin(struct counter *c, struct step *s, struct engine_event *event)
{
	struct draft draft;
	struct engine_draft offered;
	int64_t now_s = clock_utc_s(c->world.clock);

	if (c->closing)
		return ERR_BUSY;
	if (!dialogues_room(c->dialogues)) {
		dialogues_stats(c->dialogues)->refused++;
		return ERR_LIMIT;
	}

	int rc = save_unsaved(c, s);

	if (rc == OK)
		rc = begin_state(c, s);
	if (rc != OK)
		return rc;
	s->decided = true;
	event->kind = ENGINE_BEGIN;
	event->text = s->request.begins ? s->request.dialled : "";
	event->len = strlen(event->text);

	rc = draft_find(c->world.store, &s->request.phone, NULL, now_s - DRAFT_LIFE_S, &draft);
	if (rc == OK) {
		offered = (struct engine_draft) { draft.procedure, draft.tree_hash, draft.answers,
			draft.answers_len };
		event->draft = &offered;
		s->call.draft_id = draft.id;
	} else if (rc != ERR_NOT_FOUND) {
		return rc;
	}
	return run(s, event);
}

/* A message of a dialogue that is open, and the one that was expected: not a repeat, not a stray.
 */
static bool is_expected(const struct step *s)
{
	return !s->view.ended && !s->request.begins &&
		(s->request.sequence == SEQUENCE_NONE || s->request.sequence == s->view.sequence);
}

/* The opening message of this very dialogue, delivered twice. */
static bool is_repeated_begin(const struct step *s)
{
	return s->request.begins && s->request.sequence != SEQUENCE_NONE && s->view.sequence == 1;
}

static int step_on(struct counter *c, struct step *s, struct engine_event *event)
{
	int rc = state_unpack(s->view.state, s->view.state_len, &s->state);

	if (rc != OK)
		return rc;
	s->known = true;
	s->call.draft_id = s->view.draft_id;
	s->answers_mark = mark_answers(&s->state);
	if (!is_expected(s)) {
		/* Never counts as an answer: the screen they have is shown again. */
		dialogues_stats(c->dialogues)->repeated++;
		s->answer.sequence = s->view.sequence;
		return OK;
	}
	event->kind = ENGINE_INPUT;
	event->text = s->request.input;
	event->len = s->request.input_len;
	s->decided = true;

	bool at_home = !engine_procedure(s->world.menus, &s->state);

	rc = run(s, event);
	if (rc != OK || at_home || s->call.dossier_added ||
		engine_procedure(s->world.menus, &s->state))
		return rc;
	/* The procedure is left: its answers wait in their row, and whatever is begun next has a
	 * draft of its own. */
	s->call.draft_id = 0;
	return save_unsaved(c, s);
}

static int render_answer(struct step *s)
{
	struct screen screen;
	int rc = render(s->world.menus, &s->state, &s->request.budget, &screen);

	if (rc != OK)
		return rc;
	memcpy(s->answer.text, screen.text, screen.len + 1);
	s->answer.len = screen.len;
	s->answer.coding = screen.coding;
	s->answer.end = screen.end;
	return OK;
}

/* Answers that no row holds are a draft to be written. Nothing is kept of someone who only looked.
 */
static bool draft_is_due(const struct step *s)
{
	if (s->state.ended || !engine_answered(s->world.menus, &s->state))
		return false;
	return s->view.draft_dirty || s->answers_mark != mark_answers(&s->state);
}

static void keep(struct step *s)
{
	const struct bearer_request *r = &s->request;
	uint32_t before = s->anew ? r->sequence : s->view.sequence;

	s->next = (struct dialogue_view) {
		.id = s->view.id,
		.bearer = r->bearer,
		.phone = r->phone,
		.sequence = before == SEQUENCE_NONE ? 0 : before + 1,
		.draft_id = s->call.draft_id,
		.ended = s->state.ended,
		.draft_dirty = draft_is_due(s),
		.set = s->set,
	};
	s->answer.sequence = s->next.sequence;
}

int step_decide(struct counter *c, struct step *s)
{
	const struct bearer_request *r = &s->request;
	struct local_time now = local_from_utc(clock_utc_s(c->world.clock));
	struct engine_event event = { .today = (now.year * 100 + now.month) * 100 + now.day };

	s->key = dialogues_key(c->dialogues, r->bearer, &r->phone, r->session);
	if (!dialogues_claim(c->dialogues, s->key))
		return TURN_LATER;
	s->claimed = true;

	int rc = dialogues_find(c->dialogues, r->bearer, &r->phone, r->session, &s->view);

	s->anew = rc != OK || (r->begins && !is_repeated_begin(s)) ||
		(s->view.ended && r->sequence == SEQUENCE_NONE);
	s->set = s->anew ? shelf_current(c->shelf) : s->view.set;
	s->world = shelf_world(c->shelf, &c->world, s->set);
	s->call = (struct effect_call) {
		.world = &s->world, .phone = &r->phone, .bearer = r->bearer, .state = &s->state
	};
	rc = s->anew ? begin(c, s, &event) : step_on(c, s, &event);
	if (rc == OK)
		rc = render_answer(s);
	if (rc == OK && s->decided)
		keep(s);
	return rc;
}

int step_decide_next(struct counter *c, struct step *s, void *ctx, const char *input, size_t len)
{
	struct local_time now = local_from_utc(clock_utc_s(c->world.clock));
	struct engine_event event = { .today = (now.year * 100 + now.month) * 100 + now.day };
	int rc;

	if (!s->decided || s->state.ended)
		return OK;
	if (!s->between)
		s->between = talloc_size(ctx, STATE_PACKED_MAX);
	if (!s->between)
		return ERR_NO_MEMORY;
	s->view = s->next;
	s->view.state = s->between;
	s->view.state_len = state_pack(&s->state, s->between);
	s->anew = false;
	s->request.begins = false;
	s->request.input = input;
	s->request.input_len = len;
	s->request.sequence = s->view.sequence;
	rc = step_on(c, s, &event);
	if (rc == OK)
		rc = render_answer(s);
	if (rc == OK)
		keep(s);
	return rc;
}

/* --- release ------------------------------------------------------------------------------- */
struct sorry {
	const char *text_id;
	bool end;
};

/* What is said when nothing was decided or the commit failed. The dialogue is as it was, so where
 * it may go on, the same key tries again. */
static struct sorry sorry_for(enum turn_outcome outcome, int error)
{
	if (outcome == TURN_UNCERTAIN || error == ERR_UNCERTAIN)
		return (struct sorry) { "sorry.uncertain", true };
	if (error == ERR_BUSY)
		return (struct sorry) { "sorry.closed", true };
	if (error == ERR_LIMIT)
		return (struct sorry) { "sorry.busy", true };
	return (struct sorry) { "sorry.not_recorded", false };
}

static void apologise(struct counter *c, struct step *s, struct sorry sorry)
{
	struct screen screen = { .text = "" };
	bool open = s->view.id != DIALOGUE_NONE && !s->view.ended;
	bool end = sorry.end || !open;

	if (end && !sorry.end) /* there is no screen on which to try again */
		sorry.text_id = "sorry.not_recorded_end";

	const struct menu_set *menus = s->claimed ? s->world.menus : c->world.menus;
	int rc = render_text(menus, s->known ? s->state.language : 0, s->known && s->state.accents,
		sorry.text_id, &s->request.budget, end, &screen);

	if (rc != OK)
		LOGP(DDLG, LOGL_ERROR, "text %s: %s\n", sorry.text_id, err_name(rc));
	memcpy(s->answer.text, screen.text, screen.len + 1);
	s->answer.len = screen.len;
	s->answer.coding = screen.coding;
	s->answer.end = end;
	s->answer.sequence = open ? s->view.sequence : 0;
}

static void install(struct counter *c, struct step *s)
{
	struct dialogue_view next = s->next;
	uint8_t packed[STATE_PACKED_MAX];

	next.state = packed;
	next.state_len = state_pack(&s->state, packed);

	int rc = dialogues_put(c->dialogues, s->request.session, &next);

	if (rc != OK) {
		/* What was promised is on disk; only the way back into this dialogue is lost. */
		LOGP(DDLG, LOGL_ERROR, "phone %s: dialogue not kept: %s\n",
			log_masked(s->request.phone.e164), err_name(rc));
		s->answer.end = true;
	}
	if (next.draft_dirty)
		drafts_due(c->drafts);
	if (s->call.sms_planned)
		c->wake_sms(c->data);
	if (s->call.dossier_added || s->call.upcall_added)
		c->wake_portal(c->data);
}

void step_release(struct counter *c, struct step *s, enum turn_outcome outcome, int error)
{
	if (s->claimed)
		dialogues_unclaim(c->dialogues, s->key);
	if (outcome == TURN_DONE) {
		if (s->decided)
			install(c, s);
		return;
	}
	LOGP(DDLG, LOGL_ERROR, "phone %s: step not carried out: %s\n",
		log_masked(s->request.phone.e164), err_name(error));
	apologise(c, s, sorry_for(outcome, error));
}
