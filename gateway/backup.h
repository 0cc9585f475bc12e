/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Backups while the service goes on (`motcua backup DIR`): slice by slice between turns, one at a
 * time. The copy is made here, as nobody else can open the store; that it opens, is whole and fits
 * the key is for the command line to check (db/copy.h), as reading a whole store takes longer than
 * the loop may.
 *
 *   POST /api/v1/backups {"folder": "/absolute"}   begins one; 409 while another runs
 *   GET  /api/v1/backups                           the one under way, or the last
 */
#pragma once
#include <jansson.h>
#include "db/backup.h"
#include "gateway/base/http_server.h"
#include "gateway/base/timer.h"

#define BACKUP_PATH_MAX	 512
#define BACKUP_BODY_MAX	 2048
#define BACKUP_PAUSE_MS	 5 /* between slices, so that turns come first: at most 100 MB/s */
#define BACKUP_LIMIT_MS	 (6 * 3600 * 1000) /* SQLite may begin anew each time; not for ever */
#define BACKUP_TEXT_SIZE 768

enum backup_state { BACKUP_NONE, BACKUP_RUNNING, BACKUP_DONE, BACKUP_FAILED };

/* Of the gateway. */
struct backup {
	enum backup_state state;
	struct store_backup *run;
	struct timer timer;
	char file[BACKUP_PATH_MAX];
	char problem[BACKUP_TEXT_SIZE];
	uint64_t began_ms;
	int64_t began_s, ended_s;
	struct store_backup_progress progress;
	uint64_t done, failed;
};

struct gateway;
void backup_start(struct gateway *gateway);
/* Ends one that is under way; its file goes. Before the store is closed. */
void backup_stop(struct gateway *gateway);

/* decide and release of the routes; data is the gateway. */
int backup_route_decide(struct http_request *request, void *gateway);
void backup_route_release(
	struct http_request *request, enum turn_outcome outcome, int error, void *gateway);
int backup_route_show(struct http_request *request, void *gateway);
