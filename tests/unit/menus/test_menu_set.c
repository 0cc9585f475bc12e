/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Loading: a small good set, and for each rule of tree.md one change that breaks it, with the
 * words by which its author finds the place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include <talloc.h>
#include "tests/lib/menus_world.h"

#define FILE_SIZE 8192

static const char home[] =
	"{\"motcua_tree\":1,\"code\":\"home\",\"title\":\"t\",\"start\":\"first\","
	"\"resume\":\"again\",\"dial\":{\"1\":\"first\",\"2*\":\"list_it\"},\"nodes\":{"
	"\"first\":{\"kind\":\"menu\",\"text\":\"t\",\"options\":["
	"{\"text\":\"t\",\"next\":\"tree:9.1\"},"
	"{\"text\":\"t\",\"next\":{\"to\":\"tree:9.1\",\"give\":{\"whom\":\"other\"}}},"
	"{\"text\":\"t\",\"next\":\"list_it\"}]},"
	"\"again\":{\"kind\":\"menu\",\"text\":\"t\",\"options\":["
	"{\"text\":\"t\",\"next\":\"draft\"},{\"text\":\"t\",\"next\":\"home\"}]},"
	"\"list_it\":{\"kind\":\"effect\",\"effect\":\"dossiers.list\","
	"\"on\":{\"done\":\"listed\",\"none\":\"home\"}},"
	"\"listed\":{\"kind\":\"list\",\"text\":\"t\",\"item\":\"t\",\"key\":\"chosen\","
	"\"next\":\"home\"}}}";

static const char procedure[] =
	"{\"motcua_tree\":1,\"code\":\"9.1\",\"title\":\"t\",\"start\":\"how\","
	"\"given\":{\"whom\":[\"other\"]},\"nodes\":{"
	"\"how\":{\"kind\":\"menu\",\"text\":\"t\",\"key\":\"how\",\"options\":["
	"{\"value\":\"a\",\"text\":\"t\",\"next\":\"who\"},"
	"{\"value\":\"b\",\"text\":\"t\",\"when\":{\"not\":{\"answer\":\"id\"}},\"next\":\"who\"}]}"
	","
	"\"who\":{\"kind\":\"entry\",\"entry\":\"national_id\",\"text\":\"t\",\"key\":\"id\","
	"\"next\":[{\"when\":{\"all\":[{\"answer\":\"how\",\"is\":[\"a\"]},"
	"{\"any\":[{\"answer\":\"id\",\"is\":\"\"}]}]},\"to\":\"how\",\"forget\":[\"how\"]},"
	"\"born\"]},"
	"\"born\":{\"kind\":\"entry\",\"entry\":\"date\",\"from\":-100,\"to\":0,\"text\":\"t\","
	"\"key\":\"born\",\"next\":\"said\"},"
	"\"said\":{\"kind\":\"message\",\"text\":\"with\",\"next\":\"over\"},"
	"\"over\":{\"kind\":\"end\",\"text\":\"t\"}},"
	"\"submit\":{\"applicant\":{\"national_id\":\"id\",\"relation\":\"self\"},"
	"\"answers\":{\"f1\":{\"answer\":\"how\",\"map\":{\"a\":\"1\",\"b\":\"2\"}},"
	"\"f2\":{\"fact\":\"sex\",\"of\":\"id\"},\"f3\":{\"fixed\":\"x\"},"
	"\"f4\":{\"clerk\":true}},\"papers\":[{\"text\":\"t\"}]}}";

static const char texts[] =
	"{\"language\":\"vi\",\"name\":\"V\",\"complete\":true,\"texts\":{\"t\":\"T\","
	"\"with\":\"{how} {id.year} {papers} {fee}\",\"key.back\":\"0\",\"key.home\":\"00\","
	"\"key.next\":\"9\",\"key.continue\":\"C\",\"word.none\":\"-\",\"word.male\":\"m\","
	"\"word.female\":\"f\",\"notice.not_a_choice\":\"n\",\"notice.not_digits\":\"n\","
	"\"notice.wrong_length\":\"n\",\"notice.not_an_id\":\"n\",\"notice.not_a_date\":\"n\","
	"\"notice.date_out_of_range\":\"n\",\"notice.wrong_check_digit\":\"n\","
	"\"notice.too_long\":\"n\",\"notice.broken\":\"n\",\"notice.unknown_service\":\"n\","
	"\"notice.not_a_past_date\":\"n\",\"notice.not_a_date_or_year\":\"n\","
	"\"notice.past_out_of_range\":\"n\",\"notice.not_a_time\":\"n\","
	"\"notice.not_a_phone\":\"n\",\"notice.number_range\":\"n\","
	"\"notice.not_letters\":\"n\",\"notice.not_a_name\":\"n\","
	"\"notice.tree_changed\":\"n\",\"key.callback\":\"c\","
	"\"procedure.9.1.short\":\"p\",\"procedure.9.1.name\":\"p\","
	"\"procedure.9.1.papers\":\"p\"}}";

enum which { HOME, PROCEDURE, TEXTS };

/* Each change replaces `old` by `new` in one file. */
static const struct refusal {
	enum which which;
	const char *old, *new, *sentence;
} refusals[] = {
	/* the file */
	{ HOME, "{\"motcua_tree\":1,", "{", "motcua_tree: missing" },
	{ HOME, "\"motcua_tree\":1", "\"motcua_tree\":2", "motcua_tree: expected 1 to 1" },
	{ HOME, "\"resume\"", "\"resumes\"", "unknown key \"resumes\"" },
	{ HOME, "\"code\":\"home\"", "\"code\":\"house\"", "must be \"home\"" },
	{ HOME, "\"start\":\"first\"", "\"start\":\"home\"", "start: expected a node" },
	{ HOME, "\"start\":\"first\"", "\"start\":\"none\"", "there is no node \"none\"" },
	{ HOME, "\"title\":\"t\"", "\"title\":\"u\"", "title: there is no text \"u\"" },
	{ HOME, "\"dial\":", "\"callback\":\"none\",\"dial\":", "there is no node \"none\"" },
	{ HOME, "\"dial\":", "\"stuck\":\"home\",\"dial\":", "stuck: expected a node" },
	{ HOME, "\"dial\":", "\"stuck\":\"first\",\"dial\":", "screens that help lead here" },
	{ PROCEDURE,
		"\"submit\":", "\"callback\":\"who\",\"submit\":", "unknown key \"callback\"" },
	{ HOME, "\"first\":{", "\"back\":{", "means a place of its own" },
	{ HOME, "\"1\":\"first\"", "\"123\":\"first\"", "a service number has" },
	{ HOME, "\"1\":\"first\"", "\"10\":\"first\"", "a service number has" },
	{ HOME, "\"first\":{", "\"First\":{", "nodes.First: a name has" },
	{ HOME, "\"first\":{", "\"onward\":{", "means a place of its own" },
	{ HOME, "}}}", "}}", "" },
	{ PROCEDURE, "\"code\":\"9.1\"", "\"code\":\"9.2\"", "must be \"9.1\"" },
	{ PROCEDURE, "\"submit\":", "\"dial\":", "unknown key \"dial\"" },
	/* nodes */
	{ HOME, "\"kind\":\"list\"", "\"kind\":\"lists\"", "listed: \"kind\" is menu" },
	{ HOME, "\"item\":\"t\",", "", "nodes.listed.item: missing" },
	{ HOME, "\"key\":\"chosen\",", "", "nodes.listed.key: missing" },
	{ HOME, "\"key\":\"chosen\"", "\"key\":\"chosen\",\"keep\":true", "never kept" },
	{ HOME, "\"next\":\"home\"}}}", "\"next\":\"home\",\"extra\":1}}}",
		"unknown key \"extra\"" },
	{ HOME, "\"next\":\"tree:9.1\"", "\"next\":\"tree:9.2\"", "no procedure tree \"9.2\"" },
	{ HOME, "\"next\":\"draft\"", "\"next\":\"onward\"", "exists only in a procedure" },
	{ HOME, "\"next\":\"draft\"", "\"next\":7", "options[0].next: expected an object" },
	{ PROCEDURE, "\"next\":\"over\"", "\"next\":\"draft\"", "exists only in home" },
	{ PROCEDURE, "\"value\":\"a\",", "", "options[0]: needs a \"value\"" },
	{ PROCEDURE, "\"key\":\"how\",", "", "has a \"value\", but there is no \"key\"" },
	{ PROCEDURE, "\"value\":\"a\"", "\"value\":\"A!\"", "a value has up to" },
	{ PROCEDURE, "\"value\":\"a\"", "\"value\":\"b\"", "two options have the value \"b\"" },
	{ PROCEDURE, "\"national_id\",\"text\"", "\"passport\",\"text\"",
		"\"entry\" is national_id" },
	{ PROCEDURE, "\"entry\":\"national_id\"", "\"entry\":\"digits\",\"min\":2,\"max\":4",
		"expected 3 to 30" },
	{ PROCEDURE, "\"entry\":\"national_id\"", "\"entry\":\"digits\",\"min\":5,\"max\":4",
		"expected 5 to 30" },
	{ PROCEDURE, "\"entry\":\"national_id\"", "\"entry\":\"national_id\",\"min\":5",
		"unknown key \"min\"" },
	{ PROCEDURE, "\"entry\":\"national_id\"", "\"entry\":\"number\",\"min\":0,\"max\":4",
		"expected 1 to 999999" },
	{ PROCEDURE, "\"entry\":\"national_id\"",
		"\"entry\":\"number\",\"min\":1,\"max\":4,\"skip\":{\"text\":\"t\",\"next\":"
		"\"over\"}",
		"1 skips this entry" },
	{ PROCEDURE, "\"entry\":\"national_id\"",
		"\"entry\":\"money\",\"min\":1,\"max\":4,\"skip\":{\"text\":\"t\",\"next\":"
		"\"over\"}",
		"1 skips this entry" },
	{ PROCEDURE, "\"entry\":\"national_id\"",
		"\"entry\":\"money\",\"min\":1,\"max\":100000000000", "expected 1 to 99999999999" },
	{ PROCEDURE, "\"entry\":\"national_id\"", "\"entry\":\"letters\",\"min\":1",
		"unknown key \"min\"" },
	{ PROCEDURE, "\"entry\":\"national_id\"",
		"\"entry\":\"date\",\"from\":0,\"to\":1,\"year_alone\":true",
		"drop \"year_alone\"" },
	{ PROCEDURE, "\"entry\":\"national_id\"", "\"entry\":\"date\",\"from\":0,\"to\":-1",
		"expected 0 to 10" },
	{ PROCEDURE, "\"text\":\"with\",", "\"text\":\"with\",\"keep\":false,",
		"unknown key \"keep\"" },
	{ PROCEDURE, "\"kind\":\"message\",", "\"kind\":\"menu\",\"options\":[],", "unknown key" },
	/* effects */
	{ HOME, "\"dossiers.list\"", "\"dossiers.lists\"", "no effect \"dossiers.lists\"" },
	{ HOME, ",\"none\":\"home\"", "", "outcome \"none\" is not handled" },
	{ HOME, "\"none\":\"home\"", "\"none\":\"home\",\"full\":\"home\"",
		"unknown key \"full\"" },
	{ HOME, "\"done\":\"listed\",\"none\":\"home\"", "\"done\":\"home\",\"none\":\"listed\"",
		"must lead to a list" },
	{ HOME, "\"none\":\"home\"", "\"none\":\"listed\"", "brings no items" },
	{ HOME, "\"text\":\"t\",\"next\":\"list_it\"", "\"text\":\"t\",\"next\":\"listed\"",
		"lead to the effect that fills it" },
	{ HOME, "\"effect\":\"dossiers.list\"", "\"effect\":\"slots.list\"", "not handled" },
	{ PROCEDURE, "{\"kind\":\"end\",\"text\":\"t\"}",
		"{\"kind\":\"effect\",\"effect\":\"procedure.facts\",\"on\":{\"done\":\"home\","
		"\"none\":\"home\"}}",
		"reads the answer \"procedure\"" },
	/* ways and guards */
	{ PROCEDURE, "\"born\"]", "{\"when\":{\"answer\":\"id\"},\"to\":\"born\"}]",
		"the last way must have no \"when\"" },
	{ PROCEDURE, "[{\"when\":", "[\"born\",{\"when\":", "must be the last one" },
	{ PROCEDURE, "\"forget\":[\"how\"]", "\"forget\":[\"ho\"]", "asks for \"ho\"" },
	{ PROCEDURE, "\"forget\":[\"how\"]", "\"forgets\":[\"how\"]", "unknown key \"forgets\"" },
	{ PROCEDURE, "{\"not\":{\"answer\":\"id\"}}", "{\"not\":{\"answer\":\"ip\"}}",
		"asks for \"ip\"" },
	{ PROCEDURE, "{\"not\":{\"answer\":\"id\"}}", "{\"value\":\"fees\"}",
		"no effect brings a value \"fees\"" },
	{ PROCEDURE, "{\"not\":{\"answer\":\"id\"}}", "{}", "a guard needs" },
	{ PROCEDURE, "{\"not\":{\"answer\":\"id\"}}", "{\"answer\":\"id\",\"value\":\"fee\"}",
		"exclude each other" },
	{ PROCEDURE, "{\"any\":[{\"answer\":\"id\",\"is\":\"\"}]}", "{\"any\":[]}",
		"at least one guard" },
	{ PROCEDURE, "\"is\":[\"a\"]", "\"is\":[]", "at least one value" },
	{ PROCEDURE, "{\"value\":\"a\",\"text\"",
		"{\"value\":\"a\",\"when\":{\"answer\":\"id\"},\"text\"",
		"every option has a \"when\"" },
	/* the whole */
	{ PROCEDURE, "\"next\":\"over\"", "\"next\":\"home\"", "over: nothing leads here" },
	{ PROCEDURE, "\"over\":{\"kind\":\"end\",\"text\":\"t\"}",
		"\"over\":{\"kind\":\"message\",\"text\":\"t\",\"next\":\"how\"}",
		"no way from here ends" },
	{ HOME, "\"none\":\"home\"", "\"none\":\"list_it\"", "may go round for ever" },
	{ HOME, "\"item\":\"t\",\"key\":\"chosen\",\"next\":\"home\"",
		"\"item\":\"t\",\"key\":\"chosen\",\"single\":true,\"next\":[{\"when\":"
		"{\"answer\":\"chosen\"},\"to\":\"list_it\"},\"home\"]",
		"may go round for ever" },
	/* texts */
	{ TEXTS, "{how}", "{who}", "nothing fills \"{who}" },
	{ TEXTS, "{id.year}", "{how.year}", "nothing fills \"{how.year}" },
	{ TEXTS, "{id.year}", "{id.age}", "nothing fills \"{id.age}" },
	{ TEXTS, "\"key.next\":\"9\",", "", "text \"key.next\" is missing" },
	{ TEXTS, "\"procedure.9.1.papers\":\"p\"", "\"x\":\"p\"",
		"\"procedure.9.1.papers\" is missing" },
	/* effects with arguments, what home gives, facts */
	{ HOME, "\"to\":\"tree:9.1\",\"give\":{\"whom\":\"other\"}",
		"\"to\":\"tree:9.1\",\"give\":{\"whom\":\"me\"}",
		"9.1 cannot be given \"whom\": \"me\"" },
	{ HOME, "\"give\":{\"whom\":\"other\"}", "\"give\":{\"how\":\"a\"}",
		"cannot be given \"how\"" },
	{ HOME, "\"to\":\"tree:9.1\",\"give\"", "\"to\":\"list_it\",\"give\"",
		"only a procedure can be given" },
	{ HOME, "\"give\":{\"whom\":\"other\"}", "\"give\":[\"whom\"]", "at most 4 keys" },
	{ PROCEDURE, "\"to\":\"how\",\"forget\"",
		"\"to\":\"how\",\"give\":{\"whom\":\"other\"},\"forget\"", "only in home.json" },
	{ PROCEDURE, "\"given\":{\"whom\":[\"other\"]}", "\"given\":{\"whom\":[]}",
		"at least one value" },
	{ PROCEDURE, "\"given\":{\"whom\":[\"other\"]}", "\"given\":[\"whom\"]", "at most 4 keys" },
	{ PROCEDURE, "\"given\":{\"whom\":[\"other\"]},", "", "cannot be given \"whom\"" },
	{ HOME, "\"effect\":\"dossiers.list\",",
		"\"effect\":\"dossiers.list\",\"with\":{\"tail\":\"chosen\"},",
		"dossiers.list reads no answer \"tail\"" },
	{ HOME, "\"effect\":\"dossiers.list\",",
		"\"effect\":\"dossiers.list\",\"take\":{\"date\":\"chosen\"},",
		"dossiers.list brings no value \"date\" to take" },
	{ HOME, "\"effect\":\"dossiers.list\",",
		"\"effect\":\"dossiers.list\",\"with\":[\"tail\"],", "at most 8 names" },
	{ PROCEDURE, "{\"kind\":\"end\",\"text\":\"t\"}",
		"{\"kind\":\"effect\",\"effect\":\"procedure.facts\",\"with\":{\"procedure\":"
		"\"what\"},\"on\":{\"done\":\"home\",\"none\":\"home\"}}",
		"asks for \"what\"" },
	{ PROCEDURE, "{\"kind\":\"end\",\"text\":\"t\"}",
		"{\"kind\":\"effect\",\"effect\":\"procedure.facts\",\"with\":{\"procedure\":"
		"\"how\"},\"take\":{\"cost\":\"how\"},\"on\":{\"done\":\"home\",\"none\":\"home\"}"
		"}",
		"brings no value \"cost\" to take" },
	{ PROCEDURE, "\"forget\":[\"how\"]",
		"\"forget\":[\"how\",\"how\",\"how\",\"how\",\"how\",\"how\",\"how\",\"how\","
		"\"how\",\"how\",\"how\",\"how\",\"how\",\"how\",\"how\",\"how\",\"how\"]",
		"17 elements, 16 are allowed" },
	{ HOME, "\"item\":\"t\",", "\"item\":\"t\",\"accents\":true,", "unknown key \"accents\"" },
	{ TEXTS, "{how}", "{how.name}", "nothing fills \"{how.name}" },
	{ TEXTS, "{how}", "{id.day}", "nothing fills \"{id.day}" },
	{ TEXTS, "{how}", "{min}", "nothing fills \"{min}" },
	{ TEXTS, "{how}", "{digits}", "nothing fills \"{digits}" },
	{ TEXTS, "{how}", "{born.month}", "nothing fills \"{born.month}" },
	{ TEXTS, "{how}", "{born.age}", "nothing fills \"{born.age}" },
	/* submit */
	{ PROCEDURE, "\"national_id\":\"id\"", "\"national_id\":\"how\"", "is no national id" },
	{ PROCEDURE, "\"a\":\"1\",\"b\":\"2\"", "\"a\":\"1\"", "\"b\" of node how is missing" },
	{ PROCEDURE, "\"of\":\"id\"", "\"of\":\"how\"", "f2: \"how\" is no national id" },
	{ PROCEDURE, "\"fact\":\"sex\"", "\"fact\":\"age\"", "is one of sex, year" },
	{ PROCEDURE, "{\"clerk\":true}", "{\"clerk\":false}", "f4.clerk: expected true" },
	{ PROCEDURE, "{\"fixed\":\"x\"}", "{\"answer\":\"what\"}", "nobody asks for \"what\"" },
	{ PROCEDURE, "\"relation\":\"self\"", "\"relations\":\"self\"", "unknown key" },
};

/* `text` with the first `old` replaced; the change must be possible. */
static void change(const char *text, const char *old, const char *new, char out[FILE_SIZE])
{
	const char *at = strstr(text, old);

	if (!at)
		fail_msg("not in the file: %s", old);
	assert_in_range(
		snprintf(out, FILE_SIZE, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old)),
		1, FILE_SIZE - 1);
}

static void a_good_set_loads_and_can_be_asked(void **state)
{
	char error[512];
	struct menu_set *set =
		menus_world_set_of(NULL, home, procedure, texts, error, sizeof(error));
	(void)state;

	if (!set)
		fail_msg("%s", error);
	assert_int_equal(menu_set_trees(set), 2);
	assert_string_equal(menu_set_tree_code(set, 0), "home");
	assert_string_equal(menu_set_tree_code(set, 1), "9.1");
	assert_int_equal(menu_set_tree_find(set, "9.1"), 1);
	assert_int_equal(menu_set_tree_find(set, "9.2"), -1);
	assert_int_equal(menu_set_nodes(set, 1), 5);
	assert_string_equal(menu_set_node_name(set, 1, 1), "who");
	assert_memory_not_equal(
		menu_set_tree_hash(set, 0), menu_set_tree_hash(set, 1), TREE_HASH_SIZE);
	talloc_free(set);
}

static void each_broken_rule_is_refused_with_its_place(void **state)
{
	(void)state;

	for (unsigned i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		const struct refusal *r = &refusals[i];
		const char *files[] = { home, procedure, texts };
		char changed[FILE_SIZE], error[512] = "";
		struct menu_set *set;

		change(files[r->which], r->old, r->new, changed);
		files[r->which] = changed;
		set = menus_world_set_of(
			NULL, files[HOME], files[PROCEDURE], files[TEXTS], error, sizeof(error));
		if (set)
			fail_msg("loads with %s", r->new);
		if (!strstr(error, r->sentence) || !strstr(error, ".json"))
			fail_msg("%s -> %s\nsays: %s", r->old, r->new, error);
	}
}

static void the_hash_follows_the_content_and_not_the_layout(void **state)
{
	char error[512], changed[FILE_SIZE];
	struct menu_set *first = menus_world_set_of(NULL, home, procedure, texts, error, 512);
	struct menu_set *second, *third;
	(void)state;

	change(procedure, "\"code\":\"9.1\",", "\n  \"code\" : \"9.1\", ", changed);
	second = menus_world_set_of(NULL, home, changed, texts, error, sizeof(error));
	change(procedure, "\"relation\":\"self\"", "\"relation\":\"other\"", changed);
	third = menus_world_set_of(NULL, home, changed, texts, error, sizeof(error));
	assert_non_null(first);
	assert_non_null(second);
	assert_non_null(third);
	assert_memory_equal(
		menu_set_tree_hash(first, 1), menu_set_tree_hash(second, 1), TREE_HASH_SIZE);
	assert_memory_not_equal(
		menu_set_tree_hash(first, 1), menu_set_tree_hash(third, 1), TREE_HASH_SIZE);
	talloc_free(first);
	talloc_free(second);
	talloc_free(third);
}

static void a_missing_folder_or_file_is_named(void **state)
{
	char error[512], changed[FILE_SIZE];
	(void)state;

	assert_null(menu_set_read(NULL, "/no/such/folder", error, sizeof(error)));
	assert_non_null(strstr(error, "/no/such/folder"));
	assert_null(menus_world_set_of(NULL, home, NULL, texts, error, sizeof(error)));
	assert_non_null(strstr(error, "tree:9.1") ? error : strstr(error, "\"9.1\""));
	change(texts, "\"complete\":true", "\"complete\":1", changed);
	assert_null(menus_world_set_of(NULL, home, procedure, changed, error, sizeof(error)));
	assert_non_null(strstr(error, "complete"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_set_loads_and_can_be_asked),
		cmocka_unit_test(each_broken_rule_is_refused_with_its_place),
		cmocka_unit_test(the_hash_follows_the_content_and_not_the_layout),
		cmocka_unit_test(a_missing_folder_or_file_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
