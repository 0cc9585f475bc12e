/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * motcua.cfg: read and written by libosmocore's VTY. Every setting is one row of a table in
 * config.c (node, command, help, where it goes), so reading, `write` and the manual cannot differ.
 *
 * Secrets never stand in the file; it names the files that hold them.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gateway/bearer/http_access.h"
#include "gateway/bearer/kannel_route.h"

#define CONFIG_TEXT_MAX 256

struct config_address {
	char address[64]; /* numeric */
	uint16_t port;
};

struct config {
	/* node motcua */
	char store_file[CONFIG_TEXT_MAX];
	char key_file[CONFIG_TEXT_MAX];
	char token_file[CONFIG_TEXT_MAX];
	char menus_folder[CONFIG_TEXT_MAX];
	char offices_file[CONFIG_TEXT_MAX];
	char service_code[32];
	char dialects_folder[CONFIG_TEXT_MAX];
	struct http_accesses ussd_http; /* nodes ussd-http */
	struct config_address inside, outside, vty;
	unsigned dialogues_max;
	/* node sms */
	char sms_texts_folder[CONFIG_TEXT_MAX];
	char sms_status_file[CONFIG_TEXT_MAX];
	char sendsms_url[CONFIG_TEXT_MAX];
	char sendsms_user[64];
	char sendsms_password_file[CONFIG_TEXT_MAX];
	char sender[16];
	char smsc[32];
	char report_url[CONFIG_TEXT_MAX];
	unsigned sms_unknown_wait_s;
	struct kannel_routes ussd_routes; /* nodes ussd route */
	/* node portal */
	char portal_url[CONFIG_TEXT_MAX];
	char portal_token_file[CONFIG_TEXT_MAX];
	char portal_webhook_secret_file[CONFIG_TEXT_MAX]; /* "": the portal pushes nothing */
	unsigned portal_poll_every_s; /* 0: never */
	bool portal_clerk_events, portal_appointments; /* what it can be told */
	unsigned portal_timeout_s, portal_lease_s;
	/* node gsup; without a remote there is no such bearer */
	struct config_address gsup, gsup_ctrl;
	char gsup_name[32];
	unsigned gsup_open_max, gsup_idle_s, gsup_number_wait_s, gsup_numbers_max,
		gsup_numbers_life_s;
};

/* Starts the VTY library and adds our commands. `ctx` owns what it allocates. Once per process; the
 * config is a static of config.c, filled with the defaults. */
struct config *config_start(void *ctx);
/* Reads a file. 0, or an error after the VTY library has said on stderr which line is wrong. */
int config_read(const char *path);
/* Opens the telnet VTY if a port is set; 0 or an error. */
int config_listen(void *ctx, struct config *config);
/* What is missing or contradicts itself, as one sentence; NULL when the config can run. Static. */
const char *config_problem(const struct config *config);

/* First line of a secret file without its end, into `out`; the file must not be readable by others.
 * ERR_DENIED if it is, ERR_NOT_FOUND, ERR_TOO_LONG, ERR_INVALID when empty. */
int config_secret(const char *path, char *out, size_t cap) __attribute__((warn_unused_result));
