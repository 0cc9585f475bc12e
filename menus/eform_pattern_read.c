/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A regular expression becomes a small program, compiled as it is read. Jumps are relative, so that
 * what is repeated can be copied. Whatever is not surely understood fails.
 */
#include <string.h>
#include <talloc.h>
#include "menus/eform_pattern_program.h"

#define TEXT_MAX   1024 /* UTF-16 units of a pattern */
#define RANGES_MAX 512 /* of all classes together */
#define GROUPS_MAX 16 /* groups within groups */
#define REPEAT_MAX 1000

struct reader {
	uint16_t text[TEXT_MAX];
	unsigned len, at, depth;
	bool failed;
	struct eform_pattern out; /* in the room below */
	struct step steps[EFORM_PATTERN_STEPS_MAX];
	struct range ranges[RANGES_MAX];
};

static int peek(const struct reader *reader)
{
	return reader->at < reader->len ? reader->text[reader->at] : -1;
}

static bool take(struct reader *reader, int unit)
{
	if (peek(reader) != unit)
		return false;
	reader->at++;
	return true;
}

static struct step *emit(struct reader *reader, enum op op)
{
	struct eform_pattern *out = &reader->out;

	if (out->steps_n == EFORM_PATTERN_STEPS_MAX) {
		reader->failed = true;
		return &out->steps[0];
	}
	out->steps[out->steps_n] = (struct step) { .op = op };
	return &out->steps[out->steps_n++];
}

static void emit_jump(struct reader *reader, enum op op, int to)
{
	emit(reader, op)->to = to;
}

/* Makes room for one step before `from`. Jumps are relative, so what moves as a whole stays right.
 */
static void insert_split(struct reader *reader, unsigned from, int to)
{
	struct eform_pattern *out = &reader->out;

	emit(reader, OP_JUMP);
	if (reader->failed)
		return;
	memmove(&out->steps[from + 1], &out->steps[from],
		(out->steps_n - 1 - from) * sizeof(struct step));
	out->steps[from] = (struct step) { .op = OP_SPLIT, .to = to };
}

static void add_range(struct reader *reader, unsigned from, unsigned to)
{
	struct eform_pattern *out = &reader->out;

	if (out->ranges_n == RANGES_MAX || from > to) {
		reader->failed = true;
		return;
	}
	out->ranges[out->ranges_n++] =
		(struct range) { .from = (uint16_t)from, .to = (uint16_t)to };
}

/* \d \w \s and the opposites. False: another letter. */
static bool add_named(struct reader *reader, int letter)
{
	static const struct range digits[] = { { '0', '9' } };
	static const struct range words[] = { { '0', '9' }, { 'A', 'Z' }, { '_', '_' },
		{ 'a', 'z' } };
	/* ECMA-262 WhiteSpace and LineTerminator */
	static const struct range spaces[] = { { 9, 13 }, { ' ', ' ' }, { 0xa0, 0xa0 },
		{ 0x1680, 0x1680 }, { 0x2000, 0x200a }, { 0x2028, 0x2029 }, { 0x202f, 0x202f },
		{ 0x205f, 0x205f }, { 0x3000, 0x3000 }, { 0xfeff, 0xfeff } };
	static const struct {
		char letter;
		unsigned n;
		const struct range *ranges;
	} named[] = { { 'd', 1, digits }, { 'w', 4, words }, { 's', 10, spaces } };
	unsigned next = 0;

	for (unsigned i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		if (letter != named[i].letter && letter != named[i].letter - 'a' + 'A')
			continue;
		for (unsigned j = 0; j < named[i].n; j++) {
			const struct range *range = &named[i].ranges[j];

			if (letter == named[i].letter)
				add_range(reader, range->from, range->to);
			else if (next < range->from)
				add_range(reader, next, range->from - 1u);
			next = range->to + 1u;
		}
		if (letter != named[i].letter)
			add_range(reader, next, UINT16_MAX);
		return true;
	}
	return false;
}

static int hex(struct reader *reader, unsigned digits)
{
	int value = 0;

	for (unsigned i = 0; i < digits; i++) {
		int c = peek(reader);

		if (c >= '0' && c <= '9')
			value = value * 16 + c - '0';
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			value = value * 16 + (c | 32) - 'a' + 10;
		else
			reader->failed = true;
		reader->at++;
	}
	return value & 0xffff;
}

/* The character behind a backslash, which has been taken. */
static int escaped(struct reader *reader)
{
	static const char letters[] = "tnrfv", controls[] = "\t\n\r\f\v";
	int c = peek(reader);
	const char *known;

	reader->at++;
	if (c == 'x' || c == 'u')
		return hex(reader, c == 'x' ? 2 : 4);
	if (c == '0' && !(peek(reader) >= '0' && peek(reader) <= '9'))
		return 0;
	known = c > 0 && c < 128 ? strchr(letters, c) : NULL;
	if (known)
		return controls[known - letters];
	/* \b, \1, \p and the like mean something else; punctuation stands for itself */
	if (c < 0 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_')
		reader->failed = true;
	return c < 0 ? 0 : c;
}

/* One end of a range in a class; -1: a named class, which is added. */
static int class_unit(struct reader *reader)
{
	int c = peek(reader);

	reader->at++;
	if (c != '\\')
		return c;
	if (peek(reader) == 'b') {
		reader->at++;
		return '\b';
	}
	if (add_named(reader, peek(reader))) {
		reader->at++;
		return -1;
	}
	return escaped(reader);
}

static void read_class(struct reader *reader)
{
	struct step *step = emit(reader, OP_CLASS);
	unsigned first = reader->out.ranges_n;

	step->negated = take(reader, '^');
	while (!reader->failed && peek(reader) != ']') {
		int from, to;

		if (peek(reader) < 0) {
			reader->failed = true;
			return;
		}
		from = class_unit(reader);
		to = from;
		if (peek(reader) == '-' && reader->at + 1 < reader->len &&
			reader->text[reader->at + 1] != ']') {
			reader->at++;
			to = class_unit(reader);
			/* "\w-x" is read in two ways by two engines */
			reader->failed |= from < 0 || to < 0;
		}
		if (from >= 0 && to >= 0)
			add_range(reader, (unsigned)from, (unsigned)to);
	}
	reader->at++;
	step->ranges = (uint16_t)first;
	step->ranges_n = (uint16_t)(reader->out.ranges_n - first);
}

static void read_either(struct reader *reader);

static void read_group(struct reader *reader)
{
	if (take(reader, '?') && !take(reader, ':'))
		reader->failed = true;
	if (++reader->depth > GROUPS_MAX)
		reader->failed = true;
	if (!reader->failed)
		read_either(reader);
	reader->depth--;
	if (!take(reader, ')'))
		reader->failed = true;
}

static void read_escape(struct reader *reader)
{
	unsigned first = reader->out.ranges_n;
	struct step *step;

	if (add_named(reader, peek(reader))) {
		reader->at++;
		step = emit(reader, OP_CLASS);
		step->ranges = (uint16_t)first;
		step->ranges_n = (uint16_t)(reader->out.ranges_n - first);
		return;
	}
	emit(reader, OP_CHAR)->unit = (uint16_t)escaped(reader);
}

/* Returns false for ^ and $, which cannot be repeated. */
static bool read_atom(struct reader *reader)
{
	int c = peek(reader);

	reader->at++;
	switch (c) {
	case '^':
		emit(reader, OP_BEGIN);
		return false;
	case '$':
		emit(reader, OP_END);
		return false;
	case '(':
		read_group(reader);
		return true;
	case '[':
		read_class(reader);
		return true;
	case '.':
		emit(reader, OP_ANY);
		return true;
	case '\\':
		read_escape(reader);
		return true;
	case '*':
	case '+':
	case '?':
	case '{':
	case '}':
	case ']':
		/* nothing to repeat; a lone brace or bracket is read differently by engines */
		reader->failed = true;
		return false;
	default:
		emit(reader, OP_CHAR)->unit = (uint16_t)c;
		return true;
	}
}

/* A number of at most four digits; -1: none. */
static int read_number(struct reader *reader)
{
	int n = -1;

	while (peek(reader) >= '0' && peek(reader) <= '9') {
		n = (n < 0 ? 0 : n) * 10 + peek(reader) - '0';
		reader->at++;
		if (n > REPEAT_MAX) {
			reader->failed = true;
			return REPEAT_MAX;
		}
	}
	return n;
}

/* How often the atom before may come; -1 as most: without end. False: once. */
static bool read_times(struct reader *reader, int *min_r, int *max_r)
{
	*min_r = 0;
	*max_r = -1;
	if (take(reader, '+')) {
		*min_r = 1;
	} else if (take(reader, '?')) {
		*max_r = 1;
	} else if (take(reader, '{')) {
		*min_r = *max_r = read_number(reader);
		if (take(reader, ','))
			*max_r = read_number(reader);
		if (*min_r < 0 || (*max_r >= 0 && *max_r < *min_r) || !take(reader, '}'))
			reader->failed = true;
	} else if (!take(reader, '*')) {
		return false;
	}
	take(reader, '?'); /* lazy: the same texts match */
	return true;
}

static void copy_steps(struct reader *reader, const struct step *steps, unsigned n)
{
	for (unsigned i = 0; i < n && !reader->failed; i++)
		*emit(reader, steps[i].op) = steps[i];
}

/* What stands from `start` on, so often. */
static void repeat(struct reader *reader, unsigned start, int min, int max)
{
	struct eform_pattern *out = &reader->out;
	unsigned n = out->steps_n - start;
	struct step *steps = talloc_memdup(NULL, &out->steps[start], n * sizeof(*steps));

	if (!steps) {
		reader->failed = true;
		return;
	}
	out->steps_n = start;
	for (int i = 0; i < min && !reader->failed; i++)
		copy_steps(reader, steps, n);
	for (int i = min; i < max && !reader->failed; i++) {
		emit_jump(reader, OP_SPLIT, (int)n + 1);
		copy_steps(reader, steps, n);
	}
	if (max < 0) {
		emit_jump(reader, OP_SPLIT, (int)n + 2);
		copy_steps(reader, steps, n);
		emit_jump(reader, OP_JUMP, -(int)n - 1);
	}
	/* so that a program always grows by what is read, and {1000} of {0} ends */
	emit_jump(reader, OP_JUMP, 1);
	talloc_free(steps);
}

static void read_sequence(struct reader *reader)
{
	int min, max;

	emit_jump(reader, OP_JUMP, 1);
	while (!reader->failed && peek(reader) >= 0 && peek(reader) != '|' && peek(reader) != ')') {
		unsigned start = reader->out.steps_n;

		if (read_atom(reader) && read_times(reader, &min, &max) && !reader->failed)
			repeat(reader, start, min, max);
	}
}

static void read_either(struct reader *reader)
{
	unsigned start = reader->out.steps_n, end;

	read_sequence(reader);
	if (reader->failed || !take(reader, '|'))
		return;
	insert_split(reader, start, (int)(reader->out.steps_n - start) + 2);
	emit(reader, OP_JUMP);
	end = reader->out.steps_n - 1;
	read_either(reader);
	reader->out.steps[end].to = (int)(reader->out.steps_n - end);
}

/* A copy of no more than it takes. */
static struct eform_pattern *fitted(void *ctx, const struct eform_pattern *draft)
{
	struct eform_pattern *out = talloc_memdup(ctx, draft, sizeof(*draft));

	if (!out)
		return NULL;
	out->steps = talloc_memdup(out, draft->steps, draft->steps_n * sizeof(*draft->steps));
	out->ranges = talloc_memdup(out, draft->ranges, draft->ranges_n * sizeof(*draft->ranges));
	if (!out->steps || !out->ranges) {
		talloc_free(out);
		return NULL;
	}
	return out;
}

static bool read_whole(struct reader *reader, const char *text)
{
	int len = eform_pattern_units(text, reader->text, TEXT_MAX);

	if (len < 0)
		return false;
	reader->len = (unsigned)len;
	read_either(reader);
	emit(reader, OP_MATCH);
	return !reader->failed && reader->at == reader->len;
}

struct eform_pattern *eform_pattern_read(void *ctx, const char *text)
{
	struct reader *reader = talloc_zero(ctx, struct reader);
	struct eform_pattern *out = NULL;

	if (!reader)
		return NULL;
	reader->out = (struct eform_pattern) { .steps = reader->steps, .ranges = reader->ranges };
	if (read_whole(reader, text))
		out = fitted(ctx, &reader->out);
	talloc_free(reader);
	return out;
}
