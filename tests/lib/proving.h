/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The proof of a folder of sources, as `motcua menus check` makes it, with the processor time of
 * each part: for the test that bounds it and for the benchmark that tells it.
 */
#pragma once
#include <stdio.h>
#include <time.h>
#include <osmocom/core/utils.h>
#include <talloc.h>
#include "gateway/base/json.h"
#include "menus/branches.h"
#include "menus/menu_files.h"
#include "menus/proof.h"
#include "menus/sources.h"

struct proving_figures {
	double read_ms, compile_ms, branches_ms, screens_ms, all_ms; /* of the processor */
	unsigned procedures, ways, screens;
	unsigned problems;
	char problem[512]; /* the first */
};

struct proving_run {
	struct report *report; /* owns all */
	struct sources *sources;
	struct samples *samples;
	struct proving_figures *figures;
	double began_ms;
};

static inline double proving_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* What went by since the last call. */
static inline double proving_lap(struct proving_run *run)
{
	double now = proving_now_ms(), took = now - run->began_ms;

	run->began_ms = now;
	run->figures->all_ms += took;
	return took;
}

static inline void proving_tell(void *data, const char *path, const char *what, const char *label)
{
	report_add(data, "%s: %s, with %s", path, what, label);
}

static inline void proving_compile(struct proving_run *run, struct menu_files *files)
{
	const struct menu_file *file = menu_files_find(files, "samples.json");
	struct json_reader reader = { .source = "samples.json" };
	struct json_at root = json_root(&reader, file ? file->json : NULL);

	run->samples = samples_read(run->report, &root);
	if (!run->samples)
		report_add(run->report, "%s", reader.error);
	run->sources = sources_compile(run->report, files, run->report);
}

static inline void proving_branches(struct proving_run *run)
{
	char error[512];

	for (unsigned i = 0; i < run->sources->procedures_n; i++) {
		const struct source_procedure *procedure = &run->sources->procedures[i];
		int tree = menu_set_tree_find(run->sources->set, procedure->code);
		int rc = branches_check(run->sources->set, (unsigned)tree, procedure->eform,
			run->samples, proving_tell, run->report, error, sizeof(error));

		if (rc < 0)
			report_add(run->report, "%s", error);
		else
			run->figures->ways += (unsigned)rc;
	}
	run->figures->procedures = run->sources->procedures_n;
}

static inline void proving_screens(struct proving_run *run)
{
	struct proof *proof = talloc_zero(run->report, struct proof);

	OSMO_ASSERT(proof);
	proof_run(run->sources->set, run->samples, NULL, 0, proof);
	for (unsigned i = 0; i < proof->findings_n; i++)
		if (proof->findings[i].refuses)
			report_add(run->report, "%s", proof->findings[i].sentence);
	run->figures->screens = proof->screens;
}

/* Reads, compiles, walks all ways, lays out all screens. */
static inline void proving(const char *folder, struct proving_figures *out)
{
	struct proving_run run = { .report = report_new(NULL), .figures = out };
	char error[512];
	struct menu_files *files;

	*out = (struct proving_figures) { .read_ms = 0 };
	run.began_ms = proving_now_ms();
	files = sources_read(run.report, folder, error, sizeof(error));
	out->read_ms = proving_lap(&run);
	if (files)
		proving_compile(&run, files);
	else
		report_add(run.report, "%s", error);
	out->compile_ms = proving_lap(&run);
	if (run.sources && run.sources->set && run.samples) {
		proving_branches(&run);
		out->branches_ms = proving_lap(&run);
		proving_screens(&run);
		out->screens_ms = proving_lap(&run);
	}
	out->problems = report_count(run.report);
	if (out->problems > 0)
		snprintf(out->problem, sizeof(out->problem), "%s", run.report->sentences[0]);
	talloc_free(run.report);
}
