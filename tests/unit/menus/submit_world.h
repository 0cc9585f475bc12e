/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A made-up procedure "9.1" that asks for one of everything, and whatever "codes" and "submit" a
 * test gives it. JSON is written with ' for ". Kept in memory; no dialogue is played: a test puts
 * the answers itself.
 */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>
#include "menus/menu_files.h"
#include "menus/pairs.h"
#include "menus/submission.h"
#include "menus/tree.h"
#include "tests/lib/quoted_json.h"

#define WORLD_TEXT "menus/service/texts/vi.json"

static const char world_home[] =
	"{'motcua_tree':1,'code':'home','title':'home.title','start':'first','resume':'again',"
	"'dial':{'1':'first'},'nodes':{'first':{'kind':'menu','text':'home.title','options':["
	"{'text':'home.title','next':'tree:9.1'},{'text':'home.title','next':'over'}]},"
	"'again':{'kind':'menu','text':'home.title','options':["
	"{'text':'home.title','next':'draft'},{'text':'home.title','next':'home'}]},"
	"'over':{'kind':'end','text':'home.title'}}}";

#define ENTRY(name, entry, next) \
	"'" name "':{'kind':'entry','text':'t','key':'" name "','entry':" entry ",'next':'" next \
	"'},"
static const char world_procedure[] =
	"{'motcua_tree':1,'code':'9.1','title':'t','start':'how',%s'submit':%s,'nodes':{"
	"'how':{'kind':'menu','text':'t','key':'how','options':["
	"{'value':'a','text':'t','set':{'beside':'x1'},'next':'id'},"
	"{'value':'b','text':'t','set':{'beside':'x2'},'next':'id'},"
	"{'value':'3','text':'t','next':'id'}]}," ENTRY("id", "'national_id'", "dead") ENTRY("dead",
		"'national_id'", "day") ENTRY("day", "'date','from':0,'to':1", "born") ENTRY("born",
		"'date','from':-120,'to':0,'year_alone':true",
		"at") ENTRY("at", "'time'", "tel") ENTRY("tel", "'phone'", "copies") ENTRY("copies",
		"'number','min':1,'max':99", "given") ENTRY("given", "'name'", "cert") ENTRY("cert",
		"'digits','min':12,'max':12", "loose") ENTRY("loose", "'digits','min':5,'max':12",
		"places") "'places':{'kind':'effect','effect':'units.list','on':{'done':'place',"
			  "'none':'over','many':'over'}},'place':{'kind':'list','text':'t','item':'"
			  "t',"
			  "'key':'place','next':'over'},'over':{'kind':'end','text':'t'}}}";

static const char world_units[] =
	"{'motcua_units':1,'valid_from':'2025-07-01','source':'test','kinds':['tỉnh','xã'],"
	"'provinces':[{'code':'75','name':'Đồng Nai','kind':'tỉnh',"
	"'units':[['25222','Bù Gia Mập','xã']]}]}";

/* The texts of the service, and those of the made-up procedures. */
static json_t *world_texts(void)
{
	json_t *json = json_load_file(WORLD_TEXT, 0, NULL);
	json_t *texts = json_object_get(json, "texts");

	assert_non_null(texts);
	json_object_update_new(texts,
		quoted_json("{'t':'T','procedure.9.1.short':'s','procedure.9.1.name':'n',"
			    "'procedure.9.1.papers':'p','procedure.9.2.short':'s',"
			    "'procedure.9.2.name':'n','procedure.9.2.papers':'p'}"));
	return json;
}

/* `codes` is "" or "'codes':[...],"; `second` NULL or a whole procedure 9.2. */
static struct menu_set *world_load(
	const char *codes, const char *submit, const char *second, char *error, size_t size)
{
	struct menu_files *files = menu_files_new(NULL, "world");
	char *text = talloc_asprintf(files, world_procedure, codes, submit);
	struct menu_set *set;

	menu_files_add(files, "home.json", quoted_json(world_home));
	menu_files_add(files, "procedures/9.1.json", quoted_json(text));
	if (second)
		menu_files_add(files, "procedures/9.2.json", quoted_json(second));
	menu_files_add(files, "texts/vi.json", world_texts());
	menu_files_add(files, "units.json", quoted_json(world_units));
	set = menu_set_from(NULL, files, error, size);
	talloc_free(files);
	return set;
}
