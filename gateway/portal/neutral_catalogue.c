/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The portal's catalogue and forms, read. Pure.
 */
#include <stdio.h>
#include <string.h>
#include "gateway/base/json.h"
#include "gateway/portal/neutral.h"

#define FEE_MAX_DONG	    1000000000
#define TIME_LIMIT_MAX_DAYS 3650
#define DATE_CHARS	    10 /* YYYY-MM-DD */

static int told(char sentence[NEUTRAL_SENTENCE_SIZE], const char *error, int result)
{
	snprintf(sentence, NEUTRAL_SENTENCE_SIZE, "%.*s", NEUTRAL_SENTENCE_SIZE - 1, error);
	return result;
}

static const char *read_date(const struct json_at *entry, const char *key)
{
	const char *date = json_text_opt(entry, key, DATE_CHARS, "");

	if (*date && (strlen(date) != DATE_CHARS || strspn(date, "0123456789-") != DATE_CHARS))
		json_fail(entry, "%s is not a date", key);
	return date;
}

static void read_entry(const struct json_at *entry, struct procedure_row *row)
{
	memset(row, 0, sizeof(*row));
	snprintf(row->code, sizeof(row->code), "%s",
		json_text(entry, "code", 1, sizeof(row->code) - 1));
	snprintf(row->name, sizeof(row->name), "%s",
		json_text(entry, "name", 1, sizeof(row->name) - 1));
	row->fee_dong = json_int_opt(entry, "fee", 0, FEE_MAX_DONG, -1);
	row->time_limit_days =
		(int)json_int_opt(entry, "time_limit_days", 0, TIME_LIMIT_MAX_DAYS, -1);
	snprintf(row->valid_from, sizeof(row->valid_from), "%s", read_date(entry, "valid_from"));
	snprintf(row->valid_to, sizeof(row->valid_to), "%s", read_date(entry, "valid_to"));
	snprintf(row->eform_version, sizeof(row->eform_version), "%s",
		json_text_opt(entry, "eform_version", sizeof(row->eform_version) - 1, ""));
}

/* Twice over the list: first all is checked, then all is given. */
static int read_list(const struct json_at *root,
	int (*each)(const struct procedure_row *row, void *data), void *data)
{
	struct json_at list = json_need(root, "procedures");
	size_t count = json_count(&list);
	struct procedure_row row;
	int rc = 0;

	if (count > NEUTRAL_PROCEDURES_MAX)
		json_fail(&list, "more than %d procedures", NEUTRAL_PROCEDURES_MAX);
	for (unsigned pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < count; i++) {
			struct json_at entry = json_item(&list, i);

			read_entry(&entry, &row);
			if (json_failed(root->reader))
				return ERR_SCHEMA;
			if (pass == 1)
				rc = each(&row, data);
			if (rc < 0)
				return rc;
		}
	}
	return json_failed(root->reader) ? ERR_SCHEMA : 0;
}

int neutral_read_procedures(const char *body, size_t len,
	int (*each)(const struct procedure_row *row, void *data), void *data,
	char sentence[NEUTRAL_SENTENCE_SIZE])
{
	struct json_reader reader;
	json_t *root = json_read(&reader, "portal", body, len);
	struct json_at at;
	int rc;

	sentence[0] = '\0';
	if (!root)
		return told(sentence, reader.error, ERR_SYNTAX);
	at = json_root(&reader, root);
	rc = read_list(&at, each, data);
	if (json_failed(&reader))
		told(sentence, reader.error, rc);
	json_decref(root);
	return rc;
}

int neutral_check_eform(const char *body, size_t len, char sentence[NEUTRAL_SENTENCE_SIZE])
{
	struct json_reader reader;
	json_t *root = json_read(&reader, "eform", body, len);
	struct json_at at, components;

	sentence[0] = '\0';
	if (!root)
		return told(sentence, reader.error, ERR_SYNTAX);
	at = json_root(&reader, root);
	components = json_need(&at, "components");
	if (json_count(&components) == 0 && !json_failed(&reader))
		json_fail(&components, "a form without fields");
	json_decref(root);
	return json_failed(&reader) ? told(sentence, reader.error, ERR_SCHEMA) : 0;
}
