/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * struct sms as its own files see it. Who may change what: a decide step writes rows and its own
 * input only (`claim`, `recorder`, `scratch`); flights, breaker and counters move in release.
 *
 * The life of a message in here:
 *   dispatch.c  a due row becomes SENDING in decide; on disk, a flight and a request start in
 *               release
 *   result.c    the answer becomes a verdict and the row's next state; on disk, the flight ends
 *   dlr.c       reports, whenever they come
 *   overdue.c   rows that never got one
 */
#pragma once
#include "sms/breaker.h"
#include "sms/kannel.h"
#include "sms/sms.h"

#define SMS_CLAIM_MAX	    32 /* rows of one turn */
#define SMS_RETRY_MS	    1000 /* until the store is asked again after it failed */
#define SMS_IDLE_TICK_S	    60 /* the outbox is looked at so often whatever happens */
#define SMS_NEVER	    INT64_MAX /* next_at_s of a row that is not looked at again */
#define SMS_CONNECT_MS	    3000
#define SMS_ANSWER_MS	    10000
#define SMS_ANSWER_MAX	    4096 /* octets */
#define SMS_OVERDUE_ROWS    32 /* rows of one turn */
#define SMS_OVERDUE_ROUND_S 3600 /* from the end of one round over SENT rows to the next */

/* What a configuration means in numbers, defaults filled in. */
struct sms_policy {
	uint32_t unknown_wait_s;
	uint32_t report_wait_s;
	uint32_t attempts_max;
	unsigned parts_max;
};

enum flight_state {
	FLIGHT_NONE, /* a free place */
	FLIGHT_ASKED, /* the request is under way */
	FLIGHT_ANSWERED, /* the verdict is known, its row not yet written */
};

/* A row of ours that is SENDING. Its place is taken until the outcome is on disk, so a store that
 * cannot write also stops the sending. */
struct flight {
	enum flight_state state;
	int64_t id;
	struct kannel_reply reply;
};

struct claim {
	struct timer timer;
	struct outbox_row rows[SMS_CLAIM_MAX];
	unsigned n;
	int64_t next_due_s; /* SMS_NEVER: the outbox is empty */
	bool recovered; /* this pass turned SENDING rows to UNKNOWN */
};

/* Writes verdicts that an earlier turn could not record. */
struct recorder {
	struct timer timer;
	unsigned char *taken; /* one per flight: part of the pass under way */
};

struct overdue {
	struct timer timer;
	struct outbox_row rows[SMS_OVERDUE_ROWS];
	int64_t before_id; /* where the round is; 0: at its beginning */
	int64_t next_before_id;
};

struct sms {
	struct store *store;
	const struct clock *clock;
	struct turn *turn;
	struct timers *timers;
	struct http_out *http;
	struct texts *texts;
	struct kannel_send route; /* the parts that are the same for all messages */
	const char *dlr_base;
	uint8_t dlr_key[32];
	struct sms_policy policy;

	bool closing; /* nothing is claimed any more */
	bool must_recover; /* rows found SENDING are nobody's: see dispatch.c */
	struct flight *flights;
	unsigned flights_max;
	struct sms_breaker breaker;
	struct claim claim;
	struct recorder recorder;
	struct overdue overdue;
	struct outbox_row scratch; /* within one decide */
	struct sms_stats stats;
};

/* dispatch.c */
void dispatch_init(struct sms *sms);
/* Look at the outbox within `ms`. */
void dispatch_soon(struct sms *sms, uint32_t ms);
struct flight *dispatch_flight(struct sms *sms, int64_t id);

/* result.c */
void result_init(struct sms *sms);
/* As decide and release of struct http_out_request. */
int result_decide(void *data, uint64_t id, const struct http_result *result, void *state);
void result_release(void *data, uint64_t id, const struct http_result *result, void *state,
	enum turn_outcome outcome, int error);
/* The request of this flight was never made: its row must be written as not sent. */
void result_not_asked(struct sms *sms, struct flight *flight);

/* The row's next state after a reply: values to values. */
struct sms_step {
	enum sms_state state;
	int64_t next_at_s;
	const char *reason;
};
struct sms_step result_step(const struct sms_policy *policy, const struct kannel_reply *reply,
	uint32_t attempts, int64_t now_s, uint32_t random);

/* dlr.c: what decide() found, for the counters, which move only once it is on disk. */
enum dlr_finding {
	DLR_FOUND_NOTHING,
	DLR_FOUND_DELIVERED,
	DLR_FOUND_FAILED,
	DLR_FOUND_REPEATED,
	DLR_FOUND_UNKNOWN_ID,
	DLR_FOUND_BAD_MAC,
};
struct dlr_report;
/* In decide: moves the row that a report (its MAC checked) speaks of. */
int dlr_record(struct sms *sms, const struct dlr_report *report, enum dlr_finding *finding_r);
void dlr_count(struct sms_stats *stats, enum dlr_finding finding);

/* overdue.c */
void overdue_init(struct sms *sms);
