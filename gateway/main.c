/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * motcuad: the gateway daemon. The real edges (sockets, signals, the system's clock) around the
 * parts that gateway.c makes.
 */
#include <getopt.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <talloc.h>
#include "gateway/base/http_server.h"
#include "gateway/base/log.h"
#include "gateway/base/loop.h"
#include "gateway/base/version.h"
#include "gateway/check.h"
#include "gateway/gateway.h"
#include "gateway/inspect/mirror.h"
#include "gateway/inspect/vty.h"

#define ERROR_SIZE 512
/* After SIGTERM: how long dialogues under way may go on, and new ones are told why not. */
#define STOP_GRACE_MS 1000
/* When it ends whatever peers still owe. */
#define STOP_LIMIT_MS 4000
#define STOP_LOOK_MS  50 /* between looks whether all is done */

struct daemon {
	struct gateway *gateway;
	struct loop *loop;
	struct http_server *inside, *outside;
	struct timer stop;
	uint64_t stop_began_ms;
	bool stopping;
};

static void usage(FILE *to)
{
	fprintf(to,
		"motcuad: the one-stop counter on any phone (USSD/SMS gateway)\n"
		"\n"
		"  motcuad -c FILE        run in the foreground with this configuration\n"
		"  motcuad -c FILE -t     check the configuration and what it names, then end\n"
		"  motcuad --version | --help\n"
		"\n"
		"SIGTERM or SIGINT ends it orderly, a second one at once; SIGHUP reads menus,\n"
		"offices and SMS texts anew.\n");
}

struct options {
	const char *config;
	bool test;
};

/* Returns -1 to go on, else the exit status. */
static int read_options(int argc, char **argv, struct options *out)
{
	static const struct option longs[] = { { "config", required_argument, NULL, 'c' },
		{ "test", no_argument, NULL, 't' }, { "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' }, { NULL, 0, NULL, 0 } };
	int c;

	while ((c = getopt_long(argc, argv, "c:thV", longs, NULL)) != -1) {
		switch (c) {
		case 'c':
			out->config = optarg;
			break;
		case 't':
			out->test = true;
			break;
		case 'h':
			usage(stdout);
			return EXIT_SUCCESS;
		case 'V':
			printf("motcuad %s\n", motcua_version);
			return EXIT_SUCCESS;
		default:
			usage(stderr);
			return EXIT_FAILURE;
		}
	}
	if (out->config && optind == argc)
		return -1;
	usage(stderr);
	return EXIT_FAILURE;
}

static int fail(const char *what, const char *sentence)
{
	fprintf(stderr, "motcuad: %s%s%s\n", what, *what ? ": " : "", sentence);
	return EXIT_FAILURE;
}

/* --- stopping ------------------------------------------------------------------------------
 *
 *   signal      new dialogues are refused politely, no SMS is begun; drafts are written
 *   + GRACE     the inside listener closes
 *   then        as soon as nothing is under way any more, and after LIMIT whatever is
 *
 * A second signal ends it at once. Answers that no row holds are written in any case. */
static void look(struct daemon *d)
{
	uint64_t past_ms = clock_mono_ms(d->gateway->clock) - d->stop_began_ms;

	if (past_ms >= STOP_GRACE_MS)
		http_server_close(d->inside);
	if (past_ms >= STOP_LIMIT_MS) {
		LOGP(DMAIN, LOGL_NOTICE, "stopped with peers that still owe an answer\n");
		loop_stop(d->loop);
	} else if (past_ms >= STOP_GRACE_MS && gateway_idle(d->gateway) &&
		!http_server_stats(d->inside)->answering &&
		!http_server_stats(d->outside)->answering) {
		loop_stop(d->loop);
	} else {
		timer_arm_ms(&d->stop, STOP_LOOK_MS);
	}
}

static int stop_decide(struct turn_input *input)
{
	(void)input;
	return OK;
}

static void stop_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	(void)outcome;
	(void)error;
	look(container_of(input, struct daemon, stop.input));
}

static const struct turn_kind stop_kind = { "stop", stop_decide, stop_release };

static void begin_stop(struct daemon *d)
{
	if (d->stopping) {
		LOGP(DMAIN, LOGL_NOTICE, "stopping at once\n");
		loop_stop(d->loop);
		return;
	}
	LOGP(DMAIN, LOGL_NOTICE, "stopping\n");
	d->stopping = true;
	d->stop_began_ms = clock_mono_ms(d->gateway->clock);
	gateway_close(d->gateway);
	http_server_close(d->outside);
	timer_arm_ms(&d->stop, STOP_LOOK_MS);
}

static void on_signal(int signo, void *data)
{
	struct daemon *d = data;

	switch (signo) {
	case SIGTERM:
	case SIGINT:
		begin_stop(d);
		break;
	case SIGHUP:
		reload_request(d->gateway);
		break;
	default:
		break;
	}
}

/* --- starting ------------------------------------------------------------------------------ */
static struct http_server *listen_at(struct daemon *d, const struct config_address *at,
	const char *name, const struct http_route *routes, char *error)
{
	struct http_server_config config = {
		.bind_address = at->address, .port = at->port, .name = name
	};

	return http_server_new(d->gateway, d->gateway->turn, &config, routes, error, ERROR_SIZE);
}

/* The link to OsmoHLR, where the configuration has one. */
static bool start_gsup(struct gateway *gw, const struct config *c)
{
	struct gsup_config config = { .address = c->gsup.address,
		.port = c->gsup.port,
		.name = c->gsup_name,
		.ctrl_address = c->gsup_ctrl.address,
		.ctrl_port = c->gsup_ctrl.port,
		.limits = { c->gsup_open_max, c->gsup_idle_s * 1000, c->gsup_number_wait_s * 1000,
			c->gsup_numbers_max, c->gsup_numbers_life_s * 1000 } };

	if (!config.port)
		return true;
	gw->gsup = gsup_start(gw, &gw->counter, gw->turn, gw->timers, &config);
	return gw->gsup != NULL;
}

static bool start(struct daemon *d, void *ctx, struct config *config, char *error)
{
	static const struct gateway_edges template = { .http_new = http_client_new };
	struct gateway_edges edges = template;

	edges.clock = clock_system();
	d->gateway = gateway_new(ctx, config, &edges, error, ERROR_SIZE);
	if (!d->gateway)
		return false;
	d->loop = loop_new(d->gateway, d->gateway->turn, d->gateway->timers);
	if (!d->loop) {
		snprintf(error, ERROR_SIZE, "the loop could not be set up");
		return false;
	}
	d->inside = listen_at(d, &config->inside, "inside", d->gateway->inside, error);
	d->outside = d->inside
		? listen_at(d, &config->outside, "outside", d->gateway->outside, error)
		: NULL;
	if (!d->outside)
		return false;
	d->gateway->servers[SERVER_INSIDE] = d->inside;
	d->gateway->servers[SERVER_OUTSIDE] = d->outside;
	if (!start_gsup(d->gateway, config)) {
		snprintf(error, ERROR_SIZE, "gsup: the link cannot be set up");
		return false;
	}
	vty_commands(d->gateway);
	mirror_start(d->gateway);
	if (config_listen(d->gateway, config) != OK) {
		snprintf(error, ERROR_SIZE, "vty: cannot listen on %s port %u", config->vty.address,
			(unsigned)config->vty.port);
		return false;
	}
	timer_init(&d->stop, d->gateway->timers, &stop_kind);
	loop_on_signal(d->loop, on_signal, d);
	return true;
}

int main(int argc, char **argv)
{
	struct options options = { 0 };
	struct daemon daemon = { 0 };
	char error[ERROR_SIZE] = "";
	int status = read_options(argc, argv, &options);

	if (status >= 0)
		return status;
	umask(077);
	if (sodium_init() < 0)
		return fail("libsodium", "cannot be initialised");

	void *ctx = talloc_named_const(NULL, 0, "motcuad");

	log_start(ctx);

	struct config *config = config_start(ctx);

	if (config_read(options.config) != OK)
		return fail(options.config, "cannot be read; the line above says where");
	if (options.test) {
		if (!gateway_check(config, error, sizeof(error)))
			status = fail(options.config, error);
		else
			status = printf("motcuad: %s is sound\n", options.config) > 0
				? EXIT_SUCCESS
				: EXIT_FAILURE;
	} else if (!start(&daemon, ctx, config, error)) {
		status = fail(options.config, error);
	} else {
		fprintf(stderr, "motcuad: ready\n");
		loop_run(daemon.loop);
		gateway_write_drafts(daemon.gateway);
		status = EXIT_SUCCESS;
	}
	gateway_free(daemon.gateway);
	talloc_free(ctx);
	return status;
}
