/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Our categories for libosmocore's logging, and the two filters that peer text and phone numbers
 * pass before they may stand in a line.
 */
#include "gateway/base/log.h"
#include <stdbool.h>
#include <string.h>
#include <osmocom/core/utils.h>

#define FILTER_BUFFERS 4
#define FILTER_SIZE    512
#define MASK_MIN       8 /* fewer digits than this would show nearly all of themselves */

#define CATEGORY(subsystem, text) \
	[subsystem] = { \
		.name = #subsystem, \
		.description = text, \
		.enabled = 1, \
		.loglevel = LOGL_NOTICE, \
	}
static const struct log_info_cat categories[] = {
	CATEGORY(DMAIN, "Start, stop, configuration"),
	CATEGORY(DTURN, "Turns and their commits"),
	CATEGORY(DHTTP, "HTTP server and client"),
	CATEGORY(DSTORE, "Rows, migrations, keys"),
	CATEGORY(DMENU, "Trees and texts"),
	CATEGORY(DDLG, "Dialogues"),
	CATEGORY(DPORTAL, "The provincial portal"),
	CATEGORY(DSMS, "Notifications and the SMS gateway"),
	CATEGORY(DDESK, "Offices, appointments, clerks"),
};

static const struct log_info info = {
	.cat = categories,
	.num_cat = ARRAY_SIZE(categories),
};

static struct log_target *start(void *ctx)
{
	struct log_target *target;

	log_init(&info, ctx);
	target = log_target_create_stderr();
	OSMO_ASSERT(target);
	log_add_target(target);
	log_set_all_filter(target, 1);
	log_set_use_color(target, 0);
	log_set_print_extended_timestamp(target, 1);
	log_set_print_level(target, 1);
	log_set_print_category(target, 1);
	log_set_print_category_hex(target, 0);
	log_set_print_filename2(target, LOG_FILENAME_NONE);
	return target;
}

void log_start(void *ctx)
{
	start(ctx);
}

void log_start_quiet(void *ctx)
{
	log_set_log_level(start(ctx), LOGL_ERROR);
}

/* The next of a few buffers, so that one log call may hold several filtered texts. */
static char *filter_buffer(void)
{
	static char buffers[FILTER_BUFFERS][FILTER_SIZE];
	static unsigned next;

	return buffers[next++ % FILTER_BUFFERS];
}

static bool plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '\\' && c != '"' && c != '\'';
}

const char *log_escaped(const char *text, size_t len, size_t max)
{
	static const char hex[] = "0123456789abcdef";
	static const char more[] = "...";
	char *out = filter_buffer();
	size_t used = 0, i;

	for (i = 0; i < len && i < max; i++) {
		unsigned char c = (unsigned char)text[i];

		if (FILTER_SIZE - used < 4 + sizeof(more))
			break;
		if (plain(c)) {
			out[used++] = (char)c;
			continue;
		}
		out[used++] = '\\';
		out[used++] = 'x';
		out[used++] = hex[c >> 4];
		out[used++] = hex[c & 15];
	}
	memcpy(out + used, i < len ? more : "", i < len ? sizeof(more) : 1);
	return out;
}

const char *log_masked(const char *e164)
{
	size_t len = e164 ? strlen(e164) : 0;
	char *out;

	if (len < MASK_MIN || len >= FILTER_SIZE || strspn(e164, "0123456789") != len)
		return "***";

	out = filter_buffer();
	memcpy(out, e164, len + 1);
	memset(out + 4, '*', len - 6);
	return out;
}
