/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The SMS side in a test: the real sms/, turn, timers and store (a file in a temporary folder), a
 * clock that is moved by hand, a Kannel that a test answers for, and a disk that fails when told.
 */
#pragma once
#include "db/store.h"
#include "sms/sms.h"

#define SMS_WORLD_START_S INT64_C(1795395600) /* Monday 2026-11-23, 08:00 in Vietnam */
#define SMS_WORLD_URL	  "http://127.0.0.1:13013/cgi-bin/sendsms"
#define SMS_WORLD_DLR	  "http://127.0.0.1:8080/kannel/dlr"

/* What the disk does to the rows of each turn. */
enum sms_world_disk {
	DISK_FINE,
	DISK_FULL, /* the rows are not there, and the commit says so */
	DISK_SYNC_LOST, /* the sync failed, the rows are not there */
	DISK_SYNC_KEPT, /* the sync failed, the rows are there all the same */
};

struct sms_world {
	void *ctx;
	char folder[64];
	struct virtual_clock clock;
	struct store *store;
	struct turn *turn;
	struct timers *timers;
	struct sms_config config;
	struct sms *sms;
	struct sms_world_net *net;
	enum sms_world_disk disk;
	struct turn_store real; /* under the disk that fails */
};

/* Opens store and sms in a new folder. `config` has the defaults; see sms_world_restart() to change
 * it. */
struct sms_world *sms_world_new(void);
void sms_world_free(struct sms_world *w);
/* As kill -9 and a new start: memory and requests under way are gone, the store is opened again. */
void sms_world_restart(struct sms_world *w);

/* Turns until nothing is due now. */
void sms_world_settle(struct sms_world *w);
/* Lets time pass, timer by timer. */
void sms_world_wait_s(struct sms_world *w, unsigned s);

/* Plans "receipt.no_appointment" for 0901234567 within a turn and wakes the sender; returns the row
 * id. The dedupe key is "t:" and `n`. */
int64_t sms_world_plan(struct sms_world *w, unsigned n);
/* Any work within a turn's decide; its result. */
int sms_world_decide(struct sms_world *w, int (*work)(struct sms_world *w, void *data), void *data);
void sms_world_row(struct sms_world *w, int64_t id, struct outbox_row *out);

/* Kannel. Requests that were made and not yet answered, oldest first. */
unsigned sms_world_asked(const struct sms_world *w);
unsigned sms_world_asked_ever(const struct sms_world *w);
const char *sms_world_url(const struct sms_world *w, unsigned i);
int64_t sms_world_asked_id(const struct sms_world *w, unsigned i);
/* Answers the oldest request and settles. */
void sms_world_answer(struct sms_world *w, unsigned status, const char *body);
void sms_world_no_answer(struct sms_world *w, enum verdict transport);
/* Requests that may be under way (default 1000), and whether starting one works. */
void sms_world_room(struct sms_world *w, unsigned room);
void sms_world_start_fails(struct sms_world *w, bool fails);

/* Records a report about a row's attempt as if it came from Kannel; the result of its turn. */
int sms_world_report(struct sms_world *w, int64_t id, uint32_t attempt, int type);
