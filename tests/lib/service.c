/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A proof that nobody made. */
#include "tests/lib/service.h"
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>
#include "menus/proved.h"

void service_prove(const char *folder)
{
	const struct budget least = BUDGET_GSUP;
	char error[512], path[512];
	struct menu_set *set = menu_set_read(NULL, folder, error, sizeof(error));
	json_t *proof;

	if (!set) {
		fprintf(stderr, "%s\n", error);
		abort();
	}
	proof = proved_json(set, &least, 1, "a test");
	snprintf(path, sizeof(path), "%s/" PROVED_FILE, folder);
	if (json_dump_file(proof, path, 0) != 0)
		abort();
	json_decref(proof);
	talloc_free(set);
}
