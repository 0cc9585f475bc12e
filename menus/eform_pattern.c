/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Runs the program of a pattern: all ways through it are followed at once (Thompson), so that no
 * pattern makes a text take longer than text times program. It knows nothing of forms.
 */
#include <string.h>
#include "gateway/base/ucs2.h"
#include "menus/eform_pattern_program.h"

int eform_pattern_units(const char *text, uint16_t *units, size_t cap)
{
	uint8_t octets[2 * EFORM_MATCH_MAX];
	int n;

	if (cap > EFORM_MATCH_MAX)
		return -1;
	n = ucs2_encode(text, strlen(text), octets, 2 * cap);
	for (int i = 0; i + 1 < n; i += 2)
		units[i / 2] = (uint16_t)(octets[i] << 8 | octets[i + 1]);
	return n < 0 ? -1 : n / 2;
}

struct run {
	const struct eform_pattern *pattern;
	unsigned at, len; /* in the text */
	unsigned now_n;
	uint16_t now[EFORM_PATTERN_STEPS_MAX];
	unsigned seen_at[EFORM_PATTERN_STEPS_MAX]; /* position + 1 at which the step was reached */
	bool matched;
};

/* Reaches a step and all that follow it without a character. */
static void reach(struct run *run, unsigned first)
{
	uint16_t todo[2 * EFORM_PATTERN_STEPS_MAX + 1];
	unsigned n = 0;

	todo[n++] = (uint16_t)first;
	while (n > 0) {
		unsigned i = todo[--n];
		const struct step *step = &run->pattern->steps[i];

		if (run->seen_at[i] == run->at + 1)
			continue;
		run->seen_at[i] = run->at + 1;
		if (step->op == OP_MATCH)
			run->matched = true;
		else if (step->op == OP_JUMP || step->op == OP_SPLIT)
			todo[n++] = (uint16_t)((int)i + step->to);
		else if (step->op != OP_BEGIN && step->op != OP_END)
			run->now[run->now_n++] = (uint16_t)i;
		if (step->op == OP_SPLIT || (step->op == OP_BEGIN && run->at == 0) ||
			(step->op == OP_END && run->at == run->len))
			todo[n++] = (uint16_t)(i + 1);
	}
}

static bool takes(const struct eform_pattern *pattern, const struct step *step, uint16_t unit)
{
	if (step->op == OP_CHAR)
		return step->unit == unit;
	if (step->op == OP_ANY)
		return unit != '\n' && unit != '\r' && unit != 0x2028 && unit != 0x2029;
	for (unsigned i = 0; i < step->ranges_n; i++) {
		const struct range *range = &pattern->ranges[step->ranges + i];

		if (unit >= range->from && unit <= range->to)
			return !step->negated;
	}
	return step->negated;
}

bool eform_pattern_matches(const struct eform_pattern *pattern, const char *text)
{
	uint16_t units[EFORM_MATCH_MAX], before[EFORM_PATTERN_STEPS_MAX];
	int len = eform_pattern_units(text, units, EFORM_MATCH_MAX);
	struct run run = { .pattern = pattern, .len = len < 0 ? 0 : (unsigned)len };

	if (len < 0)
		return false;
	for (reach(&run, 0); !run.matched && run.at < run.len;) {
		unsigned before_n = run.now_n;
		uint16_t unit = units[run.at++];

		memcpy(before, run.now, before_n * sizeof(before[0]));
		run.now_n = 0;
		for (unsigned i = 0; i < before_n; i++)
			if (takes(pattern, &pattern->steps[before[i]], unit))
				reach(&run, before[i] + 1u);
		/* a match may begin anywhere */
		reach(&run, 0);
	}
	return run.matched;
}
