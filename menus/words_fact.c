/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Answers as they are read back, and the facts that lie in them: of an identity number, a date, the
 * code of a unit. No word of a language is made here: months and sexes are catalogue texts ("@id").
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "gateway/base/national_id.h"
#include "menus/pairs.h"
#include "menus/words.h"

#define PROCEDURE  "procedure"
#define DATE_WORDS "date.words"

static bool is_name(const char *name, size_t len, const char *wanted)
{
	return len == strlen(wanted) && memcmp(name, wanted, len) == 0;
}

static const char *made_reference(struct words *words, uint16_t text)
{
	snprintf(words->made, sizeof(words->made), "@%s", texts_id(words->set->texts, text));
	return words->made;
}

static const char *nothing(struct words *words)
{
	return made_reference(words, words->set->words[WORD_NONE]);
}

static const struct tree *tree_of(const struct words *words)
{
	return &words->set->trees[words->state->at.tree];
}

/* --- facts --------------------------------------------------------------------------------- */
const char *words_fact(const char *id, const char *fact, size_t fact_len, char out[8])
{
	struct national_id parsed;

	/* the answer was accepted in its year; here only its digits are read again */
	if (national_id_parse(id, INT16_MAX, &parsed) < 0)
		return NULL;
	if (is_name(fact, fact_len, "sex"))
		return parsed.female ? "female" : "male";
	if (!is_name(fact, fact_len, "year"))
		return NULL;
	snprintf(out, 8, "%d", parsed.birth_year);
	return out;
}

static const char *id_fact(struct words *words, const char *id, const char *fact, size_t len)
{
	char year[8];
	const char *known = words_fact(id, fact, len, year);

	if (!known)
		return nothing(words);
	if (known != year)
		return made_reference(
			words, words->set->words[known[0] == 'f' ? WORD_FEMALE : WORD_MALE]);
	snprintf(words->made, sizeof(words->made), "%s", year);
	return words->made;
}

/* Of "ddmmyyyy", "ddmm" or "yyyy", whichever its entry keeps. */
static const char *date_fact(
	struct words *words, const char *date, bool year_alone, const char *fact, size_t len)
{
	size_t digits = strlen(date);
	bool day = digits == 8 || (digits == 4 && !year_alone);
	unsigned month;

	if (is_name(fact, len, "year") && (digits == 8 || (digits == 4 && year_alone)))
		return date + digits - 4;
	if (!day || is_name(fact, len, "year"))
		return nothing(words);
	if (is_name(fact, len, "month")) {
		month = (unsigned)(date[2] - '0') * 10 + (unsigned)(date[3] - '0');
		snprintf(words->made, sizeof(words->made), "@month.%u", month);
		return words->made;
	}
	snprintf(words->made, sizeof(words->made), "%.2s", date + (date[0] == '0'));
	words->made[date[0] == '0' ? 1 : 2] = '\0';
	return words->made;
}

/* As people write it: 24/11/2026, 24/11, 1950. */
static const char *shown_date(struct words *words, const char *date, bool year_alone)
{
	if (strlen(date) < 4 || (year_alone && strlen(date) == 4))
		return date;
	snprintf(words->made, sizeof(words->made), "%.2s/%.2s%s%.4s", date, date + 2,
		date[4] ? "/" : "", date + 4);
	return words->made;
}

struct spoken {
	struct words parts; /* with room of its own for what a part makes */
	const char *date;
};

static const char *date_part(const char *name, size_t len, void *data)
{
	struct spoken *spoken = data;

	return date_fact(&spoken->parts, spoken->date, false, name, len);
}

/* "5 February 2026", in the order and words of the language; of what is known less: as written. */
static const char *date_words(struct words *words, const char *date, bool year_alone)
{
	const struct texts *texts = words->set->texts;
	struct spoken spoken = { .parts = { .set = words->set, .state = words->state },
		.date = date };
	size_t len;

	if (strlen(date) != 8)
		return shown_date(words, date, year_alone);
	(void)!texts_expand(texts, texts_find(texts, DATE_WORDS), words->state->language, true,
		date_part, &spoken, words->made, sizeof(words->made), &len);
	return words->made;
}

/* Offices may have codes of their own, which no unit has: an effect brought what such a one is
 * called, under the name of the key. A code that nobody knows any more is shown as it is. */
static const char *name_without_unit(const struct words *words, uint16_t key, const char *code)
{
	const char *name = pairs_find(words->state->values, words->state->values_len, key);

	return name && *name ? name : code;
}

static const char *unit_fact(
	struct words *words, uint16_t key, const char *code, const char *fact, size_t len)
{
	const struct units *units = menu_set_units(words->set);
	const struct unit *unit = units ? units_find(units, code) : NULL, *province;

	if (is_name(fact, len, "name"))
		return unit ? unit->name : name_without_unit(words, key, code);
	if (!unit)
		return code;
	province = unit->parent[0] ? units_find(units, unit->parent) : unit;
	return province ? province->name : code;
}

static const char *procedure_fact(struct words *words, const char *fact, size_t len)
{
	const char *code = words_procedure(words->set, words->state);

	if (!code)
		return NULL;
	snprintf(words->made, sizeof(words->made), "@" PROCEDURE ".%s.%.*s",
		menu_set_own_code(words->set, code), (int)len, fact);
	return words->made;
}

const char *words_fact_of(struct words *words, const char *name, size_t len)
{
	const struct engine_state *state = words->state;
	const char *dot = memchr(name, '.', len), *fact, *text;
	const struct node *entry;
	size_t fact_len;
	uint16_t key;

	if (!dot)
		return NULL;
	fact = dot + 1;
	fact_len = len - (size_t)(fact - name);
	if (is_name(name, (size_t)(dot - name), PROCEDURE))
		return procedure_fact(words, fact, fact_len);
	key = symbols_find(words->set->symbols, name, (size_t)(dot - name));
	text = pairs_find(state->answers, state->answers_len, key);
	if (!text || !*text)
		return nothing(words);
	entry = tree_entry(tree_of(words), key);
	if (!entry)
		return unit_fact(words, key, text, fact, fact_len);
	if (entry->entry == ENTRY_DATE && is_name(fact, fact_len, "words"))
		return date_words(words, text, entry->year_alone);
	if (entry->entry == ENTRY_DATE)
		return date_fact(words, text, entry->year_alone, fact, fact_len);
	return id_fact(words, text, fact, fact_len);
}

/* --- answers ------------------------------------------------------------------------------- */
void words_number(int64_t number, bool dots, char *out, size_t cap)
{
	char digits[24];
	size_t n, at = 0;

	snprintf(digits, sizeof(digits), "%" PRId64, number);
	n = strlen(digits);
	for (size_t i = 0; i < n && at + 2 < cap; i++) {
		if (dots && i > 0 && (n - i) % 3 == 0)
			out[at++] = '.';
		out[at++] = digits[i];
	}
	out[at] = '\0';
}

static const char *shown_money(struct words *words, const char *digits)
{
	int64_t number = 0;

	for (const char *digit = digits; *digit >= '0' && *digit <= '9'; digit++)
		number = number * 10 + (*digit - '0');
	words_number(number, true, words->made, sizeof(words->made));
	return words->made;
}

const char *words_answer(struct words *words, uint16_t key)
{
	const struct engine_state *state = words->state;
	const char *text = pairs_find(state->answers, state->answers_len, key);
	const struct option *option;
	const struct node *entry;

	if (!text)
		return NULL;
	option = tree_option(tree_of(words), key, text);
	if (option)
		return made_reference(words, option->echo);
	entry = tree_entry(tree_of(words), key);
	if (!entry || !*text)
		return text;
	if (entry->entry == ENTRY_DATE)
		return shown_date(words, text, entry->year_alone);
	if (entry->entry == ENTRY_MONEY)
		return shown_money(words, text);
	if (entry->entry != ENTRY_TIME || strlen(text) != 4)
		return text;
	snprintf(words->made, sizeof(words->made), "%.2s:%.2s", text, text + 2);
	return words->made;
}
