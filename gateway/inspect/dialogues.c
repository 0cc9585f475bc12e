/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who is in a dialogue now, masked, and at which screen. */
#include "gateway/base/log.h"
#include "gateway/gateway.h"
#include "gateway/inspect/inspect.h"
#include "menus/menu_set.h"

void inspect_place(const struct gateway *gw, const struct dialogue_view *view, const char **tree_r,
	const char **node_r)
{
	const struct menu_set *menus = shelf_get(gw->counter.shelf, view->set)->menus;
	struct engine_state state;

	*tree_r = *node_r = "?";
	if (state_unpack(view->state, view->state_len, &state) != OK ||
		state.at.tree >= menu_set_trees(menus) ||
		state.at.node >= menu_set_nodes(menus, state.at.tree))
		return;
	*tree_r = menu_set_tree_code(menus, state.at.tree);
	*node_r = menu_set_node_name(menus, state.at.tree, state.at.node);
}

static json_t *dialogue_json(const struct gateway *gw, const struct dialogue_view *view)
{
	uint64_t silent_ms = clock_mono_ms(gw->clock) - view->active_ms;
	const char *tree, *node;

	inspect_place(gw, view, &tree, &node);
	return json_pack("{s:s s:s s:s s:s s:s s:s s:I s:b}", "phone", log_masked(view->phone.e164),
		"bearer", bearer_name(view->bearer), "procedure", tree, "screen", node, "state",
		view->ended ? "ended" : "open", "draft",
		view->draft_dirty	 ? "unsaved"
			: view->draft_id ? "saved"
					 : "none",
		"silent_s", (json_int_t)(silent_ms / 1000), "older_menus",
		(int)(view->set != shelf_current(gw->counter.shelf)));
}

json_t *inspect_dialogues(struct gateway *gw)
{
	struct dialogues *d = gw->counter.dialogues;
	const struct dialogue_stats *stats = dialogues_stats(d);
	dialogue_id ids[INSPECT_ROWS_MAX];
	unsigned n = dialogues_list(d, ids, INSPECT_ROWS_MAX);
	struct dialogue_view view;
	json_t *rows = json_array();

	for (unsigned i = 0; i < n; i++)
		if (dialogues_get(d, ids[i], &view) == OK)
			json_array_append_new(rows, dialogue_json(gw, &view));
	return json_pack("{s:i s:i s:i s:I s:I s:I s:I s:I s:o}", "in_memory", (int)stats->open,
		"unsaved", (int)stats->dirty, "shown", (int)n, "begun", (json_int_t)stats->begun,
		"ended", (json_int_t)stats->ended, "timed_out", (json_int_t)stats->timed_out,
		"repeated", (json_int_t)stats->repeated, "refused", (json_int_t)stats->refused,
		"dialogues", rows);
}
