/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Construction: the configuration is copied, defaults are filled in, timers are armed.
 */
#include "sms/sms.h"
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>
#include "sms/inner.h"

#define IN_FLIGHT_DEFAULT      32
#define PARTS_DEFAULT	       2
#define UNKNOWN_WAIT_DEFAULT_S 600
#define REPORT_WAIT_DEFAULT_S  86400
#define ATTEMPTS_DEFAULT       100

static uint32_t or_default(uint32_t value, uint32_t otherwise)
{
	return value != 0 ? value : otherwise;
}

static void set_policy(struct sms *sms, const struct sms_config *config)
{
	sms->policy = (struct sms_policy) {
		.unknown_wait_s = or_default(config->unknown_wait_s, UNKNOWN_WAIT_DEFAULT_S),
		.report_wait_s = or_default(config->report_wait_s, REPORT_WAIT_DEFAULT_S),
		.attempts_max = or_default(config->attempts_max, ATTEMPTS_DEFAULT),
		.parts_max = or_default(config->parts_max, PARTS_DEFAULT),
	};
}

static char *copy(void *ctx, const char *text)
{
	char *out = talloc_strdup(ctx, text != NULL ? text : "");

	OSMO_ASSERT(out);
	return out;
}

static void set_route(struct sms *sms, const struct sms_config *config)
{
	sms->route = (struct kannel_send) {
		.sendsms_url = copy(sms, config->sendsms_url),
		.user = copy(sms, config->sendsms_user),
		.password = copy(sms, config->sendsms_password),
		.from = copy(sms, config->from),
		.smsc = copy(sms, config->smsc),
	};
	sms->dlr_base = copy(sms, config->dlr_url);
	memcpy(sms->dlr_key, config->dlr_key, sizeof(sms->dlr_key));
}

/* Room for flights and for one pass over them. */
static void set_flights(struct sms *sms, unsigned max)
{
	sms->flights_max = or_default(max, IN_FLIGHT_DEFAULT);
	sms->flights = talloc_zero_array(sms, struct flight, sms->flights_max);
	sms->recorder.taken = talloc_zero_array(sms, unsigned char, sms->flights_max);
	OSMO_ASSERT(sms->flights && sms->recorder.taken);
}

static const char *missing_setting(const struct sms_config *config)
{
	if (config->sendsms_url == NULL || config->sendsms_url[0] == '\0')
		return "the address of Kannel's sendsms";
	if (config->from == NULL || config->from[0] == '\0')
		return "the sender (the short code)";
	if (config->dlr_url == NULL || config->dlr_url[0] == '\0')
		return "the address for delivery reports";
	if (config->dlr_key == NULL)
		return "the key for delivery reports";
	return NULL;
}

static int free_sms(struct sms *sms)
{
	timer_cancel(&sms->claim.timer);
	timer_cancel(&sms->recorder.timer);
	timer_cancel(&sms->overdue.timer);
	sodium_memzero(sms->dlr_key, sizeof(sms->dlr_key));
	return 0;
}

struct sms *sms_new(void *ctx, struct store *store, const struct clock *clock, struct turn *turn,
	struct timers *timers, struct http_out *http, const struct sms_config *config, char *error,
	size_t error_size)
{
	const char *missing = missing_setting(config);
	struct texts *texts;
	struct sms *sms;

	if (missing != NULL || sodium_init() < 0) {
		(void)snprintf(error, error_size, "SMS: %s is missing",
			missing != NULL ? missing : "libsodium's randomness");
		return NULL;
	}
	texts = texts_read(ctx, config->texts_folder, error, error_size);
	if (texts == NULL)
		return NULL;
	sms = talloc_zero(ctx, struct sms);
	OSMO_ASSERT(sms);
	sms->texts = talloc_steal(sms, texts);
	sms->store = store;
	sms->clock = clock;
	sms->turn = turn;
	sms->timers = timers;
	sms->http = http;
	set_policy(sms, config);
	set_route(sms, config);
	set_flights(sms, config->in_flight_max);
	dispatch_init(sms);
	result_init(sms);
	overdue_init(sms);
	talloc_set_destructor(sms, free_sms);
	return sms;
}

void sms_wake(struct sms *sms)
{
	dispatch_soon(sms, 0);
}

const struct texts *sms_texts(const struct sms *sms)
{
	return sms->texts;
}

void sms_put_texts(struct sms *sms, struct texts *texts)
{
	talloc_free(sms->texts);
	sms->texts = talloc_steal(sms, texts);
}

void sms_close(struct sms *sms)
{
	sms->closing = true;
}

void sms_after_rebuild(struct sms *sms)
{
	sms->must_recover = true;
	dispatch_soon(sms, 0);
}

const struct sms_stats *sms_stats(const struct sms *sms)
{
	return &sms->stats;
}

bool sms_kannel_away(const struct sms *sms)
{
	return sms_breaker_open(&sms->breaker);
}
