/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The node `ussd-http NAME` of motcua.cfg, read and written. */
#include "gateway/bearer/http_access.h"
#include <osmocom/core/utils.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct http_accesses *into;
static int node_number;

static int keep(struct vty *vty, char *out, size_t size, const char *text)
{
	if (strlen(text) >= size) {
		vty_out(vty, "%% at most %zu characters%s", size - 1, VTY_NEWLINE);
		return CMD_WARNING;
	}
	osmo_strlcpy(out, text, size);
	return CMD_SUCCESS;
}

static bool is_token(const char *text)
{
	return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
		strlen(text);
}

static int keep_header(struct vty *vty, char *out, size_t size, const char *text)
{
	if (is_token(text))
		return keep(vty, out, size, text);
	vty_out(vty, "%% expected the name of a header%s", VTY_NEWLINE);
	return CMD_WARNING;
}

DEFUN(enter_access, enter_access_cmd, "ussd-http NAME",
	"Who may speak a dialect of the HTTP bearer\nIts name, such as text\n")
{
	unsigned i = 0;

	while (i < into->n && strcmp(into->all[i].name, argv[0]) != 0)
		i++;
	if (i == HTTP_ACCESS_MAX || strlen(argv[0]) >= sizeof(into->all[i].name)) {
		vty_out(vty, "%% at most %d dialects, with names of at most %zu characters%s",
			HTTP_ACCESS_MAX, sizeof(into->all[0].name) - 1, VTY_NEWLINE);
		return CMD_WARNING;
	}
	if (i == into->n) {
		into->all[i] = (struct http_access) { .rate_per_s = HTTP_ACCESS_RATE_DEFAULT };
		osmo_strlcpy(into->all[i].name, argv[0], sizeof(into->all[i].name));
		into->n++;
	}
	vty->index = &into->all[i];
	vty->node = node_number;
	return CMD_SUCCESS;
}

DEFUN(secret_header, secret_header_cmd, "secret header NAME",
	"Secret that callers show\nHeader that holds it\nName\n")
{
	struct http_access *a = vty->index;

	return keep_header(vty, a->secret_header, sizeof(a->secret_header), argv[0]);
}

DEFUN(secret_file, secret_file_cmd, "secret file PATH",
	"Secret that callers show\nFile that holds it\nPath\n")
{
	struct http_access *a = vty->index;

	return keep(vty, a->secret_file, sizeof(a->secret_file), argv[0]);
}

DEFUN(signature_file, signature_file_cmd, "signature secret file PATH",
	"Signature over the body\nSecret that signs\nFile that holds it\nPath\n")
{
	struct http_access *a = vty->index;

	return keep(vty, a->signature_file, sizeof(a->signature_file), argv[0]);
}

DEFUN(network, network_cmd, "network NETWORK",
	"Where callers may come from; may be repeated\nFor example 192.0.2.0/24\n")
{
	struct http_access *a = vty->index;
	int rc;

	for (unsigned i = 0; i < a->networks_n; i++)
		if (strcmp(a->networks[i], argv[0]) == 0)
			return CMD_SUCCESS;
	if (a->networks_n == HTTP_ACCESS_NETWORKS_MAX) {
		vty_out(vty, "%% at most %d networks%s", HTTP_ACCESS_NETWORKS_MAX, VTY_NEWLINE);
		return CMD_WARNING;
	}
	rc = keep(vty, a->networks[a->networks_n], sizeof(a->networks[0]), argv[0]);
	a->networks_n += rc == CMD_SUCCESS;
	return rc;
}

DEFUN(proxy_header, proxy_header_cmd, "proxy header NAME",
	"A proxy on this machine\nHeader in which it says who calls\nName, such as X-Real-IP\n")
{
	struct http_access *a = vty->index;

	return keep_header(vty, a->proxy_header, sizeof(a->proxy_header), argv[0]);
}

DEFUN(rate, rate_cmd, "rate <0-100000>",
	"Requests a second; more are refused with 429\nNumber; 0: no limit\n")
{
	struct http_access *a = vty->index;

	a->rate_per_s = (unsigned)strtoul(argv[0], NULL, 10);
	return CMD_SUCCESS;
}

DEFUN(budget, budget_cmd, "budget septets <1-182> units <1-80>",
	"What a screen may hold\nIn GSM-7\nSeptets\nIn UCS-2\nUnits\n")
{
	struct http_access *a = vty->index;

	a->septets = (unsigned)strtoul(argv[0], NULL, 10);
	a->units = (unsigned)strtoul(argv[1], NULL, 10);
	return CMD_SUCCESS;
}

static void write_text(struct vty *vty, const char *words, const char *value)
{
	if (*value)
		vty_out(vty, " %s %s%s", words, value, VTY_NEWLINE);
}

static int write_all(struct vty *vty)
{
	for (unsigned i = 0; i < into->n; i++) {
		const struct http_access *a = &into->all[i];

		vty_out(vty, "ussd-http %s%s", a->name, VTY_NEWLINE);
		write_text(vty, "secret header", a->secret_header);
		write_text(vty, "secret file", a->secret_file);
		write_text(vty, "signature secret file", a->signature_file);
		for (unsigned j = 0; j < a->networks_n; j++)
			write_text(vty, "network", a->networks[j]);
		write_text(vty, "proxy header", a->proxy_header);
		vty_out(vty, " rate %u%s", a->rate_per_s, VTY_NEWLINE);
		if (a->septets)
			vty_out(vty, " budget septets %u units %u%s", a->septets, a->units,
				VTY_NEWLINE);
	}
	return CMD_SUCCESS;
}

void http_access_vty(struct http_accesses *accesses, int node)
{
	static struct cmd_node access_node = { .prompt = "%s(config-ussd-http)# ", .vtysh = 1 };
	struct cmd_element *const commands[] = { &secret_header_cmd, &secret_file_cmd,
		&signature_file_cmd, &network_cmd, &proxy_header_cmd, &rate_cmd, &budget_cmd };

	into = accesses;
	node_number = node;
	access_node.node = node;
	install_node(&access_node, write_all);
	install_element(CONFIG_NODE, &enter_access_cmd);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		install_element(node, commands[i]);
}

const char *http_access_problem(const struct http_accesses *accesses)
{
	for (unsigned i = 0; i < accesses->n; i++) {
		const struct http_access *a = &accesses->all[i];
		bool proved = *a->secret_file || *a->signature_file;

		if (!*a->secret_header != !*a->secret_file)
			return "ussd-http / secret header and secret file go together";
		if (a->networks_n && !proved)
			return "ussd-http / network: a caller needs a secret or a signature "
			       "besides";
		if (*a->proxy_header && !a->networks_n)
			return "ussd-http / proxy header says where callers come from, but no "
			       "network is asked for";
	}
	return NULL;
}
