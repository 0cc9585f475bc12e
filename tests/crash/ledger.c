/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a store holds, as one JSON object on stdout, for the accounts after a crash test:
 *
 *   ledger FOLDER     with motcua.db and motcua.key, of a gateway that has stopped
 *
 * It reads through db/ as the gateway does, so a sealed value that cannot be opened, or a row that
 * db/ would refuse, ends it with 1 and a sentence. It judges nothing: tests/crash/accounts.mjs
 * does.
 */
#include <jansson.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>
#include "db/appointment.h"
#include "db/dossier.h"
#include "db/outbox.h"
#include "gateway/base/log.h"

#define PATH_SIZE   512
#define ERROR_SIZE  512
#define PAGE	    64
#define HISTORY_MAX 64

struct ledger {
	struct store *store;
	json_t *dossiers, *outbox, *appointments;
};

static int fail(const char *what, const char *sentence)
{
	fprintf(stderr, "ledger: %s: %s\n", what, sentence);
	return EXIT_FAILURE;
}

/* --- SQLite's own word ---------------------------------------------------------------------- */
static int take_word(void *data, int columns, char **values, char **names)
{
	json_t *words = data;

	(void)names;
	return columns == 1 ? json_array_append_new(words, json_string(values[0])) : 1;
}

/* What integrity_check and foreign_key_check say; "ok" alone is good. NULL if it cannot be asked.
 */
static json_t *read_integrity(const char *path)
{
	json_t *words = json_array();
	sqlite3 *db;
	int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, "PRAGMA integrity_check", take_word, words, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db,
			"SELECT 'a row of ' || \"table\" || ' names a missing ' || parent "
			"FROM pragma_foreign_key_check",
			take_word, words, NULL);
	sqlite3_close(db);
	if (rc == SQLITE_OK)
		return words;
	json_decref(words);
	return NULL;
}

/* --- rows ----------------------------------------------------------------------------------- */
static json_t *read_history(struct store *store, int64_t dossier_id)
{
	struct dossier_event events[HISTORY_MAX];
	int n = dossier_event_list(store, dossier_id, events, HISTORY_MAX);
	json_t *list = json_array();

	for (int i = 0; i < n; i++)
		json_array_append_new(list,
			json_pack("{s:i s:i s:I s:s}", "source", (int)events[i].source, "status",
				events[i].status, "at", (json_int_t)events[i].at_s, "reason",
				events[i].reason));
	return list;
}

static int add_dossier(struct ledger *ledger, const struct dossier *d)
{
	char body[DOSSIER_BODY_MAX + 1];
	int n = dossier_body(ledger->store, d->id, body, sizeof(body));

	if (n < 0)
		return n;
	return json_array_append_new(ledger->dossiers,
		       json_pack("{s:I s:s s:I s:s s:i s:s s:i s:o s:o}", "id", (json_int_t)d->id,
			       "receipt", d->receipt, "draft", (json_int_t)d->draft_id, "phone",
			       d->phone.e164, "state", (int)d->state, "dossier_number",
			       d->dossier_number, "status", d->status, "body",
			       json_loadb(body, (size_t)n, 0, NULL), "history",
			       read_history(ledger->store, d->id)))
		? ERR_NO_MEMORY
		: OK;
}

static int add_message(struct ledger *ledger, const struct outbox_row *row)
{
	return json_array_append_new(ledger->outbox,
		       json_pack("{s:I s:I s:s s:s s:s s:I s:s s:I s:s}", "id", (json_int_t)row->id,
			       "dossier", (json_int_t)row->dossier_id, "phone", row->phone.e164,
			       "text", row->text, "state", sms_state_name(row->state), "attempts",
			       (json_int_t)row->attempts, "key", row->dedupe, "made",
			       (json_int_t)row->made_s, "reason", row->reason))
		? ERR_NO_MEMORY
		: OK;
}

static int read_dossiers(struct ledger *ledger)
{
	struct dossier page[PAGE];
	int64_t before = 0;
	int n, rc;

	do {
		n = dossier_list(ledger->store, NULL, before, page, PAGE);
		for (int i = 0; i < n; i++) {
			rc = add_dossier(ledger, &page[i]);
			if (rc < 0)
				return rc;
			before = page[i].id;
		}
	} while (n == PAGE);
	return n < 0 ? n : OK;
}

static int read_outbox(struct ledger *ledger)
{
	struct outbox_row page[PAGE];
	int64_t before = 0;
	int n, rc;

	do {
		n = outbox_list(ledger->store, 0, before, page, PAGE);
		for (int i = 0; i < n; i++) {
			rc = add_message(ledger, &page[i]);
			if (rc < 0)
				return rc;
			before = page[i].id;
		}
	} while (n == PAGE);
	return n < 0 ? n : OK;
}

/* The open ones: those that hold a seat. */
static int read_appointments(struct ledger *ledger)
{
	struct appointment one;
	size_t i;
	json_t *dossier;

	json_array_foreach (ledger->dossiers, i, dossier) {
		int64_t id = json_integer_value(json_object_get(dossier, "id"));
		int rc = appointment_of_dossier(ledger->store, id, &one);

		if (rc == ERR_NOT_FOUND)
			continue;
		if (rc < 0)
			return rc;
		json_array_append_new(ledger->appointments,
			json_pack("{s:s s:I s:s s:I s:i}", "code", one.code, "dossier",
				(json_int_t)id, "office", one.office, "start",
				(json_int_t)one.start_s, "seat", (int)one.seat));
	}
	return OK;
}

static int print(struct ledger *ledger, json_t *integrity)
{
	json_t *all = json_pack("{s:o s:o s:o s:o}", "integrity", integrity, "dossiers",
		ledger->dossiers, "appointments", ledger->appointments, "outbox", ledger->outbox);
	int rc = all ? json_dumpf(all, stdout, JSON_COMPACT) : -1;

	json_decref(all);
	return rc == 0 && putchar('\n') != EOF && fflush(stdout) == 0 ? EXIT_SUCCESS
								      : fail("stdout", "error");
}

int main(int argc, char **argv)
{
	struct ledger ledger = { NULL, json_array(), json_array(), json_array() };
	char path[PATH_SIZE], key_path[PATH_SIZE], error[ERROR_SIZE];
	const struct store_config config = { path, key_path, NULL };
	json_t *integrity;
	int rc;

	if (argc != 2 || sodium_init() < 0)
		return fail("usage", "ledger FOLDER");
	log_start_quiet(NULL);
	snprintf(path, sizeof(path), "%s/motcua.db", argv[1]);
	snprintf(key_path, sizeof(key_path), "%s/motcua.key", argv[1]);
	integrity = read_integrity(path);
	if (!integrity)
		return fail(path, "SQLite cannot read it");
	ledger.store = store_open(NULL, clock_system(), &config, error, sizeof(error));
	if (!ledger.store)
		return fail("store", error);
	rc = read_dossiers(&ledger);
	if (rc == OK)
		rc = read_outbox(&ledger);
	if (rc == OK)
		rc = read_appointments(&ledger);
	store_close(ledger.store);
	return rc == OK ? print(&ledger, integrity) : fail("rows", err_name(rc));
}
