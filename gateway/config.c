/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of settings and the VTY commands made from it. */
#include "gateway/config.h"
#include <ctype.h>
#include <fcntl.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/logging.h>
#include <osmocom/core/stats.h>
#include <osmocom/vty/misc.h>
#include <osmocom/vty/stats.h>
#include <osmocom/vty/telnet_interface.h>
#include <osmocom/vty/vty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <talloc.h>
#include <unistd.h>
#include "gateway/base/err.h"
#include "gateway/base/version.h"

enum config_node {
	NODE_MOTCUA = _LAST_OSMOVTY_NODE + 1,
	NODE_SMS,
	NODE_PORTAL,
	NODE_GSUP,
	NODE_USSD_ROUTE,
	NODE_USSD_HTTP
};

static struct config config = {
	.menus_folder = "build/release/service",
	.dialects_folder = "gateway/bearer/dialects",
	.sms_texts_folder = "sms/texts",
	.sms_status_file = "sms/status.json",
	.portal_poll_every_s = 60,
	.service_code = "*1022#",
	.inside = { "127.0.0.1", 8022 },
	.outside = { "127.0.0.1", 8023 },
	.dialogues_max = 100000,
	.sender = "1022",
	.sms_unknown_wait_s = 600,
	.portal_timeout_s = 15,
	.portal_lease_s = 60,
	.gsup_name = "motcua",
	.gsup_open_max = 5000,
	.gsup_idle_s = 27,
	.gsup_number_wait_s = 3,
	.gsup_numbers_max = 20000,
	.gsup_numbers_life_s = 600,
};

enum setting_kind { SETTING_TEXT, SETTING_ADDRESS, SETTING_NUMBER, SETTING_CHOICE };

/* A command is its words in lower case, then its values in capitals. */
struct setting {
	struct cmd_element command;
	enum setting_kind kind;
	enum config_node node;
	void *value;
	size_t size;
};

static int set_setting(struct cmd_element *self, struct vty *vty, int argc, const char *argv[]);

#define SETTING(node_, kind_, member, size_, words, help) \
	{ \
		.command = { .string = words, .func = set_setting, .doc = help }, .kind = kind_, \
		.node = node_, .value = &config.member, .size = size_ \
	}
#define TEXT(node, member, words, help) \
	SETTING(node, SETTING_TEXT, member, sizeof(config.member), words, help)
#define ADDRESS(node, member, words, help) SETTING(node, SETTING_ADDRESS, member, 0, words, help)
#define NUMBER(node, member, words, help)  SETTING(node, SETTING_NUMBER, member, 0, words, help)
/* Its words end in "(yes|no)". */
#define CHOICE(node, member, words, help) SETTING(node, SETTING_CHOICE, member, 0, words, help)

static struct setting settings[] = {
	TEXT(NODE_MOTCUA, store_file, "store file PATH",
		"The store\nDatabase file\nPath; its folder must exist\n"),
	TEXT(NODE_MOTCUA, key_file, "key file PATH",
		"Keys of sealed fields\nKey file\nPath; made by 'motcua key new'\n"),
	TEXT(NODE_MOTCUA, token_file, "token file PATH",
		"Token of the inside API\nToken file\nPath; made by 'motcua token new'\n"),
	TEXT(NODE_MOTCUA, menus_folder, "menus folder PATH",
		"Menus\nFolder with home.json, procedures and texts\nPath\n"),
	TEXT(NODE_MOTCUA, offices_file, "offices file PATH",
		"Offices and holidays\nJSON file\nPath\n"),
	TEXT(NODE_MOTCUA, service_code, "service-code CODE",
		"What citizens dial\nFor example *1022#\n"),
	TEXT(NODE_MOTCUA, dialects_folder, "ussd-http dialects PATH",
		"The HTTP bearer\nHow aggregators speak\nFolder with one JSON file per dialect\n"),
	ADDRESS(NODE_MOTCUA, inside, "listen inside A.B.C.D <1-65535>",
		"HTTP listeners\nFor Kannel, the command line and metrics\nAddress\nPort\n"),
	ADDRESS(NODE_MOTCUA, outside, "listen outside A.B.C.D <1-65535>",
		"HTTP listeners\nFor clerks, portal and aggregators, behind TLS\nAddress\nPort\n"),
	ADDRESS(NODE_MOTCUA, vty, "vty A.B.C.D <1-65535>",
		"Telnet for inspection\nAddress, loopback\nPort\n"),
	NUMBER(NODE_MOTCUA, dialogues_max, "dialogues max <1-10000000>",
		"Open dialogues\nLimit; more are refused politely\nNumber\n"),
	TEXT(NODE_SMS, sms_texts_folder, "texts folder PATH",
		"SMS templates\nFolder with one file per language\nPath\n"),
	TEXT(NODE_SMS, sms_status_file, "status file PATH",
		"Which status sends which SMS\nJSON file\nPath\n"),
	TEXT(NODE_SMS, sendsms_url, "sendsms url URL",
		"Kannel's sendsms\nIts address\nFor example "
		"http://127.0.0.1:13013/cgi-bin/sendsms\n"),
	TEXT(NODE_SMS, sendsms_user, "sendsms user NAME", "Kannel's sendsms\nUser\nName\n"),
	TEXT(NODE_SMS, sendsms_password_file, "sendsms password file PATH",
		"Kannel's sendsms\nPassword\nFile that holds it\nPath\n"),
	TEXT(NODE_SMS, sender, "sender NUMBER", "Sender of messages\nShort code\n"),
	TEXT(NODE_SMS, smsc, "smsc NAME", "Route\nsmsc-id in Kannel's configuration\n"),
	TEXT(NODE_SMS, report_url, "report url URL",
		"Delivery reports\nWhere Kannel reaches us\nEnds in /kannel/dlr\n"),
	NUMBER(NODE_SMS, sms_unknown_wait_s, "unknown wait <1-86400>",
		"A message that Kannel perhaps took\nHow long it waits for a report before it goes "
		"again; doubles with each attempt\nSeconds\n"),
	TEXT(NODE_PORTAL, portal_url, "url URL", "The provincial portal\nBase address\n"),
	TEXT(NODE_PORTAL, portal_token_file, "token file PATH",
		"Token for the portal\nFile that holds it\nPath\n"),
	TEXT(NODE_PORTAL, portal_webhook_secret_file, "webhook secret file PATH",
		"Events that the portal pushes\nSecret that signs them\nFile that holds "
		"it\nPath\n"),
	NUMBER(NODE_PORTAL, portal_poll_every_s, "poll every <0-86400>",
		"Events that are fetched\nHow often\nSeconds; 0: never\n"),
	CHOICE(NODE_PORTAL, portal_clerk_events, "clerk events (yes|no)",
		"Words of offices\nWhether the portal takes them\nIt does\nIt does not\n"),
	CHOICE(NODE_PORTAL, portal_appointments, "appointments (yes|no)",
		"Whether the portal takes appointments\nIt does\nIt does not\n"),
	NUMBER(NODE_PORTAL, portal_timeout_s, "timeout <1-300>",
		"The longest wait for an answer\nSeconds\n"),
	NUMBER(NODE_PORTAL, portal_lease_s, "lease <2-3600>",
		"When an application is sent again whose sending was cut short by our own "
		"end\nSeconds, more than the timeout\n"),
	ADDRESS(NODE_GSUP, gsup, "remote A.B.C.D <1-65535>",
		"OsmoHLR's GSUP\nAddress; loopback or a private net\nPort, 4222\n"),
	ADDRESS(NODE_GSUP, gsup_ctrl, "ctrl A.B.C.D <1-65535>",
		"OsmoHLR's control interface, for phone numbers\nAddress\nPort, 4259\n"),
	TEXT(NODE_GSUP, gsup_name, "euse NAME",
		"What the HLR calls us\nNAME of 'euse NAME' in its configuration\n"),
	NUMBER(NODE_GSUP, gsup_open_max, "dialogues max <1-100000>",
		"Open dialogues\nLimit; more are refused politely\nNumber\n"),
	NUMBER(NODE_GSUP, gsup_idle_s, "idle <5-600>",
		"Silence of a phone that ends its dialogue\nSeconds, less than the HLR's "
		"ncss-guard-timeout\n"),
	NUMBER(NODE_GSUP, gsup_number_wait_s, "number wait <1-30>",
		"Phone numbers\nThe longest wait for one\nSeconds\n"),
	NUMBER(NODE_GSUP, gsup_numbers_max, "number cache <4-1000000>",
		"Phone numbers\nHow many are remembered\nNumber\n"),
	NUMBER(NODE_GSUP, gsup_numbers_life_s, "number life <1-86400>",
		"Phone numbers\nHow long one is remembered\nSeconds\n"),
};
#define SETTINGS (sizeof(settings) / sizeof(settings[0]))

static int set_setting(struct cmd_element *self, struct vty *vty, int argc, const char *argv[])
{
	struct setting *s = container_of(self, struct setting, command);

	switch (s->kind) {
	case SETTING_TEXT:
		if (strlen(argv[0]) >= s->size) {
			vty_out(vty, "%% at most %zu characters%s", s->size - 1, VTY_NEWLINE);
			return CMD_WARNING;
		}
		snprintf(s->value, s->size, "%s", argv[0]);
		return CMD_SUCCESS;
	case SETTING_ADDRESS: {
		struct config_address *a = s->value;

		snprintf(a->address, sizeof(a->address), "%s", argv[0]);
		a->port = (uint16_t)strtoul(argv[argc - 1], NULL, 10);
		return CMD_SUCCESS;
	}
	case SETTING_NUMBER:
		*(unsigned *)s->value = (unsigned)strtoul(argv[0], NULL, 10);
		return CMD_SUCCESS;
	case SETTING_CHOICE:
		*(bool *)s->value = strcmp(argv[0], "yes") == 0;
		return CMD_SUCCESS;
	}
	return CMD_WARNING;
}

/* The words of a command before its first value. */
static int words_len(const char *string)
{
	int i = 0;

	while (string[i] && !isupper((unsigned char)string[i]) && string[i] != '<' &&
		string[i] != '(')
		i++;
	return i;
}

static void write_setting(struct vty *vty, const struct setting *s)
{
	const char *words = s->command.string;
	int len = words_len(words);

	switch (s->kind) {
	case SETTING_TEXT:
		if (*(const char *)s->value)
			vty_out(vty, " %.*s%s%s", len, words, (const char *)s->value, VTY_NEWLINE);
		break;
	case SETTING_ADDRESS: {
		const struct config_address *a = s->value;

		if (a->port)
			vty_out(vty, " %.*s%s %u%s", len, words, a->address, (unsigned)a->port,
				VTY_NEWLINE);
		break;
	}
	case SETTING_NUMBER:
		vty_out(vty, " %.*s%u%s", len, words, *(const unsigned *)s->value, VTY_NEWLINE);
		break;
	case SETTING_CHOICE:
		vty_out(vty, " %.*s%s%s", len, words, *(const bool *)s->value ? "yes" : "no",
			VTY_NEWLINE);
		break;
	}
}

static int write_node(struct vty *vty, enum config_node node, const char *name)
{
	vty_out(vty, "%s%s", name, VTY_NEWLINE);
	for (size_t i = 0; i < SETTINGS; i++)
		if (settings[i].node == node)
			write_setting(vty, &settings[i]);
	return CMD_SUCCESS;
}

static int write_motcua(struct vty *vty)
{
	return write_node(vty, NODE_MOTCUA, "motcua");
}

static int write_sms(struct vty *vty)
{
	return write_node(vty, NODE_SMS, "sms");
}

static int write_portal(struct vty *vty)
{
	return write_node(vty, NODE_PORTAL, "portal");
}

/* Without a remote there is no such bearer, and the node is not written. */
static int write_gsup(struct vty *vty)
{
	return config.gsup.port ? write_node(vty, NODE_GSUP, "gsup") : CMD_SUCCESS;
}

static struct cmd_node node_motcua = { (enum node_type)NODE_MOTCUA, "%s(config-motcua)# ", 1,
	.func = write_motcua };
static struct cmd_node node_sms = { (enum node_type)NODE_SMS, "%s(config-sms)# ", 1,
	.func = write_sms };
static struct cmd_node node_portal = { (enum node_type)NODE_PORTAL, "%s(config-portal)# ", 1,
	.func = write_portal };
static struct cmd_node node_gsup = { (enum node_type)NODE_GSUP, "%s(config-gsup)# ", 1,
	.func = write_gsup };

DEFUN(enter_motcua, enter_motcua_cmd, "motcua", "The gateway\n")
{
	vty->node = (int)NODE_MOTCUA;
	return CMD_SUCCESS;
}

DEFUN(enter_sms, enter_sms_cmd, "sms", "Messages through Kannel\n")
{
	vty->node = (int)NODE_SMS;
	return CMD_SUCCESS;
}

DEFUN(enter_portal, enter_portal_cmd, "portal", "The provincial portal\n")
{
	vty->node = (int)NODE_PORTAL;
	return CMD_SUCCESS;
}

DEFUN(enter_gsup, enter_gsup_cmd, "gsup", "Native USSD through OsmoHLR\n")
{
	vty->node = (int)NODE_GSUP;
	return CMD_SUCCESS;
}

struct config *config_start(void *ctx)
{
	static struct vty_app_info info = {
		.name = "motcuad",
		.version = motcua_version,
		.copyright = "License AGPL-3.0-or-later\n",
	};

	info.tall_ctx = ctx;
	vty_init(&info);
	logging_vty_add_cmds();
	osmo_stats_init(ctx);
	osmo_stats_vty_add_cmds();
	install_node(&node_motcua, write_motcua);
	install_node(&node_sms, write_sms);
	install_node(&node_portal, write_portal);
	install_node(&node_gsup, write_gsup);
	install_element(CONFIG_NODE, &enter_motcua_cmd);
	install_element(CONFIG_NODE, &enter_sms_cmd);
	install_element(CONFIG_NODE, &enter_portal_cmd);
	install_element(CONFIG_NODE, &enter_gsup_cmd);
	kannel_routes_vty(&config.ussd_routes, (int)NODE_USSD_ROUTE);
	http_access_vty(&config.ussd_http, (int)NODE_USSD_HTTP);
	for (size_t i = 0; i < SETTINGS; i++)
		install_element((int)settings[i].node, &settings[i].command);
	return &config;
}

int config_read(const char *path)
{
	return vty_read_config_file(path, NULL) < 0 ? ERR_INVALID : OK;
}

int config_listen(void *ctx, struct config *c)
{
	if (!c->vty.port)
		return OK;
	return telnet_init_dynif(ctx, NULL, c->vty.address, c->vty.port) < 0 ? ERR_IO : OK;
}

/* A star, digits in groups between stars, a hash. */
static bool is_service_code(const char *code)
{
	size_t len = strlen(code);

	return len > 2 && code[0] == '*' && isdigit((unsigned char)code[1]) &&
		strspn(code + 1, "0123456789*") == len - 2 && code[len - 1] == '#' &&
		code[len - 2] != '*' && !strstr(code, "**");
}

static bool is_loopback(const struct config_address *at)
{
	return strncmp(at->address, "127.", 4) == 0;
}

const char *config_problem(const struct config *c)
{
	if (!*c->store_file)
		return "motcua / store file is missing: where the database lies";
	if (!*c->key_file)
		return "motcua / key file is missing: make one with 'motcua key new FILE'";
	if (!*c->token_file)
		return "motcua / token file is missing: make one with 'motcua token new FILE'";
	if (!*c->offices_file)
		return "motcua / offices file is missing: see deploy/offices.example.json";
	if (!is_service_code(c->service_code))
		return "motcua / service-code: expected what citizens dial, such as *1022#";
	if (!is_loopback(&c->inside))
		return "motcua / listen inside: expected an address 127.x.x.x, as phone numbers "
		       "that arrive there are believed";
	if (c->vty.port && !is_loopback(&c->vty))
		return "motcua / vty: expected an address 127.x.x.x";
	/* libosmovty's own way to say it; ours is the one that is looked at. */
	if (strcmp(vty_get_bind_addr(), "127.0.0.1") != 0 || vty_get_bind_port(0))
		return "line vty / bind is not used here: say 'vty ADDRESS PORT' in node motcua";
	if (!*c->sendsms_url || !*c->sendsms_user || !*c->sendsms_password_file || !*c->report_url)
		return "sms / sendsms url, user, password file and report url are all needed";
	if (!*c->portal_url)
		return "portal / url is missing: the address of the provincial portal";
	if (c->gsup.port && !c->gsup_ctrl.port)
		return "gsup / ctrl is missing: the HLR's control interface, which knows the phone "
		       "numbers";
	if (c->portal_lease_s && c->portal_lease_s <= c->portal_timeout_s)
		return "portal / lease must be longer than portal / timeout";
	return http_access_problem(&c->ussd_http);
}

int config_secret(const char *path, char *out, size_t cap)
{
	struct stat st;
	char text[512];
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return ERR_NOT_FOUND;
	if (fstat(fd, &st) < 0 || (st.st_mode & 077)) {
		close(fd);
		return ERR_DENIED;
	}

	ssize_t n = read(fd, text, sizeof(text) - 1);

	close(fd);
	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\r\n")] = '\0';
	if (!*text)
		return ERR_INVALID;
	if (strlen(text) >= cap)
		return ERR_TOO_LONG;
	snprintf(out, cap, "%s", text);
	explicit_bzero(text, sizeof(text));
	return OK;
}
