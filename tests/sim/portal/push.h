/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Pushing events to a webhook, as a portal does that has been told where: signed, one after the
 * other, again every second until they are taken or refused. Kept in memory only: after a restart
 * the receiver fetches what it missed.
 */
#pragma once
#include <jansson.h>
#include "gateway/base/http_client.h"
#include "gateway/base/timer.h"

#define PUSH_URL_SIZE	 512
#define PUSH_SECRET_SIZE 80
#define PUSH_WAITING_MAX 4096

struct push;

/* Owned by ctx; pushes nothing until push_change(). */
struct push *push_new(
	void *ctx, const struct clock *clock, struct timers *timers, struct http_out *http);
/* {"url" ("": off), "secret", "delay_ms"?, "repeat"? (each event so many times more), "reorder"?
 * (of two events the later goes first)}. ERR_SCHEMA and a sentence. */
int push_change(
	struct push *push, const char *text, size_t len, char *error, size_t error_size) MUST_CHECK;
/* An event happened. Borrowed. */
void push_event(struct push *push, const json_t *event);
/* {url, waiting, taken, refused, failed}. The caller owns the result. */
json_t *push_show(const struct push *push);
