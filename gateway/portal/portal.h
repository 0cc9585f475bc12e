/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The bridge to the provincial portal: carries dossiers there, however long that takes, and reads
 * its catalogue. Speaks the neutral contract (design, portal.md); other portals get dialects.
 *
 *   bridge    what is due, leases, back-off, what an answer does to its row, order
 *   breaker   pure: when the whole portal is away
 *   neutral   requests and answers of the neutral contract, values to values
 *   catalogue procedures and eforms, read at start and on a timer
 *   wanted    pure: the forms that somebody asks for beside these
 *   inbound   events of the portal, carried out once; webhook and poll bring them
 *   upward    what the portal must be told about dossiers it has (db/upcall.h)
 *
 * A dossier goes out under its receipt as idempotency key, at most one request for it under way,
 * oldest first, and is tried until the portal takes or refuses it, however many days that takes.
 */
#pragma once
#include "db/dossier.h"
#include "gateway/base/http_client.h"
#include "gateway/base/http_server.h"
#include "gateway/base/timer.h"

struct portal;

struct portal_config {
	const char *base_url; /* "http://127.0.0.1:8090" */
	const char *token; /* bearer token, "" or NULL = none */
	unsigned in_flight_max; /* 0: 8; at most PORTAL_IN_FLIGHT_MAX */
	uint32_t lease_s; /* 0: 60; must exceed timeout_ms */
	uint32_t timeout_ms; /* 0: 15000 */
	uint32_t slow_ms; /* an answer slower than that counts against the portal; 0: 10000 */
	uint32_t catalogue_every_s; /* 0: 3600 */
	/* Procedures whose facts and eforms are read, NULL-ended; NULL: no catalogue is read, not
	 * even for who asks for a form. */
	const char *const *codes;
	struct {
		uint32_t first_s, max_s;
	} retry; /* 0: 5, 3600 */
	uint32_t poll_every_s; /* GET /v1/events; 0: never */
	const char *webhook_secret; /* of what the portal pushes; "" or NULL: it pushes nothing */
	/* What this portal can be told; upcalls of other kinds are skipped. */
	bool takes_clerk_events, takes_appointments;
};
#define PORTAL_IN_FLIGHT_MAX 64
#define PORTAL_WEBHOOK_PATH  "/portal/v1/events"
#define PORTAL_WEBHOOK_MAX   262144 /* octets of a push */
#define PORTAL_WEBHOOK_WINDOW_S \
	300 /* a signature is that long good, before and after its moment \
	     */

struct portal_events {
	/* In decide, after the row says ACCEPTED or REFUSED: plan the SMS. Once per dossier, in the
	 * savepoint of that row: a negative result undoes both, and the dossier goes out again. */
	int (*accepted)(void *data, const struct dossier *dossier);
	int (*refused)(void *data, const struct dossier *dossier);
	/* In decide, after an event became the status of a dossier and is news to the citizen: plan
	 * the SMS. In the savepoint of the event, as above. */
	int (*status)(void *data, const struct dossier *dossier, const struct dossier_event *said);
	/* In release: something was planned. */
	void (*released)(void *data);
	void *data;
};

/* Copies the config and its texts; borrows the rest for its life. NULL and a logged reason when the
 * config cannot work. Dossiers that are due and the catalogue start with the first turn. Free it
 * only when no turn follows. Owned by ctx. */
struct portal *portal_new(void *ctx, struct store *store, const struct clock *clock,
	struct turn *turn, struct timers *timers, struct http_out *http,
	const struct portal_config *config, const struct portal_events *events);
/* In release, when a dossier or an upcall was added. */
void portal_wake(struct portal *portal);

/* What came of asking the portal for a form that somebody wants now, whether the service offers its
 * procedure or not. An answer of the portal is known for a few seconds; then it is asked anew. */
enum portal_form {
	PORTAL_FORM_NOT_ASKED,
	PORTAL_FORM_ASKED, /* and not answered yet */
	PORTAL_FORM_READ, /* the store has it as the portal has it */
	PORTAL_FORM_NONE, /* the portal has none of this code */
	PORTAL_FORM_FAILED, /* the portal is away, or what it gave is no form */
};
/* *why_r is a sentence for NONE and FAILED, else "". Borrowed until the next turn. */
enum portal_form portal_form(const struct portal *portal, const char *code, const char **why_r);
/* In release: asks for it as soon as may be, facts of the procedure included. ERR_LIMIT when too
 * many are asked for at once, ERR_INVALID for what is no code. */
int portal_form_want(struct portal *portal, const char *code) MUST_CHECK;

/* Where the portal pushes events: mount it on the outside listener. False without a secret: then
 * there is no such route. */
bool portal_webhook_route(struct portal *portal, struct http_route *out);

struct portal_inbound_stats {
	uint64_t taken; /* new words about dossiers of ours */
	uint64_t late; /* of these: a later word was known */
	uint64_t repeated, unknown, malformed;
	uint64_t forged; /* pushes with a wrong or missing signature */
	uint64_t stale; /* pushes outside the window */
	uint64_t poll_failed; /* pages that did not come or could not be read */
	int64_t polled_s; /* UTC when the end of the events was last seen, 0 = never */
};

enum breaker_state { BREAKER_CLOSED, BREAKER_OPEN, BREAKER_HALF_OPEN };
struct portal_status {
	enum breaker_state breaker;
	int64_t last_answer_s; /* UTC of the last whole answer, 0 = never */
	unsigned in_flight;
	/* Requests sent; dossiers taken, refused; answers that leave a dossier queued. */
	uint64_t submitted, accepted, refused, temp_failed, unknown;
	char last_error[128]; /* printable ASCII, nothing personal; "" = none yet */
	int64_t catalogue_read_s; /* UTC when it was last read whole, 0 = never */
	struct portal_inbound_stats inbound;
	/* Upcalls the portal has taken, refused; answers that leave one queued. */
	uint64_t told, told_refused, told_failed;
};
void portal_status(const struct portal *portal, struct portal_status *out);
