/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The check leaves out submissions that have nothing new to find. Here the service's procedures are
 * held against forms with many faults, and it has to find what a check of every submission finds,
 * in the same order and with the same ways.
 */
#include "tests/unit/menus/proof_world.h"
#include "menus/branches.h"
#include "menus/branches_reads.h"
#include "menus/eform_check.h"
#include "menus/sources.h"
#include "menus/tree.h"
#include "tests/lib/menus_world.h"

#define FAULTS_SIZE 65536

struct faults {
	unsigned n;
	char all[FAULTS_SIZE];
};

static void add_fault(struct faults *faults, const char *path, const char *what, const char *label)
{
	size_t used = strlen(faults->all);
	int took = snprintf(
		faults->all + used, sizeof(faults->all) - used, "%s: %s (%s)\n", path, what, label);

	assert_in_range(took, 1, sizeof(faults->all) - used - 1);
	faults->n++;
}

/* --- every submission ---------------------------------------------------------------------- */
struct plain {
	const struct eform *eform;
	const struct branch *branch;
	struct faults *faults;
};

/* What is left whole is left with all in it; of what is left in part, what lacks is no fault. */
static bool names(const json_t *sent, const char *list, const char *path, const char *what)
{
	const json_t *paths = json_object_get(sent, list);
	bool lacks = !strcmp(what, EFORM_MISSING) || !strcmp(what, EFORM_FEW_ROWS);
	size_t i, n = strlen(path);
	json_t *one;

	json_array_foreach (paths, i, one) {
		const char *named = json_string_value(one);
		size_t len = strlen(named), least = len < n ? len : n;

		if (strncmp(named, path, least) == 0 &&
			strchr(".[", (len < n ? path : named)[least]) && (lacks || len <= n))
			return true;
	}
	return false;
}

static void note_plain(
	void *data, const char *path, const struct eform_field *field, const char *what)
{
	const struct plain *plain = data;
	const json_t *sent = plain->branch->rehearsal->sent;
	char before[512];
	(void)field;

	snprintf(before, sizeof(before), "%s: %s (", path, what);
	if (!names(sent, "left_to_clerk", path, what) && !names(sent, "on_paper", path, what) &&
		!names(sent, "prefilled", path, what) && !strstr(plain->faults->all, before))
		add_fault(plain->faults, path, what, plain->branch->label);
}

static bool check_plain(void *data, const struct branch *branch)
{
	struct plain *plain = data;

	plain->branch = branch;
	eform_check(plain->eform, json_object_get(branch->rehearsal->sent, "answers"), note_plain,
		plain);
	return true;
}

static int find_plain(const struct sources *sources, const struct samples *samples, unsigned tree,
	const struct eform *eform, struct faults *faults)
{
	struct plain plain = { .eform = eform, .faults = faults };
	struct branches_way way = {
		.set = sources->set, .samples = samples, .tree = tree, .eform = eform
	};
	char error[256];
	int ways = 0;

	for (unsigned world = 0; world < SAMPLES_WORLDS; world++) {
		int rc;

		way.world = (enum samples_world)world;
		rc = branches_walk(&way, check_plain, &plain, error, sizeof(error));
		if (rc < 0)
			fail_msg("%s", error);
		ways += rc;
	}
	return ways;
}

/* --- forms with faults --------------------------------------------------------------------- */
static void spoil_field(struct eform_field *field, const struct eform_field *next, unsigned how)
{
	switch (how % 5) {
	case 0:
		field->options_n -= field->options_n > 0;
		break;
	case 1:
		field->required = true;
		break;
	case 2:
		field->shown = next->shown;
		break;
	case 3:
		field->max_length = 4;
		break;
	default:
		field->path = field->place; /* so nothing knows what is filled in */
	}
}

static struct eform *spoilt(void *ctx, const struct eform *eform, unsigned how)
{
	struct eform *out = talloc_memdup(ctx, eform, sizeof(*eform));
	struct eform_field *fields =
		talloc_memdup(out, eform->fields, eform->fields_n * sizeof(*fields));
	struct eform_grid *grids = talloc_array(out, struct eform_grid, eform->grids_n + 1);

	for (unsigned i = 0; i < eform->fields_n; i++)
		spoil_field(&fields[i], &eform->fields[(i + 1) % eform->fields_n], how + i);
	for (unsigned i = 0; i < eform->grids_n; i++) {
		grids[i] = eform->grids[i];
		grids[i].min_rows = 2;
	}
	out->fields = fields;
	out->grids = grids;
	return out;
}

static void tell(void *data, const char *path, const char *what, const char *label)
{
	add_fault(data, path, what, label);
}

static void compare(const struct sources *sources, const struct samples *samples, unsigned i)
{
	static struct faults wanted, found;
	const struct source_procedure *procedure = &sources->procedures[i];
	unsigned tree = (unsigned)menu_set_tree_find(sources->set, procedure->code);
	struct eform *eform = spoilt(NULL, procedure->eform, i);
	char error[256];
	int ways;

	memset(&wanted, 0, sizeof(wanted));
	memset(&found, 0, sizeof(found));
	ways = find_plain(sources, samples, tree, eform, &wanted);
	assert_int_equal(branches_check(sources->set, tree, eform, samples, tell, &found, error,
				 sizeof(error)),
		ways);
	if (wanted.n < 5)
		fail_msg("%s: %u faults in a spoilt form", procedure->code, wanted.n);
	if (strcmp(found.all, wanted.all) != 0)
		fail_msg("%s: found\n%s\nbut there is\n%s", procedure->code, found.all, wanted.all);
	talloc_free(eform);
}

static void what_is_left_out_has_nothing_to_find(void **state)
{
	struct sources *sources;
	struct samples *samples;
	struct report *report = report_new(NULL);
	char error[256];
	(void)state;

	sources = sources_compile(
		report, sources_read(report, MENUS_WORLD_SOURCES, error, sizeof(error)), report);
	if (!sources->set)
		fail_msg("%s", report->sentences[0]);
	samples = proof_samples(sources);
	for (unsigned i = 0; i < sources->procedures_n; i++)
		compare(sources, samples, i);
	talloc_free(report);
}

/* --- on which answers a place depends -------------------------------------------------------- */
#define MENU(key, next) \
	"'" key "':{'kind':'menu','text':'word.none','key':'" key "','options':[{'value':'a'," \
	"'text':'word.none','next':'" next "'},{'value':'b','text':'word.none','next':'" next \
	"'}]},"
#define ENTRY(kind, next) \
	"'" kind "':{'kind':'entry','entry':'" kind "','text':'word.none','key':'" kind \
	"','next':'" next "'},"
/* As the effects want it. */
#define TAIL \
	"'offices':{'kind':'effect','effect':'offices.list','on':{'done':'office','none':'over'," \
	"'many':'letters'}},'letters':{'kind':'entry','entry':'letters','text':'word.none'," \
	"'key':'letters','next':'offices'},'office':{'kind':'list','text':'word.none','item':" \
	"'office.item','key':'office','next':'slots'},'slots':{'kind':'effect','effect':" \
	"'slots.list','on':{'done':'slot','none':'over','closed':'over'}},'slot':{'kind':'list'," \
	"'text':'word.none','item':'slot.item','key':'slot','next':'send'},'send':{'kind':" \
	"'effect','effect':'dossier.submit','on':{'done':'over','already':'over','full':'over','" \
	"limit':'over'}" \
	"}," PROOF_END
#define ENTRIES ENTRY("phone", "national_id") ENTRY("national_id", "offices")
#define NODES \
	"'first':{'kind':'message','text':'word.none','next':'one'}," MENU("one", "two") \
		MENU("two", "phone") ENTRIES TAIL
#define SUBMIT(fields) \
	"{'applicant':[{'when':{'answer':'one','is':'b'},'national_id':'national_id','phone':" \
	"'phone','relation':'self'},{'national_id':'national_id','relation':'self'}],'answers':" \
	"{" fields "},'papers':[]}"
#define FIELD(key, more) "{'type':'textfield','key':'" key "','input':true,'label':'L'" more "}"
#define SHOWN(when)	 ",'conditional':{'show':true,'when':'" when "','eq':'a'}"
#define GRID(key, more, fields) \
	"{'type':'datagrid','key':'" key "','input':true,'label':'L'" more \
	",'components':[" fields "]}"

struct reads_case {
	const char *fields, *form, *reads;
};

static const struct reads_case places[] = {
	{ "'f':{'clerk':true}", FIELD("f", ""), "-" },
	{ "'f':{'answer':'one'},'g':{'answer':'two'}", FIELD("f", "") "," FIELD("g", ""),
		"one,two" },
	{ "'f':{'answer':'one'},'g':{'answer':'two'}", FIELD("f", "") "," FIELD("g", SHOWN("f")),
		"one+two" },
	{ "'f':[{'when':{'not':{'any':[{'answer':'one','is':'b'},{'answer':'two'}]}},"
	  "'fixed':'x'},{'clerk':true}]",
		FIELD("f", ""), "one+two" },
	{ "'f':{'fact':'sex','of':'national_id','map':{'male':'1','female':'2'}}", FIELD("f", ""),
		"national_id" },
	{ "'f':{'own':'phone'}", FIELD("f", ""), "-" },
	{ "'f':{'own':'applicant_phone'}", FIELD("f", ""), "one+phone" },
	{ "'f':[{'when':{'value':'receipt'},'fixed':'x'},{'clerk':true}]", FIELD("f", ""),
		"always" },
	/* what is no field of the form, and what stands beside it */
	{ "'f.x':{'answer':'one'},'f.y':{'answer':'two'}", FIELD("g", ""), "one+two" },
	/* the rows of a grid */
	{ "'r[0].f':{'answer':'one'},'r[1].g':{'answer':'two'}",
		GRID("r", "", FIELD("f", "") "," FIELD("g", "")), "one+two" },
	{ "'r[0].f':{'answer':'one'},'h':{'answer':'two'}",
		GRID("r", SHOWN("h"), FIELD("f", "")) "," FIELD("h", ""), "one+two" },
	{ "'r[0].f':{'answer':'one'},'h':{'answer':'two'}",
		GRID("r", SHOWN("h"), "") "," FIELD("h", ""), "one+two" },
	{ "'r[0].f':{'answer':'one'},'rf':{'answer':'two'}",
		GRID("r", "", FIELD("f", "")) "," FIELD("rf", ""), "one,two" },
};

static void say_reads(
	const struct menu_set *set, const struct branches_reads *reads, char *out, size_t size)
{
	const struct tree *tree = &set->trees[1];
	size_t used = 0;

	if (reads->always)
		used = (size_t)snprintf(out, size, "always");
	for (unsigned i = 0; !reads->always && i < reads->n; i++) {
		const char *between = i > 0 ? "," : "";

		for (unsigned j = 0; j < tree->keys_n; j++)
			if (reads->keys[i] >> j & 1) {
				used += (size_t)snprintf(out + used, size - used, "%s%s", between,
					symbols_name(set->symbols, tree->keys[j].symbol));
				between = "+";
			}
		if (reads->keys[i] == 0)
			used += (size_t)snprintf(out + used, size - used, "%s-", between);
	}
}

static struct eform *form_of(void *ctx, const char *components)
{
	char *quoted = talloc_asprintf(ctx, "{'components':[%s]}", components), error[256];
	json_t *json = quoted_json(quoted);
	char *text = json_dumps(json, 0);
	struct eform *eform =
		eform_read_text(ctx, "form.json", text, strlen(text), error, sizeof(error));

	if (!eform)
		fail_msg("%s", error);
	free(text);
	json_decref(json);
	return eform;
}

static void a_place_depends_on_what_fills_and_shows_it(void **state)
{
	(void)state;

	for (unsigned i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		char *submit = talloc_asprintf(NULL, SUBMIT("%s"), places[i].fields), said[256];
		struct menu_set *set = proof_set(submit, NODES, submit, "{}", NULL);
		static struct branches_reads reads;

		branches_reads(&set->trees[1], form_of(submit, places[i].form), &reads);
		say_reads(set, &reads, said, sizeof(said));
		if (strcmp(said, places[i].reads) != 0)
			fail_msg("%s: %s, not %s", places[i].fields, said, places[i].reads);
		talloc_free(submit);
	}
}

/* Each of the answers came before, and only now both together. */
static void a_fault_of_one_combination_is_found(void **state)
{
	static const char *const fields[] = {
		/* the field is shown and has a value that is too long */
		"'f':{'answer':'one','map':{'a':'b','b':'a'}},"
		"'g':[{'when':{'answer':'one','is':'a'},'clerk':true},"
		"{'answer':'two','map':{'a':'x','b':'xxxxxx'}}]",
		/* the value comes only then */
		"'g':{'clerk':true},'f':[{'when':{'all':[{'answer':'one','is':'b'},"
		"{'answer':'two','is':'b'}]},'fixed':'xxxxxx'},{'fixed':'b'}]",
		/* as does one that is no field */
		"'f':{'clerk':true},'g':{'clerk':true},'z':{'when':{'all':[{'answer':'one',"
		"'is':'b'},{'answer':'two','is':'b'}]},'fixed':'x'}",
	};
	(void)state;

	for (unsigned i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		char *submit = talloc_asprintf(NULL, SUBMIT("%s"), fields[i]), error[256];
		struct menu_set *set = proof_set(submit, NODES, submit, "{}", NULL);
		struct eform *eform = form_of(submit,
			FIELD("f", ",'validate':{'maxLength':3}") "," FIELD(
				"g", ",'validate':{'maxLength':3}" SHOWN("f")));
		static struct faults found;

		memset(&found, 0, sizeof(found));
		assert_true(branches_check(set, 1, eform, proof_samples(submit), tell, &found,
				    error, sizeof(error)) >= 4);
		if (found.n != 1 || !strstr(found.all, "(one=b, two=b)"))
			fail_msg("%s: found %u:\n%s", fields[i], found.n, found.all);
		talloc_free(submit);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_depends_on_what_fills_and_shows_it),
		cmocka_unit_test(a_fault_of_one_combination_is_found),
		cmocka_unit_test(what_is_left_out_has_nothing_to_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
