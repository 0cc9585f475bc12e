/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* procedure.facts: what the portal's catalogue says of a procedure. */
#include <inttypes.h>
#include <stdio.h>
#include "db/procedure.h"
#include "gateway/base/clock.h"
#include "gateway/effect/effects.h"

/* 15000 as people read it: "15.000". */
static void money(int64_t dong, char *out, size_t cap)
{
	if (dong >= 1000000)
		snprintf(out, cap, "%" PRId64 ".%03d.%03d", dong / 1000000,
			(int)(dong / 1000 % 1000), (int)(dong % 1000));
	else if (dong >= 1000)
		snprintf(out, cap, "%d.%03d", (int)(dong / 1000), (int)(dong % 1000));
	else
		snprintf(out, cap, "%d", (int)dong);
}

/* Under the code of the day or, while the portal's catalogue lags behind or runs ahead, under
 * another one of the procedure's, the newest first. */
static int find_row(struct effect_call *call, struct procedure_row *row)
{
	const struct effect_world *w = call->world;
	const char *code = effect_answer(call, "procedure");
	int tree = menu_set_tree_find(w->menus, code);
	int rc = procedure_find(w->store, effect_code_at(call, code, clock_utc_s(w->clock)), row);

	for (unsigned n = tree > 0 ? menu_set_tree_codes(w->menus, (unsigned)tree) : 0;
		n > 0 && rc == ERR_NOT_FOUND; n--)
		rc = procedure_find(
			w->store, menu_set_tree_code_n(w->menus, (unsigned)tree, n - 1), row);
	return rc;
}

int effect_procedure_facts(struct effect_call *call, struct effect_result *out)
{
	struct procedure_row row;
	char text[EFFECT_VALUE_SIZE] = "@word.none";
	int rc = find_row(call, &row);

	out->outcome = "none";
	if (rc == ERR_NOT_FOUND)
		return OK; /* the portal was never reached yet */
	if (rc != OK)
		return rc;
	out->outcome = "done";
	if (row.fee_dong >= 0)
		money(row.fee_dong, text, sizeof(text));
	effect_set(&out->values, "fee", text);
	snprintf(text, sizeof(text), "@word.none");
	if (row.time_limit_days >= 0)
		snprintf(text, sizeof(text), "%d", row.time_limit_days);
	effect_set(&out->values, "days", text);
	return OK;
}
