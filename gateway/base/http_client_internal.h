/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the two files of the HTTP client share: http_client.c (curl multi in the loop) and
 * http_client_transfer.c (one request). Nobody else includes this.
 */
#pragma once
#include <curl/curl.h>
#include <osmocom/core/linuxlist.h>
#include <osmocom/core/select.h>
#include "gateway/base/http_client.h"
#include "gateway/base/wake.h"

struct http_client {
	struct http_out out;
	struct turn *turn;
	CURLM *multi;
	struct osmo_fd epoll_ofd; /* of an epoll instance that holds curl's sockets */
	struct wake wake; /* for curl's next deadline */
	struct llist_head transfers;
	unsigned in_flight;
	unsigned in_flight_max;
};

/* One request, from start() until its release. */
struct transfer {
	struct turn_input input;
	struct llist_head entry;
	struct http_client *client;
	struct http_out_request request; /* texts and body are copies or not read again */
	CURL *easy;
	struct curl_slist *headers;
	char *answer;
	size_t answer_room;
	struct http_result result;
	char error[CURL_ERROR_SIZE];
	uint64_t state[HTTP_OUT_STATE_SIZE / sizeof(uint64_t)]; /* aligned for any struct */
};

/* A transfer that is counted and listed in its client, but not yet begun. NULL if a header has a
 * line break or curl refuses an option. Freeing it ends whatever it is doing. */
struct transfer *transfer_new(struct http_client *client, const struct http_out_request *request);

/* curl is done with it: reads the result and posts it to the turn. */
void transfer_finish(struct transfer *transfer, CURLcode code);
