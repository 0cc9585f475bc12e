/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * motcua-portal-sim: options, start and stop of the portal simulator.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <sodium.h>
#include <talloc.h>
#include "gateway/base/json.h"
#include "gateway/base/log.h"
#include "gateway/base/loop.h"
#include "tests/sim/portal/sim.h"

#define PATH_SIZE 512

struct options {
	char address[64];
	uint16_t port;
	const char *data; /* folder of dossiers.jsonl */
	const char *catalogue; /* folder of catalogue.json */
	const char *token_file;
	bool memory;
};

static const char HELP[] =
	"motcua-portal-sim: a provincial portal to try Motcua against\n"
	"\n"
	"  --listen ADDRESS:PORT  where to serve, such as 127.0.0.1:8090 (port 0: any free one)\n"
	"  --data DIR             keeps dossiers in DIR/dossiers.jsonl, on disk before each "
	"answer\n"
	"  --memory               keeps nothing\n"
	"  --catalogue DIR        folder of catalogue.json (default tests/sim/portal)\n"
	"  --token-file FILE      first line: the token that callers must show\n"
	"  --help                 this text\n"
	"\n"
	"POST /sim/advance {\"dossier_number\",\"status\",\"reason\"} moves a dossier (further\n"
	"members of the event: \"at\",\"due\",\"papers\",\"fee\",\"collect_at\"),\n"
	"POST /sim/webhook {\"url\",\"secret\",\"delay_ms\",\"repeat\",\"reorder\"} pushes events "
	"there,\n"
	"POST /sim/behave "
	"{\"slow_ms\",\"down\",\"flaky_percent\",\"refuse_field\",\"drop_answers\"}\n"
	"makes it misbehave, GET /sim/dossiers shows what it holds.\n";

static int wrong(const char *sentence)
{
	fprintf(stderr, "motcua-portal-sim: %s (see --help)\n", sentence);
	return ERR_INVALID;
}

static int read_listen(const char *text, struct options *out)
{
	const char *colon = strrchr(text, ':');
	unsigned long port;
	char *end;

	if (!colon || (size_t)(colon - text) >= sizeof(out->address))
		return wrong("--listen wants ADDRESS:PORT");
	port = strtoul(colon + 1, &end, 10);
	if (end == colon + 1 || *end || port > UINT16_MAX)
		return wrong("--listen wants ADDRESS:PORT");
	memcpy(out->address, text, (size_t)(colon - text));
	out->address[colon - text] = '\0';
	out->port = (uint16_t)port;
	return 0;
}

static int read_options(int argc, char **argv, struct options *out)
{
	static const struct option known[] = {
		{ "listen", required_argument, NULL, 'l' },
		{ "data", required_argument, NULL, 'd' },
		{ "memory", no_argument, NULL, 'm' },
		{ "catalogue", required_argument, NULL, 'c' },
		{ "token-file", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'h')
			return fputs(HELP, stdout) < 0 ? ERR_IO : 1;
		if (option == 'l' && read_listen(optarg, out) < 0)
			return ERR_INVALID;
		if (option == 'd')
			out->data = optarg;
		if (option == 'm')
			out->memory = true;
		if (option == 'c')
			out->catalogue = optarg;
		if (option == 't')
			out->token_file = optarg;
		if (option == '?')
			return wrong("unknown option");
	}
	if (optind < argc)
		return wrong("unknown argument");
	if (!*out->address)
		return wrong("--listen is missing");
	return !out->data == !out->memory ? wrong("one of --data and --memory is needed") : 0;
}

static int read_token(const char *path, char token[SIM_TOKEN_SIZE])
{
	FILE *file;
	int rc = ERR_IO;

	if (!path)
		return 0;
	file = fopen(path, "re");
	if (file && fgets(token, SIM_TOKEN_SIZE, file)) {
		token[strcspn(token, "\r\n")] = '\0';
		rc = *token ? 0 : ERR_INVALID;
	}
	if (file)
		fclose(file);
	return rc == 0 ? 0 : wrong("the token file holds no token");
}

static int load(struct sim *sim, void *ctx, const struct options *options)
{
	char error[JSON_ERROR_SIZE] = "", path[PATH_SIZE];

	sim->clock = clock_system();
	if (read_token(options->token_file, sim->token) < 0)
		return ERR_INVALID;
	sim->catalogue = sim_catalogue_read(ctx, options->catalogue, error, sizeof(error));
	if (!sim->catalogue)
		return wrong(error);
	if (options->data && mkdir(options->data, 0700) != 0 && errno != EEXIST)
		return wrong("the folder of --data cannot be made");
	snprintf(path, sizeof(path), "%s/dossiers.jsonl", options->data ? options->data : "");
	sim->book = book_open(ctx, sim->clock, options->memory ? NULL : path, error, sizeof(error));
	return sim->book ? 0 : wrong(error);
}

static void on_signal(int signo, void *data)
{
	if (signo == SIGTERM || signo == SIGINT)
		loop_stop(data);
}

static int serve(struct sim *sim, void *ctx, const struct options *options)
{
	struct sim_call calls[] = {
		{ sim, contract_procedures },
		{ sim, contract_eform },
		{ sim, contract_offices },
		{ sim, contract_submit },
		{ sim, contract_dossier },
		{ sim, contract_events },
		{ sim, contract_told },
	};
	const struct http_route routes[] = {
		{ HTTP_GET, "/v1/procedures", 0, contract_decide, NULL, &calls[0] },
		{ HTTP_GET, "/v1/procedures/*", 0, contract_decide, NULL, &calls[1] },
		{ HTTP_GET, "/v1/offices", 0, contract_decide, NULL, &calls[2] },
		{ HTTP_POST, "/v1/dossiers", SIM_BODY_MAX, contract_decide, NULL, &calls[3] },
		{ HTTP_GET, "/v1/dossiers/*", 0, contract_decide, NULL, &calls[4] },
		{ HTTP_POST, "/v1/dossiers/*", SIM_BODY_MAX, contract_decide, NULL, &calls[6] },
		{ HTTP_PUT, "/v1/dossiers/*", SIM_BODY_MAX, contract_decide, NULL, &calls[6] },
		{ HTTP_GET, "/v1/events", 0, contract_decide, NULL, &calls[5] },
		{ HTTP_POST, "/sim/advance", SIM_BODY_MAX, control_advance, NULL, sim },
		{ HTTP_POST, "/sim/behave", SIM_BODY_MAX, control_behave, NULL, sim },
		{ HTTP_POST, "/sim/webhook", SIM_BODY_MAX, control_webhook, NULL, sim },
		{ HTTP_GET, "/sim/dossiers", 0, control_dossiers, NULL, sim },
		{ 0 },
	};
	const struct turn_limits limits = TURN_LIMITS_DEFAULT;
	const struct http_server_config config = {
		.bind_address = options->address, .port = options->port, .name = "portal-sim"
	};
	struct turn *turn = turn_new(ctx, sim->clock, NULL, &limits);
	struct timers *timers = timers_new(ctx, sim->clock, turn);
	struct loop *loop = loop_new(ctx, turn, timers);
	struct http_out *http = http_client_new(ctx, turn, 1);
	char error[JSON_ERROR_SIZE] = "";
	struct http_server *server;

	if (!loop || !http)
		return wrong("no loop");
	sim->push = push_new(ctx, sim->clock, timers, http);
	loop_on_signal(loop, on_signal, loop);
	server = http_server_new(ctx, turn, &config, routes, error, sizeof(error));
	if (!server)
		return wrong(error);
	printf("portal-sim: serving http://%s:%u, %zu dossiers\n", options->address,
		http_server_port(server), json_object_size(book_all(sim->book)));
	fflush(stdout);
	loop_run(loop);
	http_server_close(server);
	talloc_free(server);
	talloc_free(loop);
	return 0;
}

int main(int argc, char **argv)
{
	struct options options = { .catalogue = "tests/sim/portal" };
	void *ctx = talloc_named_const(NULL, 0, "motcua-portal-sim");
	struct sim sim = { 0 };
	int rc = read_options(argc, argv, &options);

	if (rc == 0) {
		log_start(ctx);
		rc = sodium_init() < 0 ? wrong("no randomness") : load(&sim, ctx, &options);
		if (rc == 0)
			rc = serve(&sim, ctx, &options);
	}
	talloc_free(ctx);
	return rc < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
