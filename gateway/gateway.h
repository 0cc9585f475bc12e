/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The gateway: all parts, made once and wired together. main.c puts the real edges around it
 * (sockets, signals, the system's clock); replay tests put theirs and run the same turns.
 */
#pragma once
#include "gateway/base/http_client.h"
#include "gateway/backup.h"
#include "gateway/base/timer.h"
#include "gateway/bearer/http.h"
#include "gateway/bearer/gsup.h"
#include "gateway/bearer/kannel.h"
#include "gateway/config.h"
#include "gateway/dialogue/step.h"
#include "gateway/effect/word.h"
#include "gateway/portal/portal.h"
#include "gateway/reload.h"

#define TICK_MS		   1000 /* dialogues fall silent, a store is rebuilt */
#define CLEANING_EVERY_S   60 /* old rows are deleted */
#define CLEANING_ROWS_MAX  500 /* of each kind, at a time */
#define INBOX_LIFE_S	   (7 * 24 * 3600) /* Kannel gives up on a message long before */
#define UPCALL_LIFE_S	   (30 * 24 * 3600) /* of those the portal has */
#define STRAY_LIFE_S	   (90 * 24 * 3600) /* of events whose dossier never came */
#define GATEWAY_ROUTES_MAX 48
#define TOKEN_SIZE	   80

enum gateway_server { SERVER_INSIDE, SERVER_OUTSIDE, GATEWAY_SERVERS };

/* Where the gateway touches the world. */
struct gateway_edges {
	const struct clock *clock;
	/* As http_client_new(). */
	struct http_out *(*http_new)(void *ctx, struct turn *turn, unsigned in_flight_max);
	const char *vfs; /* of the store; NULL: the system's */
};

struct gateway {
	const struct config *config;
	const struct clock *clock;
	struct store *store;
	struct turn *turn;
	struct timers *timers;
	/* Those that new dialogues stand on; owned by counter.shelf. */
	const struct menu_set *menus;
	const struct offices *offices;
	struct sms *sms;
	struct status_table *table; /* the one in `words` */
	struct word_world words;
	struct portal *portal;
	struct counter counter;
	struct kannel_mo kannel_mo;
	struct http_bearer *http_bearer;
	struct reload reload;
	struct backup backup;
	struct abandoned_table *abandoned;
	struct gsup *gsup; /* NULL where the configuration has none */
	/* For their counters; NULL where there is none. */
	const struct http_server *servers[GATEWAY_SERVERS];
	struct timer tick;
	int64_t cleaned_s;
	int64_t started_s;
	char token[TOKEN_SIZE];
	struct http_route inside[GATEWAY_ROUTES_MAX];
	struct http_route outside[GATEWAY_ROUTES_MAX];
};

/* NULL and a sentence that says what to do. Owned by ctx; free with gateway_free(). */
struct gateway *gateway_new(void *ctx, const struct config *config,
	const struct gateway_edges *edges, char *error, size_t error_size);
/* Ends the parts in order and closes the store. */
void gateway_free(struct gateway *gateway);
/* From now on no dialogue is begun and no SMS is handed to Kannel; dialogues under way go on. */
void gateway_close(struct gateway *gateway);
/* After gateway_close(): nothing is lost, or left to chance, if the process ends now. */
bool gateway_idle(const struct gateway *gateway);
/* Between turns: writes the answers that no row holds yet, in turns of its own. */
void gateway_write_drafts(struct gateway *gateway);
/* In release: statuses lead to messages by this table from now on (talloc; taken). */
void gateway_use_table(struct gateway *gateway, struct status_table *table);
/* In release: the set that lies on top of the shelf is used from now on. */
void gateway_use_set(struct gateway *gateway);
