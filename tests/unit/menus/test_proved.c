/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A compiled folder is loaded as it was proved, and in no other way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>
#include "menus/proved.h"
#include "tests/lib/service.h"

#define ERROR_SIZE 512

struct compiled_folder {
	char root[32], menus[48];
	char error[ERROR_SIZE];
	struct menu_set *set;
};

/* In the folder; a copy of the service's menus is in menus/. */
static void shell(const struct compiled_folder *f, const char *line)
{
	char command[512];

	snprintf(command, sizeof(command), "TOP=$PWD; cd '%s' && %s", f->root, line);
	if (system(command) != 0)
		fail_msg("%s", command);
}

static int setup(void **state)
{
	struct compiled_folder *f = talloc_zero(NULL, struct compiled_folder);

	snprintf(f->root, sizeof(f->root), "/tmp/motcua-proved-XXXXXX");
	assert_non_null(mkdtemp(f->root));
	snprintf(f->menus, sizeof(f->menus), "%s/menus", f->root);
	shell(f, "cp -r $TOP/" SERVICE_FOLDER " menus");
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct compiled_folder *f = *state;

	shell(f, "rm -r menus && rmdir $PWD");
	talloc_free(f);
	return 0;
}

static bool loads(struct compiled_folder *f)
{
	f->set = proved_read(f, f->menus, f->error, sizeof(f->error));
	return f->set;
}

static void refused(struct compiled_folder *f, const char *expected)
{
	assert_false(loads(f));
	if (!strstr(f->error, expected))
		fail_msg("expected \"%s\" in: %s", expected, f->error);
	assert_true(strlen(f->error) < ERROR_SIZE - 1);
}

static void what_was_proved_is_loaded(void **state)
{
	struct compiled_folder *f = *state;

	assert_true(loads(f));
	assert_true(menu_set_trees(f->set) > 1);
}

static void layout_of_files_is_no_change(void **state)
{
	struct compiled_folder *f = *state;

	shell(f,
		"for i in menus/*.json menus/*/*.json; do tr -d '\\n' <$i >one && mv one $i; done");
	assert_true(loads(f));
}

static void each_change_after_the_proof_is_refused_with_what_was_changed(void **state)
{
	static const struct {
		const char *change, *sentence;
	} changes[] = {
		{ "sed -i -E 's/(\"home.title\": \"[^\"]*)/\\1!/' menus/texts/vi.json",
			"a text or a unit was changed after it was proved" },
		{ "sed -i -E '0,/\"when\"/s/\"complete\": *true/\"complete\":false/' "
		  "menus/texts/en.json",
			"a text or a unit was changed" },
		{ "sed -i -E '0,/\"callback\"/s/\"callback\": *\"[^\"]*\",?//' menus/home.json",
			"home" },
		{ "sed -i -E '0,/\"name\": \"[^\"]*/s//&x/' menus/units.json",
			"a text or a unit was changed" },
		{ "rm menus/units.json", "a text or a unit was changed" },
	};
	struct compiled_folder *f = *state;

	for (unsigned i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		shell(f, "rm -r menus; cp -r $TOP/" SERVICE_FOLDER " menus");
		shell(f, changes[i].change);
		refused(f, changes[i].sentence);
	}
}

static void a_proof_that_says_too_little_is_refused(void **state)
{
	static const struct {
		const char *change, *sentence;
	} changes[] = {
		{ "rm menus/proof.json", "there are no proved menus: run motcua menus compile" },
		{ "echo '{' >menus/proof.json", "proof.json" },
		{ "echo '[]' >menus/proof.json", "proof.json" },
		{ "sed -i 's/\"motcua_proof\": 1/\"motcua_proof\": 2/' menus/proof.json",
			"motcua_proof" },
		{ "sed -i 's/\"set\"/\"sets\"/' menus/proof.json", "sets" },
		{ "sed -i 's/\"units\": /&1/' menus/proof.json",
			"larger screens than the bearers" },
		{ "sed -i 's/\"end_septets\": /&1/' menus/proof.json", "end_septets" },
		{ "sed -i 's/\"septets\": 130/\"septets\": 131/' menus/proof.json",
			"larger screens than the bearers" },
	};
	struct compiled_folder *f = *state;

	for (unsigned i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		shell(f, "rm -r menus; cp -r $TOP/" SERVICE_FOLDER " menus");
		shell(f, changes[i].change);
		refused(f, changes[i].sentence);
	}
}

static void what_is_proved_again_is_loaded_again(void **state)
{
	struct compiled_folder *f = *state;

	shell(f, "sed -i -E 's/(\"home.title\": \"[^\"]*)/\\1!/' menus/texts/vi.json");
	assert_false(loads(f));
	service_prove(f->menus);
	assert_true(loads(f));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
		EACH(what_was_proved_is_loaded),
		EACH(layout_of_files_is_no_change),
		EACH(each_change_after_the_proof_is_refused_with_what_was_changed),
		EACH(a_proof_that_says_too_little_is_refused),
		EACH(what_is_proved_again_is_loaded_again),
	};

	return cmocka_run_group_tests_name("proved", tests, NULL, NULL);
}
