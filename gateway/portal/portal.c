/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The portal as the gateway sees it: checks the config, makes the bridge and the catalogue, and
 * tells how they are.
 */
#include <stdio.h>
#include <string.h>
#include <sodium.h>
#include <talloc.h>
#include "gateway/base/log.h"
#include "gateway/portal/bridge.h"
#include "gateway/portal/catalogue.h"
#include "gateway/portal/neutral.h"
#include "gateway/portal/poll.h"
#include "gateway/portal/upward.h"
#include "gateway/portal/webhook.h"

#define IN_FLIGHT_DEFAULT     8
#define LEASE_DEFAULT_S	      60
#define TIMEOUT_DEFAULT_MS    15000
#define SLOW_DEFAULT_MS	      10000
#define CATALOGUE_DEFAULT_S   3600
#define RETRY_FIRST_DEFAULT_S 5
#define RETRY_MAX_DEFAULT_S   3600
#define POLL_RETRY_MAX_S      300
#define BREAKER_STRIKES_MAX   5
#define BREAKER_OPEN_MAX_S    300 /* a portal that is back is noticed within five minutes */
#define CATALOGUE_CODES_MAX   2048 /* every tree with every code it may have */

struct portal {
	char *base_url;
	char *token;
	const char **codes; /* NULL-ended; NULL: none wanted */
	const struct clock *clock;
	struct inbound inbound;
	struct bridge *bridge;
	struct upward *upward;
	struct catalogue *catalogue; /* NULL: no codes */
	struct poll *poll; /* NULL: not asked for */
	struct webhook webhook; /* its secret "": there is none */
};

static uint32_t or_default(uint32_t value, uint32_t fallback)
{
	return value ? value : fallback;
}

static struct bridge_config bridge_config(
	const struct portal *portal, const struct portal_config *config)
{
	struct bridge_config out = {
		.base_url = portal->base_url,
		.token = portal->token,
		.in_flight_max = or_default(config->in_flight_max, IN_FLIGHT_DEFAULT),
		.lease_s = or_default(config->lease_s, LEASE_DEFAULT_S),
		.timeout_ms = or_default(config->timeout_ms, TIMEOUT_DEFAULT_MS),
		.slow_ms = or_default(config->slow_ms, SLOW_DEFAULT_MS),
		.retry = { or_default(config->retry.first_s, RETRY_FIRST_DEFAULT_S),
			or_default(config->retry.max_s, RETRY_MAX_DEFAULT_S) },
		.breaker.strikes_max = BREAKER_STRIKES_MAX,
	};

	out.breaker.open = out.retry;
	if (out.breaker.open.max_s > BREAKER_OPEN_MAX_S)
		out.breaker.open.max_s = BREAKER_OPEN_MAX_S;
	return out;
}

static struct catalogue_config catalogue_config(
	const struct portal *portal, const struct portal_config *config)
{
	return (struct catalogue_config) {
		.base_url = portal->base_url,
		.token = portal->token,
		.codes = portal->codes,
		.timeout_ms = or_default(config->timeout_ms, TIMEOUT_DEFAULT_MS),
		.every_s = or_default(config->catalogue_every_s, CATALOGUE_DEFAULT_S),
		.retry = { or_default(config->retry.first_s, RETRY_FIRST_DEFAULT_S),
			or_default(config->retry.max_s, RETRY_MAX_DEFAULT_S) },
	};
}

static struct poll_config poll_config(
	const struct portal *portal, const struct portal_config *config)
{
	return (struct poll_config) {
		.base_url = portal->base_url,
		.token = portal->token,
		.timeout_ms = or_default(config->timeout_ms, TIMEOUT_DEFAULT_MS),
		.every_s = config->poll_every_s,
		.retry = { or_default(config->retry.first_s, RETRY_FIRST_DEFAULT_S),
			or_default(config->retry.max_s, POLL_RETRY_MAX_S) },
	};
}

/* Too short to keep forgers out, or too long to be one. */
static bool secret_ok(const char *secret)
{
	size_t n = secret ? strlen(secret) : 0;

	return n == 0 || (n >= WEBHOOK_SECRET_MIN && n <= WEBHOOK_SECRET_MAX);
}

/* A sentence that says what is wrong with the config, or NULL. */
static const char *wrong_with(const struct portal_config *config)
{
	uint32_t timeout_ms = or_default(config->timeout_ms, TIMEOUT_DEFAULT_MS);
	uint32_t lease_s = or_default(config->lease_s, LEASE_DEFAULT_S);
	unsigned codes = 0;

	if (!neutral_config_ok(config->base_url, config->token ? config->token : ""))
		return "its address must be http:// or https:// and its token one printable word";
	if (config->in_flight_max > PORTAL_IN_FLIGHT_MAX)
		return "too many requests in flight";
	if ((uint64_t)lease_s * 1000 <= timeout_ms)
		return "the lease must be longer than the timeout";
	if (!secret_ok(config->webhook_secret))
		return "the webhook's secret must have 16 to 79 characters";
	for (; config->codes && config->codes[codes]; codes++) {
		if (!neutral_code_ok(config->codes[codes]))
			return "a procedure code that cannot stand in an address";
	}
	return codes > CATALOGUE_CODES_MAX ? "too many procedure codes" : NULL;
}

static void copy_texts(struct portal *portal, const struct portal_config *config)
{
	unsigned n = 0;

	portal->base_url = talloc_strdup(portal, config->base_url);
	portal->token = talloc_strdup(portal, config->token ? config->token : "");
	if (!config->codes)
		return;
	while (config->codes[n])
		n++;
	portal->codes = talloc_zero_array(portal, const char *, n + 1);
	for (unsigned i = 0; i < n; i++)
		portal->codes[i] = talloc_strdup(portal, config->codes[i]);
}

static int portal_end(struct portal *portal)
{
	sodium_memzero(portal->webhook.secret, sizeof(portal->webhook.secret));
	return 0;
}

struct portal *portal_new(void *ctx, struct store *store, const struct clock *clock,
	struct turn *turn, struct timers *timers, struct http_out *http,
	const struct portal_config *config, const struct portal_events *events)
{
	const char *wrong = wrong_with(config);
	struct bridge_config to_bridge;
	struct catalogue_config to_catalogue;
	struct poll_config to_poll;
	struct portal *portal;

	(void)turn; /* inputs reach it through the timers and the HTTP client */
	if (wrong) {
		LOGP(DPORTAL, LOGL_FATAL, "portal: %s\n", wrong);
		return NULL;
	}
	portal = talloc_zero(ctx, struct portal);
	talloc_set_destructor(portal, portal_end);
	copy_texts(portal, config);
	portal->clock = clock;
	to_bridge = bridge_config(portal, config);
	portal->inbound = (struct inbound) { .store = store, .clock = clock, .events = *events };
	portal->webhook.inbound = &portal->inbound;
	snprintf(portal->webhook.secret, sizeof(portal->webhook.secret), "%s",
		config->webhook_secret ? config->webhook_secret : "");
	portal->bridge = bridge_new(
		portal, &to_bridge, store, clock, timers, http, events, &portal->inbound);
	portal->upward = upward_new(portal, portal->bridge, timers, config->takes_clerk_events,
		config->takes_appointments);
	if (config->poll_every_s) {
		to_poll = poll_config(portal, config);
		portal->poll =
			poll_new(portal, &to_poll, &portal->inbound, portal->bridge, timers, http);
	}
	if (portal->codes) {
		to_catalogue = catalogue_config(portal, config);
		portal->catalogue = catalogue_new(portal, &to_catalogue, portal->bridge, timers);
	}
	return portal;
}

void portal_wake(struct portal *portal)
{
	bridge_wake(portal->bridge);
	upward_wake(portal->upward);
}

enum portal_form portal_form(const struct portal *portal, const char *code, const char **why_r)
{
	const struct wanted_code *one;

	if (!portal->catalogue) {
		*why_r = "the portal's catalogue is not read here";
		return PORTAL_FORM_FAILED;
	}
	one = wanted_find(&portal->catalogue->wanted, code, clock_mono_ms(portal->clock));
	*why_r = one ? one->why : "";
	return one ? one->is : PORTAL_FORM_NOT_ASKED;
}

int portal_form_want(struct portal *portal, const char *code)
{
	if (!portal->catalogue || !neutral_code_ok(code))
		return ERR_INVALID;
	return catalogue_want(portal->catalogue, code);
}

bool portal_webhook_route(struct portal *portal, struct http_route *out)
{
	if (!*portal->webhook.secret)
		return false;
	*out = webhook_route(&portal->webhook);
	return true;
}

void portal_status(const struct portal *portal, struct portal_status *out)
{
	const struct bridge *bridge = portal->bridge;

	*out = (struct portal_status) {
		.breaker = breaker_at(&bridge->breaker, clock_mono_ms(portal->clock)).state,
		.last_answer_s = bridge->last_answer_s,
		.in_flight = bridge->in_flight_count,
		.submitted = bridge->submitted,
		.accepted = bridge->accepted,
		.refused = bridge->refused,
		.temp_failed = bridge->temp_failed,
		.unknown = bridge->unknown,
		.catalogue_read_s = portal->catalogue ? portal->catalogue->read_s : 0,
		.inbound = portal->inbound.stats,
		.told = portal->upward->told,
		.told_refused = portal->upward->refused,
		.told_failed = portal->upward->failed,
	};
	memcpy(out->last_error, bridge->last_error, sizeof(out->last_error));
}
