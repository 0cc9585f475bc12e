/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the commands on menus share. They read a folder of sources (menus/overlay.md), never the
 * daemon's store, and say everything that is wrong rather than the first thing.
 *
 *   menus_work      a folder of sources, compiled
 *   menus_verify    the proof of all of it: branches, screens, effort
 *   menus_check     what the proof says, as a table
 *   menus_compile   the compiled folder
 *   menus_show      screens as a phone shows them
 *   menus_effort    what an application costs a person
 *   menus_branches  every submission that can be made
 *   menus_forms     a form from the portal or a file
 *   menus_import    a first overlay for it
 *   menus_diff      a newer form against the one that was treated
 *   menus_languages what a language lacks
 */
#pragma once
#include "gateway/cli/cli.h"
#include "menus/branches.h"
#include "menus/effort.h"
#include "menus/proof.h"
#include "menus/sources.h"

#define MENUS_SOURCE	 "menus/service" /* where sources are looked for */
#define MENUS_ERROR_SIZE 512

/* --- a folder of sources -------------------------------------------------------------------- */
struct menus_work {
	void *ctx;
	const char *folder;
	struct report *report;
	struct sources *sources;
	struct samples *samples;
};

/* The folder that the command names as its `n`-th word, else MENUS_SOURCE. */
const char *menus_folder(const struct cli *cli, int n);
/* Reads a folder and compiles what it can: what is wrong is in the report. False, after saying why,
 * if it cannot be read. In any case menus_work_fini() follows. */
bool menus_work_read(struct menus_work *work, const char *folder);
/* The same, and false, after saying all that is wrong, if anything is. */
bool menus_work_init(struct menus_work *work, const char *folder);
/* The second half of it for files that were read already, which it takes: `work` has context,
 * folder and report. */
bool menus_work_compile(struct menus_work *work, struct menu_files *files);
void menus_work_fini(struct menus_work *work);
/* Says on stderr what the report holds. Returns EXIT_FAILURE. */
int menus_say(const struct report *report);
/* The tree of a procedure (or "home"); -1 after saying that there is none. */
int menus_tree(const struct menus_work *work, const char *code);
/* Whether the service tree has a way to a procedure. */
bool menus_home_leads(const struct menu_files *files, const char *code);
/* The plan of an overlay's "effort" for a world; without one it has no budget. */
void menus_plan(const struct menus_work *work, const char *code, enum samples_world world,
	struct effort_plan *out);

/* --- what is proved of it ------------------------------------------------------------------- */
struct menus_figures {
	const struct source_procedure *procedure;
	unsigned nodes, branches;
	bool dialled; /* home leads to it; else nothing is counted */
	struct effort effort[SAMPLES_WORLDS];
	struct effort_plan plan[SAMPLES_WORLDS];
};

struct menus_verdict {
	unsigned procedures_n;
	struct menus_figures *procedures; /* owned by the work */
	unsigned branches;
	struct proof proof;
};

/* Checks every branch against its form, every screen, every budget of effort. What is wrong is
 * added to the work's report; true if nothing is. Tells on stderr which procedures nobody can dial
 * yet, and, if that is a terminal, how far it is. */
bool menus_verify(struct menus_work *work, struct menus_verdict *out);

/* --- forms ---------------------------------------------------------------------------------- */
struct menus_form {
	json_t *json; /* owned by who asked */
	const struct eform *eform;
};

/* False, after saying so, for what can be no procedure's code (and so no file's name). */
bool menus_code_sound(const char *code);
/* The form of --eform FILE, or the portal's as it is now, which the daemon asks for and this waits
 * for. False after saying why. */
bool menus_form_get(const struct cli *cli, void *ctx, const char *code, struct menus_form *out);
/* Writes <folder>/<part>/<code>.json whole or not at all; -1 after saying why. */
int menus_write_json(const char *folder, const char *part, const char *code, const json_t *json);
