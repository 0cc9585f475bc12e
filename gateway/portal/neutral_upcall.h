/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Words that go up under the neutral contract, where a portal takes them: POST
 * /v1/dossiers/{number}/events and PUT /v1/dossiers/{number}/appointment. Pure.
 */
#pragma once
#include "db/upcall.h"
#include "gateway/portal/neutral.h"

/* The dossier must have its number. Each upcall has an idempotency key of its own. */
void neutral_upcall_request(struct neutral_request *out, const char *base_url, const char *token,
	const struct dossier *dossier, const struct upcall *upcall);

/* What an answer to it means: verdict, misconfigured, quiet_s, sentence, and for PERMFAIL a reason.
 * Never fails. */
void neutral_read_upcall(
	const struct http_result *result, uint32_t quiet_max_s, struct neutral_answer *out);
