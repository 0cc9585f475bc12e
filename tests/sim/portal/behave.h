/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How the simulated portal misbehaves when told so: slow, down, flaky, refusing a field, or doing
 * its work and cutting the connection before the answer.
 */
#pragma once
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include "gateway/base/http_server.h"

#define BEHAVE_FIELD_SIZE 64

struct behaviour {
	uint32_t slow_ms; /* each answer of the contract waits so long */
	bool down; /* 503 to everything of the contract */
	unsigned flaky_percent; /* of requests answered 500 without being carried out */
	char refuse_field[BEHAVE_FIELD_SIZE]; /* a dossier is refused for it; "": none */
	unsigned drop_answers; /* so many dossiers are carried out and not answered */
};

/* Takes over the fields that `change` has. ERR_SCHEMA and a sentence; nothing changed then. */
int behave_change(struct behaviour *behaviour, const char *text, size_t len, char *error,
	size_t error_size) MUST_CHECK;
/* The caller owns the result. */
json_t *behave_show(const struct behaviour *behaviour);

/* 0: go on. 1: the request is answered. TURN_LATER is never given: see behave_wait(). */
int behave_gate(const struct behaviour *behaviour, struct http_request *request);
/* True while a slow answer has to wait; sleeps a millisecond then, so that asking again and again
 * does not burn the processor. */
bool behave_wait(const struct behaviour *behaviour, struct http_request *request, uint64_t now_ms);
/* Cuts every connection of this process, as a crashing proxy does. */
void behave_cut(void);
