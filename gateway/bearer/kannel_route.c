/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Routes of USSD over SMPP: found by name, and read and written as a node of the VTY. */
#include "gateway/bearer/kannel_route.h"
#include <osmocom/core/utils.h>
#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As BUDGET_USSD. */
#define PLAIN_SEPTETS 160
#define PLAIN_UNITS   70

static struct kannel_routes *routes_of_vty;
static int routes_node;
static struct budget proved; /* 0: no menus yet */

static const struct kannel_route *find(const struct kannel_routes *routes, const char *smsc)
{
	for (unsigned i = 0; i < routes->n; i++)
		if (strcmp(routes->list[i].smsc, smsc) == 0)
			return &routes->list[i];
	return NULL;
}

const struct kannel_route *kannel_route_find(const struct kannel_routes *routes, const char *smsc)
{
	static const struct kannel_route plain = { .septets = PLAIN_SEPTETS, .units = PLAIN_UNITS };
	const struct kannel_route *route = smsc ? find(routes, smsc) : NULL;

	return route ? route : &plain;
}

struct budget kannel_route_budget(const struct kannel_route *route)
{
	return (struct budget) { route->septets, route->units, route->septets, route->units };
}

static bool holds(const struct kannel_route *route, const struct budget *least)
{
	return route->septets >= OSMO_MAX(least->septets, least->end_septets) &&
		route->units >= OSMO_MAX(least->units, least->end_units);
}

bool kannel_routes_hold(const struct kannel_routes *routes, const struct budget *least, char *error,
	size_t error_size)
{
	for (unsigned i = 0; i < routes->n; i++) {
		const struct kannel_route *route = &routes->list[i];

		if (holds(route, least))
			continue;
		snprintf(error, error_size,
			"ussd route %s / screen %u %u: the menus were proved for no less than %u "
			"septets and %u units",
			route->smsc, route->septets, route->units,
			OSMO_MAX(least->septets, least->end_septets),
			OSMO_MAX(least->units, least->end_units));
		return false;
	}
	return true;
}

void kannel_routes_proved(const struct budget *least)
{
	proved = *least;
}

/* --- VTY ----------------------------------------------------------------------------------- */
/* A command is its words, then a number or one of two words; the second is the habit. */
struct setting {
	struct cmd_element command;
	const char *words; /* before the value */
	const char *habit; /* NULL: a number */
	const char *plain;
	size_t at;
};

static int set_setting(struct cmd_element *self, struct vty *vty, int argc, const char *argv[]);

#define NUMBER(member, words_, range, help) \
	{ \
		.command = { .string = words_ " " range, .func = set_setting, .doc = help }, \
		.words = words_, .at = offsetof(struct kannel_route, member) \
	}
#define CHOICE(member, words_, plain_, habit_, help) \
	{ \
		.command = { .string = words_ " (" plain_ "|" habit_ ")", \
			.func = set_setting, \
			.doc = help }, \
		.words = words_, .habit = habit_, .plain = plain_, \
		.at = offsetof(struct kannel_route, member) \
	}

static struct setting settings[] = {
	NUMBER(repeats_s, "repeats within", "<0-60>",
		"Messages that this operator sends again\nThe same again within so long is a "
		"repeat, answered as before\nSeconds; 0: each is a new one\n"),
	NUMBER(input_max, "input max", "<0-182>",
		"What people answer\nAn answer of so many characters may have been cut and is "
		"asked again\nCharacters; 0: any number\n"),
	CHOICE(appended, "input", "alone", "appended",
		"What people answer\nComes by itself\nComes behind all before it: *1022*1*2#\n"),
	CHOICE(session_omitted, "session", "given", "omitted",
		"Session id\nTells dialogues apart\nMeans nothing: a phone has one dialogue\n"),
	CHOICE(end_bit, "end-bit", "ignored", "heeded",
		"End indicator of a session id that comes with an answer\nMeans nothing\nThe "
		"person has gone, and the answer is not taken\n"),
	CHOICE(packed, "dcs-15", "unpacked", "packed",
		"Text of data coding 0x0F\nOne septet an octet\nSeptets packed into octets\n"),
};

static void *member_of(struct kannel_route *route, const struct setting *s)
{
	return (char *)route + s->at;
}

static int set_setting(struct cmd_element *self, struct vty *vty, int argc, const char *argv[])
{
	struct setting *s = container_of(self, struct setting, command);

	(void)argc;
	if (s->habit)
		*(bool *)member_of(vty->index, s) = strcmp(argv[0], s->habit) == 0;
	else
		*(unsigned *)member_of(vty->index, s) = (unsigned)strtoul(argv[0], NULL, 10);
	return CMD_SUCCESS;
}

DEFUN(screen, screen_cmd, "screen <1-182> <1-91>",
	"What a screen holds\nSeptets of GSM-7\nUnits of UCS-2\n")
{
	struct kannel_route *route = vty->index;
	struct kannel_route changed = *route;

	changed.septets = (unsigned)strtoul(argv[0], NULL, 10);
	changed.units = (unsigned)strtoul(argv[1], NULL, 10);
	if (!holds(&changed, &proved)) {
		vty_out(vty, "%% the menus were not proved for such small screens%s", VTY_NEWLINE);
		return CMD_WARNING;
	}
	*route = changed;
	return CMD_SUCCESS;
}

DEFUN(enter_route, enter_route_cmd, "ussd route NAME",
	"USSD\nOver SMPP, through Kannel\nsmsc-id in Kannel's configuration\n")
{
	struct kannel_routes *routes = routes_of_vty;
	unsigned i = 0;

	while (i < routes->n && strcmp(routes->list[i].smsc, argv[0]) != 0)
		i++;
	if (i == KANNEL_ROUTES_MAX || strlen(argv[0]) >= KANNEL_SMSC_SIZE) {
		vty_out(vty, "%% at most %d routes, with names of %d characters%s",
			KANNEL_ROUTES_MAX, KANNEL_SMSC_SIZE - 1, VTY_NEWLINE);
		return CMD_WARNING;
	}
	if (i == routes->n) {
		struct kannel_route *route = &routes->list[routes->n++];

		*route = (struct kannel_route) { .septets = PLAIN_SEPTETS, .units = PLAIN_UNITS };
		osmo_strlcpy(route->smsc, argv[0], sizeof(route->smsc));
	}
	vty->index = &routes->list[i];
	vty->node = routes_node;
	return CMD_SUCCESS;
}

static void write_route(struct vty *vty, struct kannel_route *route)
{
	vty_out(vty, "ussd route %s%s", route->smsc, VTY_NEWLINE);
	vty_out(vty, " screen %u %u%s", route->septets, route->units, VTY_NEWLINE);
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		const struct setting *s = &settings[i];

		if (s->habit)
			vty_out(vty, " %s %s%s", s->words,
				*(bool *)member_of(route, s) ? s->habit : s->plain, VTY_NEWLINE);
		else
			vty_out(vty, " %s %u%s", s->words, *(unsigned *)member_of(route, s),
				VTY_NEWLINE);
	}
}

static int write_routes(struct vty *vty)
{
	for (unsigned i = 0; i < routes_of_vty->n; i++)
		write_route(vty, &routes_of_vty->list[i]);
	return CMD_SUCCESS;
}

void kannel_routes_vty(struct kannel_routes *routes, int node)
{
	static struct cmd_node ussd_route = { .prompt = "%s(config-ussd-route)# ", .vtysh = 1 };

	routes_of_vty = routes;
	routes_node = node;
	ussd_route.node = node;
	install_node(&ussd_route, write_routes);
	install_element(CONFIG_NODE, &enter_route_cmd);
	install_element(node, &screen_cmd);
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++)
		install_element(node, &settings[i].command);
}
