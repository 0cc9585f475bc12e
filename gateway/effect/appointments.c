/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* appointments.list: when this phone is expected, and where. */
#include <string.h>
#include "gateway/base/clock.h"
#include "gateway/effect/effects.h"

#define SHOWN_MAX 7
/* Somebody who is late still finds the appointment of this morning. */
#define SHOWN_PAST_S (12 * 3600)

int effect_appointments_list(struct effect_call *call, struct effect_result *out)
{
	const struct effect_world *w = call->world;
	struct appointment list[SHOWN_MAX];
	int n = appointment_list_by_phone(
		w->store, call->phone, clock_utc_s(w->clock) - SHOWN_PAST_S, list, SHOWN_MAX);

	if (n < 0)
		return n;
	out->outcome = n ? "done" : "none";
	for (int i = 0; i < n; i++) {
		struct dossier dossier;
		struct effect_item *item;
		char procedure[EFFECT_VALUE_SIZE];
		int rc = dossier_by_id(w->store, list[i].dossier_id, &dossier);

		if (rc != OK)
			return rc;
		item = effect_item_add(out, dossier.receipt);
		effect_item_set_moment(item, list[i].start_s);
		effect_item_set(item, "office", effect_office_name(call, list[i].office));
		menu_set_procedure_text(
			w->menus, dossier.procedure, "short", procedure, sizeof(procedure));
		effect_item_set(item, "procedure", procedure);
		effect_item_set(item, "code", list[i].code);
	}
	return OK;
}
