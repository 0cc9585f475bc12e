/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JSON as lines and tables on a terminal. Nothing here knows what is shown. */
#include "gateway/inspect/vty.h"
#include <osmocom/vty/command.h>
#include <osmocom/vty/vty.h>
#include <stdio.h>
#include <string.h>
#include "gateway/base/utf8.h"
#include "gateway/gateway.h"
#include "gateway/inspect/inspect.h"

#define CELL_MAX    48 /* octets */
#define COLUMNS_MAX 12
#define NAME_WIDTH  20

static struct gateway *shown; /* libosmovty's commands know no data of ours */

/* A value as one cell; nothing of a peer's control characters reaches the terminal. */
static void cell(const json_t *value, char out[CELL_MAX])
{
	const char *text = json_string_value(value);

	if (text)
		snprintf(out, CELL_MAX, "%.*s", (int)utf8_cut(text, strlen(text), CELL_MAX - 1),
			text);
	else if (json_is_integer(value))
		snprintf(out, CELL_MAX, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else
		snprintf(out, CELL_MAX, "%s", json_is_true(value) ? "yes" : "-");
	for (char *c = out; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
}

static int columns_of(const char *text)
{
	int n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

static void put(struct vty *vty, const char *text, int width)
{
	vty_out(vty, "%s%*s", text, width - columns_of(text) + 2, "");
}

/* The columns are the keys of the first row. */
static void print_table(struct vty *vty, json_t *rows)
{
	const char *keys[COLUMNS_MAX], *key;
	int widths[COLUMNS_MAX], n = 0;
	char text[CELL_MAX];
	json_t *row, *value;
	size_t i;

	json_object_foreach (json_array_get(rows, 0), key, value) {
		if (n == COLUMNS_MAX)
			break;
		keys[n] = key;
		widths[n++] = columns_of(key);
	}
	json_array_foreach (rows, i, row) {
		for (int c = 0; c < n; c++) {
			cell(json_object_get(row, keys[c]), text);
			widths[c] = OSMO_MAX(widths[c], columns_of(text));
		}
	}
	for (int c = 0; c < n; c++)
		put(vty, keys[c], widths[c]);
	vty_out(vty, "%s", VTY_NEWLINE);
	json_array_foreach (rows, i, row) {
		for (int c = 0; c < n; c++) {
			cell(json_object_get(row, keys[c]), text);
			put(vty, text, widths[c]);
		}
		vty_out(vty, "%s", VTY_NEWLINE);
	}
}

/* A sentence is shown whole; what a cell would show as '?' makes it a cell. */
static bool is_sentence(const char *text)
{
	return text && strlen(text) >= CELL_MAX && !strpbrk(text, "\r\n\t\033");
}

static void print_value(struct vty *vty, const char *name, const json_t *value, int indent)
{
	const char *sentence = json_string_value(value);
	char text[CELL_MAX];

	cell(value, text);
	vty_out(vty, "%*s%-*s %s%s", indent, "", NAME_WIDTH - indent, name,
		is_sentence(sentence) ? sentence : text, VTY_NEWLINE);
}

static void print_object(struct vty *vty, json_t *object, int indent)
{
	const char *name;
	json_t *value;

	json_object_foreach (object, name, value) {
		if (json_is_object(value)) {
			vty_out(vty, "%*s%s%s", indent, "", name, VTY_NEWLINE);
			print_object(vty, value, indent + 2);
		} else if (json_is_array(value)) {
			vty_out(vty, "%*s%s: %zu%s", indent, "", name, json_array_size(value),
				VTY_NEWLINE);
			if (json_array_size(value))
				print_table(vty, value);
		} else {
			print_value(vty, name, value, indent);
		}
	}
}

static int show(struct vty *vty, json_t *(*look)(struct gateway *gateway))
{
	json_t *json = look(shown);

	if (!json) {
		vty_out(vty, "%% the store does not answer now%s", VTY_NEWLINE);
		return CMD_WARNING;
	}
	print_object(vty, json, 0);
	json_decref(json);
	return CMD_SUCCESS;
}

#define SHOW_HELP "Show running system information\n"

DEFUN(show_dialogues, show_dialogues_cmd, "show dialogues",
	SHOW_HELP "Dialogues under way and where they stand\n")
{
	return show(vty, inspect_dialogues);
}

DEFUN(show_outbox, show_outbox_cmd, "show outbox",
	SHOW_HELP "Messages on their way, and what became of the last ones\n")
{
	return show(vty, inspect_outbox);
}

DEFUN(show_portal, show_portal_cmd, "show portal", SHOW_HELP "The provincial portal\n")
{
	return show(vty, inspect_portal);
}

DEFUN(show_offices, show_offices_cmd, "show offices", SHOW_HELP "Offices and their places\n")
{
	return show(vty, inspect_offices);
}

DEFUN(show_menus, show_menus_cmd, "show menus",
	SHOW_HELP "Procedures, languages, and how the last reload went\n")
{
	return show(vty, inspect_menus);
}

DEFUN(show_store, show_store_cmd, "show store", SHOW_HELP "Program, schema and key\n")
{
	return show(vty, inspect_version);
}

DEFUN(reload, reload_cmd, "reload", "Read menus, offices and SMS texts anew\n")
{
	reload_request(shown);
	vty_out(vty, "reading; 'show menus' and the log say how it went%s", VTY_NEWLINE);
	return CMD_SUCCESS;
}

void vty_commands(struct gateway *gw)
{
	struct cmd_element *const seen[] = { &show_dialogues_cmd, &show_outbox_cmd,
		&show_portal_cmd, &show_offices_cmd, &show_menus_cmd, &show_store_cmd };

	shown = gw;
	for (size_t i = 0; i < ARRAY_SIZE(seen); i++)
		install_element_ve(seen[i]);
	install_element(ENABLE_NODE, &reload_cmd);
}
