/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The portal simulator: the neutral contract (design, portal.md) served from a folder of forms and
 * a file of dossiers, for tests, the demo and training. The gateway must not know that it is one.
 *
 *   main      options, start, stop          journal   the file that survives kill -9
 *   contract  what a portal answers         book      dossiers, numbers, events
 *   control   POST /sim/..., for people     form      checks answers against a Form.io form
 *   behave    slow, down, flaky, cut        catalogue procedures, offices, forms
 *   push      events to a webhook
 */
#pragma once
#include "gateway/base/clock.h"
#include "gateway/base/http_server.h"
#include "tests/sim/portal/behave.h"
#include "tests/sim/portal/book.h"
#include "tests/sim/portal/catalogue.h"
#include "tests/sim/portal/push.h"

#define SIM_BODY_MAX   65536
#define SIM_TOKEN_SIZE 256

struct sim {
	const struct clock *clock;
	const struct sim_catalogue *catalogue;
	struct book *book;
	struct push *push;
	struct behaviour behaviour;
	char token[SIM_TOKEN_SIZE]; /* "": nobody is asked for one */
};

typedef void (*sim_handler)(struct sim *sim, struct http_request *request);

/* A call of the contract: all go through one gate that misbehaves and checks the token. */
struct sim_call {
	struct sim *sim;
	sim_handler handler;
};
int contract_decide(struct http_request *request, void *data);

void contract_procedures(struct sim *sim, struct http_request *request);
void contract_eform(struct sim *sim, struct http_request *request);
void contract_offices(struct sim *sim, struct http_request *request);
void contract_submit(struct sim *sim, struct http_request *request);
void contract_dossier(struct sim *sim, struct http_request *request);
void contract_told(struct sim *sim, struct http_request *request);
void contract_events(struct sim *sim, struct http_request *request);

int control_advance(struct http_request *request, void *data);
int control_behave(struct http_request *request, void *data);
int control_webhook(struct http_request *request, void *data);
int control_dossiers(struct http_request *request, void *data);

/* Takes the answer. */
void sim_answer(struct http_request *request, unsigned status, json_t *answer);
