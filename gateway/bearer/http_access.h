/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who may speak a dialect of the HTTP bearer, as the configuration says it: nodes
 *
 *   ussd-http NAME
 *    secret header X-Aggregator-Key
 *    secret file /etc/motcua/aggregator.secret
 *    network 192.0.2.0/24
 *
 * It must not know dialects; http.c puts the two together.
 */
#pragma once
#include <stdbool.h>

#define HTTP_ACCESS_MAX		 8 /* nodes */
#define HTTP_ACCESS_NETWORKS_MAX 16
#define HTTP_ACCESS_TEXT_MAX	 256
#define HTTP_ACCESS_RATE_DEFAULT 500 /* requests a second */

struct http_access {
	char name[33]; /* of the dialect */
	char secret_header[64], proxy_header[64]; /* "": none */
	char secret_file[HTTP_ACCESS_TEXT_MAX], signature_file[HTTP_ACCESS_TEXT_MAX];
	char networks[HTTP_ACCESS_NETWORKS_MAX][64];
	unsigned networks_n;
	unsigned rate_per_s; /* 0: no limit */
	unsigned septets, units; /* 0: the dialect's */
};

struct http_accesses {
	struct http_access all[HTTP_ACCESS_MAX];
	unsigned n;
};

/* Adds the node and its commands to the VTY; `accesses` is filled by them. Once per process. */
void http_access_vty(struct http_accesses *accesses, int node);
/* What is missing or contradicts itself, as one sentence; NULL when all is well. Static. */
const char *http_access_problem(const struct http_accesses *accesses);
