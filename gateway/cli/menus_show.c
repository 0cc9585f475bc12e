/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* menus show: the screens of a procedure, as a phone shows them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gateway/cli/menus.h"
#include "menus/listing.h"

static bool find_language(const struct texts *texts, const char *code, unsigned *out)
{
	for (unsigned i = 0; i < texts_languages(texts); i++)
		if (!strcmp(texts_language_code(texts, i), code)) {
			*out = i;
			return true;
		}
	cli_fail("%s: there is no such language; texts/%s.json would be it", code, code);
	return false;
}

static bool read_view(
	const struct menus_work *work, const struct cli_view *said, struct listing_view *out)
{
	*out = (struct listing_view) { .bearer = said->bearer,
		.accents = !strcmp(said->script, "accents") };
	if (!out->accents && strcmp(said->script, "plain") != 0) {
		cli_fail("--script %s: expected plain or accents", said->script);
		return false;
	}
	if (!proof_budget(said->bearer, &out->budget)) {
		cli_fail("--bearer %s: expected gsup, ussd or sms", said->bearer);
		return false;
	}
	return find_language(menu_set_texts(work->sources->set), said->language, &out->language);
}

int cli_menus_show(const struct cli *cli)
{
	struct menus_work work;
	struct listing_view view;
	int tree, status = EXIT_FAILURE;

	if (menus_work_init(&work, menus_folder(cli, 1)) && read_view(&work, &cli->view, &view)) {
		tree = menus_tree(&work, cli->argv[0]);
		if (tree >= 0) {
			fputs(listing_make(work.ctx, work.sources->set, work.samples,
				      (unsigned)tree, &view),
				stdout);
			status = EXIT_SUCCESS;
		}
	}
	menus_work_fini(&work);
	return status;
}
