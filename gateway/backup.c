/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A timer whose release copies a slice; no transaction is open then. */
#include "gateway/backup.h"
#include <osmocom/core/utils.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include "gateway/api/answer.h"
#include "gateway/base/log.h"
#include "gateway/gateway.h"

/* --- the copy ------------------------------------------------------------------------------ */
static void conclude(struct gateway *gw, int rc)
{
	struct backup *b = &gw->backup;

	b->ended_s = clock_utc_s(gw->clock);
	b->state = rc == OK ? BACKUP_DONE : BACKUP_FAILED;
	if (rc == OK) {
		b->done++;
		LOGP(DSTORE, LOGL_NOTICE, "backup %s: %lld pages\n", b->file,
			(long long)b->progress.pages);
	} else {
		b->failed++;
		if (!*b->problem)
			snprintf(b->problem, sizeof(b->problem), "%s", store_backup_error(b->run));
		LOGP(DSTORE, LOGL_ERROR, "backup failed: %s\n",
			log_escaped(b->problem, strlen(b->problem), sizeof(b->problem)));
	}
	store_backup_free(b->run);
	b->run = NULL;
}

static int timer_decide(struct turn_input *input)
{
	(void)input;
	return OK;
}

static void timer_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct gateway *gw = container_of(input, struct gateway, backup.timer.input);
	struct backup *b = &gw->backup;
	int rc;

	(void)outcome;
	(void)error;
	if (!b->run)
		return;
	rc = store_backup_slice(b->run);
	store_backup_progress(b->run, &b->progress);
	if (rc == 1 && clock_mono_ms(gw->clock) - b->began_ms > BACKUP_LIMIT_MS) {
		snprintf(b->problem, sizeof(b->problem), "%s: not done after %d hours", b->file,
			BACKUP_LIMIT_MS / 3600000);
		rc = ERR_TIMEOUT;
	}
	if (rc == 1)
		timer_arm_ms(&b->timer, BACKUP_PAUSE_MS);
	else
		conclude(gw, rc);
}

static const struct turn_kind timer_kind = { "backup", timer_decide, timer_release };

/* In release. False: b->problem says why. */
static bool begin(struct gateway *gw, const char *folder)
{
	struct backup *b = &gw->backup;
	struct local_time t = local_from_utc(clock_utc_s(gw->clock));
	uint64_t done = b->done, failed = b->failed;
	struct timer timer = b->timer;

	*b = (struct backup) { .timer = timer,
		.done = done,
		.failed = failed,
		.began_ms = clock_mono_ms(gw->clock),
		.began_s = clock_utc_s(gw->clock) };
	snprintf(b->file, sizeof(b->file), "%s/motcua-%04d%02d%02d-%02d%02d%02d.db", folder, t.year,
		t.month, t.day, t.hour, t.minute, t.second);
	b->run = store_backup_begin(gw, gw->store, b->file, b->problem, sizeof(b->problem));
	if (!b->run) {
		b->state = BACKUP_FAILED;
		b->ended_s = b->began_s;
		b->failed++;
		return false;
	}
	b->state = BACKUP_RUNNING;
	timer_arm_ms(&b->timer, 0);
	return true;
}

void backup_start(struct gateway *gw)
{
	timer_init(&gw->backup.timer, gw->timers, &timer_kind);
}

void backup_stop(struct gateway *gw)
{
	if (!gw->backup.run)
		return;
	timer_cancel(&gw->backup.timer);
	store_backup_free(gw->backup.run);
	gw->backup.run = NULL;
	LOGP(DSTORE, LOGL_NOTICE, "backup ended in the middle; its file is deleted\n");
}

/* --- the routes ---------------------------------------------------------------------------- */
static json_t *backup_json(const struct gateway *gw)
{
	static const char *const names[] = { "none", "running", "done", "failed" };
	const struct backup *b = &gw->backup;

	return json_pack("{s:s s:s s:s s:I s:I s:o s:o s:s}", "state", names[b->state], "file",
		b->file, "problem", b->problem, "pages", (json_int_t)b->progress.pages, "left",
		(json_int_t)b->progress.left, "began_at", api_time(b->began_s), "ended_at",
		api_time(b->ended_s), "key_file", gw->config->key_file);
}

struct wish {
	char folder[BACKUP_PATH_MAX - 32];
};

/* Reads the folder; nothing is begun yet. */
int backup_route_decide(struct http_request *request, void *data)
{
	struct gateway *gw = data;
	struct wish *wish = http_request_state(request, sizeof(*wish));
	size_t len;
	const char *body = http_request_body(request, &len), *folder;
	json_error_t error;
	json_t *json;

	if (!api_allowed(gw, request))
		return OK;
	json = json_loadb(body, len, 0, &error);
	folder = json_string_value(json_object_get(json, "folder"));
	if (!folder || *folder != '/' || strlen(folder) >= sizeof(wish->folder))
		http_answer_error(
			request, 400, "folder", "folder: expected an absolute path as a text");
	else
		snprintf(wish->folder, sizeof(wish->folder), "%s", folder);
	json_decref(json);
	return OK;
}

void backup_route_release(
	struct http_request *request, enum turn_outcome outcome, int error, void *data)
{
	struct gateway *gw = data;
	struct wish *wish = http_request_state(request, sizeof(*wish));

	(void)error;
	if (outcome != TURN_DONE)
		http_answer_error(request, 503, "store", "the store refused this turn");
	else if (!*wish->folder)
		return; /* answered in decide */
	else if (gw->backup.state == BACKUP_RUNNING)
		http_answer_error(request, 409, "running", "another backup is under way");
	else if (!begin(gw, wish->folder))
		http_answer_error(request, 422, "backup", gw->backup.problem);
	else
		(void)api_json(request, 200, backup_json(gw));
}

int backup_route_show(struct http_request *request, void *data)
{
	struct gateway *gw = data;

	if (!api_allowed(gw, request))
		return OK;
	return api_json(request, 200, backup_json(gw));
}
