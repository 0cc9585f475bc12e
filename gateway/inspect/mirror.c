/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Groups made from the table of metrics, and the tick that follows it. */
#include "gateway/inspect/mirror.h"
#include <osmocom/core/rate_ctr.h>
#include <osmocom/core/stat_item.h>
#include <osmocom/core/stats.h>
#include <string.h>
#include <talloc.h>
#include "gateway/inspect/metrics_internal.h"

#define MIRROR_EVERY_MS 1000
#define PREFIX		"motcua_"

struct mirror {
	struct gateway *gateway;
	struct timer timer;
	struct snapshot now;
	struct rate_ctr_group_desc counters_desc;
	struct osmo_stat_item_group_desc *gauges_desc;
	struct rate_ctr_group *counters;
	struct osmo_stat_item_group *gauges;
};

static bool is_counter(const struct metric *m)
{
	return !strcmp(m->type, "counter");
}

/* motcua_http_refused_total{listener="inside",reason="path"} as http_refused_total:inside:path. */
static const char *name_of(void *ctx, const struct metric *m)
{
	char *name = talloc_strdup(ctx, m->name + strlen(PREFIX));

	for (const char *at = strchr(m->labels, '"'); at; at = strchr(at, '"')) {
		size_t len = strcspn(at + 1, "\"");

		name = talloc_asprintf_append(name, ":%.*s", (int)len, at + 1);
		at += len + 2;
	}
	return name;
}

/* Rows without help belong to the family above them. */
static const char *help_of(size_t i)
{
	while (!metrics[i].help)
		i--;
	return metrics[i].help;
}

static void make_counters(struct mirror *m)
{
	struct rate_ctr_desc *rows =
		talloc_zero_array(m, struct rate_ctr_desc, (unsigned)metrics_n);
	unsigned n = 0;

	for (size_t i = 0; i < metrics_n; i++)
		if (is_counter(&metrics[i]))
			rows[n++] =
				(struct rate_ctr_desc) { name_of(rows, &metrics[i]), help_of(i) };
	m->counters_desc = (struct rate_ctr_group_desc) { "motcua", "Motcua",
		OSMO_STATS_CLASS_GLOBAL, n, rows };
	m->counters = rate_ctr_group_alloc(m, &m->counters_desc, 0);
}

static void make_gauges(struct mirror *m)
{
	struct osmo_stat_item_desc *rows =
		talloc_zero_array(m, struct osmo_stat_item_desc, (unsigned)metrics_n);
	unsigned n = 0;

	for (size_t i = 0; i < metrics_n; i++)
		if (!is_counter(&metrics[i]))
			rows[n++] = (struct osmo_stat_item_desc) { name_of(rows, &metrics[i]),
				help_of(i), OSMO_STAT_ITEM_NO_UNIT, 16, 0 };

	const struct osmo_stat_item_group_desc desc = { "motcua", "Motcua", OSMO_STATS_CLASS_GLOBAL,
		n, rows };

	m->gauges_desc = talloc_memdup(m, &desc, sizeof(desc)); /* its members are const */
	m->gauges = m->gauges_desc ? osmo_stat_item_group_alloc(m, m->gauges_desc, 0) : NULL;
}

/* A stat_item has 32 bits; what does not fit stays at their end, and /metrics has it whole. */
static int32_t clamp(int64_t value)
{
	return value > INT32_MAX ? INT32_MAX : value < INT32_MIN ? INT32_MIN : (int32_t)value;
}

static void follow(struct mirror *m)
{
	unsigned counter = 0, gauge = 0;

	for (size_t i = 0; i < metrics_n; i++) {
		int64_t value = metric_value(&metrics[i], &m->now);

		if (is_counter(&metrics[i])) {
			struct rate_ctr *c = rate_ctr_group_get_ctr(m->counters, counter++);

			rate_ctr_add(c, (int)(value - (int64_t)c->current));
		} else {
			osmo_stat_item_set(
				osmo_stat_item_group_get_item(m->gauges, gauge++), clamp(value));
		}
	}
}

static int mirror_decide(struct turn_input *input)
{
	struct mirror *m = container_of(input, struct mirror, timer.input);

	metrics_take(m->gateway, &m->now);
	return OK;
}

static void mirror_release(struct turn_input *input, enum turn_outcome outcome, int error)
{
	struct mirror *m = container_of(input, struct mirror, timer.input);

	(void)outcome;
	(void)error;
	follow(m);
	timer_arm_ms(&m->timer, MIRROR_EVERY_MS);
}

static const struct turn_kind mirror_kind = { "mirror", mirror_decide, mirror_release };

static int mirror_end(struct mirror *m)
{
	timer_cancel(&m->timer);
	rate_ctr_group_free(m->counters);
	osmo_stat_item_group_free(m->gauges);
	return 0;
}

void mirror_start(struct gateway *gateway)
{
	struct mirror *m = talloc_zero(gateway, struct mirror);

	if (!m)
		return;
	m->gateway = gateway;
	make_counters(m);
	make_gauges(m);
	if (!m->counters || !m->gauges) {
		talloc_free(m);
		return;
	}
	rate_ctr_init(gateway);
	timer_init(&m->timer, gateway->timers, &mirror_kind);
	talloc_set_destructor(m, mirror_end);
	timer_arm_ms(&m->timer, MIRROR_EVERY_MS);
}
