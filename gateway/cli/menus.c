/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* menus check: reads menus and texts exactly as the gateway does, and lists what a language lacks.
 */
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>
#include "gateway/cli/cli.h"
#include "menus/menu_set.h"

#define ERROR_SIZE 512

static void print_missing(const char *id, void *data)
{
	printf("  %s lacks %s\n", (const char *)data, id);
}

int cli_menus_check(const struct cli *cli)
{
	const char *folder = cli->argc ? cli->argv[0] : "menus/service";
	char error[ERROR_SIZE];
	struct menu_set *set = menu_set_read(NULL, folder, error, sizeof(error));

	if (!set)
		return cli_fail("%s", error);

	const struct texts *texts = menu_set_texts(set);

	for (unsigned i = 0; i < menu_set_trees(set); i++)
		printf("%-12s %u screens and steps\n", menu_set_tree_code(set, i),
			menu_set_nodes(set, i));
	for (unsigned i = 0; i < texts_languages(texts); i++) {
		char code[8];

		snprintf(code, sizeof(code), "%s", texts_language_code(texts, i));
		printf("%-12s %s, %s\n", code, texts_language_name(texts, i),
			texts_language_complete(texts, i) ? "complete" : "not complete");
		texts_missing(texts, i, print_missing, code);
	}
	talloc_free(set);
	return EXIT_SUCCESS;
}
