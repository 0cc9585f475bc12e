/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * All SQL there is, apart from schema and pragmas. Prepared at open, so a wrong statement stops the
 * start. A test asks SQLite for the plan of each: none may walk through a table that grows.
 *
 * A partial index is found only if its condition stands literally in the statement, so states are
 * written as numbers here; they are those of the enums in the headers.
 */
#include "db/store_internal.h"

#include <stdio.h>

#define DRAFT_COLUMNS "id, phone, procedure, tree_hash, answers, updated_s"
#define DOSSIER_COLUMNS \
	"id, receipt, draft_id, phone, procedure, office, submitted_s, state, dossier_number," \
	" status, status_s, due_s, reason, attempts, next_at_s, helper"
#define APPOINTMENT_COLUMNS "id, code, dossier_id, office, start_s, seat, state, made_s"
#define CALLBACK_COLUMNS    "id, phone, office, screen, state, made_s, changed_s, note"
#define OUTBOX_COLUMNS \
	"id, dossier_id, phone, text, lane, state, dedupe, attempts, made_s, next_at_s," \
	" changed_s, reason"
#define PROCEDURE_COLUMNS \
	"p.code, p.name, p.fee_dong, p.time_limit_days, p.valid_from, p.valid_to," \
	" p.eform_version, e.etag, p.read_s"
#define EVENT_COLUMNS \
	"id, dossier_id, source, status, at_s, reason, papers, fee_dong, due_s, collect_s"
#define UPCALL_COLUMNS "id, dossier_id, kind, state, attempts, made_s, next_at_s, reason, body"

#define NEXT_ID(table) "SELECT coalesce(max(id), 0) + 1 FROM " table

const char *const statement_sql[STATEMENT_COUNT] = {
	[SQL_BEGIN] = "BEGIN IMMEDIATE",
	[SQL_COMMIT] = "COMMIT",
	[SQL_ROLLBACK] = "ROLLBACK",
	[SQL_SAVEPOINT] = "SAVEPOINT event",
	[SQL_RELEASE] = "RELEASE event",
	[SQL_ROLLBACK_TO] = "ROLLBACK TO event",

	[SQL_META_GET] = "SELECT value FROM meta WHERE name = ?",
	[SQL_META_SET] = "UPDATE meta SET value = ? WHERE name = ?",
	[SQL_META_COUNT] = "UPDATE meta SET value = value + 1 WHERE name = ? RETURNING value",
	[SQL_KEY_LIST] = "SELECT key_id, proof FROM sealing_key",
	[SQL_KEY_ADD] = "INSERT INTO sealing_key (key_id, proof) VALUES (?, ?)",
	[SQL_TALLY] = "SELECT state, n FROM tally WHERE kind = ?",

	[SQL_SUBSCRIBER_GET] = "SELECT id, language, accents, opted_out FROM subscriber"
			       " WHERE phone_hash = ?",
	[SQL_SUBSCRIBER_NEXT_ID] = NEXT_ID("subscriber"),
	[SQL_SUBSCRIBER_ADD] = "INSERT INTO subscriber"
			       " (id, phone_hash, phone, language, accents, opted_out)"
			       " VALUES (?, ?, ?, ?, ?, ?)",
	[SQL_SUBSCRIBER_CHANGE] = "UPDATE subscriber SET language = ?, accents = ?, opted_out = ?"
				  " WHERE phone_hash = ?",

	[SQL_DRAFT_NEXT_ID] = NEXT_ID("draft"),
	[SQL_DRAFT_ADD] = "INSERT INTO draft (id, phone_hash, phone, procedure, tree_hash, answers,"
			  " updated_s, state) VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
	[SQL_DRAFT_CHANGE] = "UPDATE draft SET tree_hash = ?, answers = ?, updated_s = ?"
			     " WHERE id = ? AND state = 1",
	[SQL_DRAFT_OPEN_ID] = "SELECT id FROM draft"
			      " WHERE phone_hash = ? AND procedure = ? AND state = 1",
	[SQL_DRAFT_FIND] = "SELECT " DRAFT_COLUMNS " FROM draft"
			   " WHERE phone_hash = ? AND updated_s >= ? AND state = 1"
			   " ORDER BY updated_s DESC, id DESC LIMIT 1",
	[SQL_DRAFT_FIND_PROCEDURE] = "SELECT " DRAFT_COLUMNS " FROM draft"
				     " WHERE phone_hash = ? AND updated_s >= ? AND procedure = ?"
				     " AND state = 1",
	[SQL_DRAFT_CLOSE] = "UPDATE draft SET state = 2, answers = x'' WHERE id = ? AND state = 1",
	[SQL_DRAFT_EXPIRE] = "DELETE FROM draft WHERE id IN (SELECT id FROM draft"
			     " WHERE updated_s < ? AND state = 1 ORDER BY updated_s LIMIT ?)",

	[SQL_DOSSIER_NEXT_ID] = NEXT_ID("dossier"),
	[SQL_DOSSIER_ADD] =
		"INSERT INTO dossier (id, receipt, draft_id, phone_hash, phone, id_tail_hash,"
		" procedure, office, submitted_s, state, status, status_s, due_s, reason, attempts,"
		" next_at_s, helper) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, 0, 0, '', 0, ?, ?)",
	[SQL_DOSSIER_BODY_PUT] = "INSERT INTO dossier_body (dossier_id, body) VALUES (?, ?)"
				 " ON CONFLICT (dossier_id) DO UPDATE SET body = excluded.body",
	[SQL_DOSSIER_BODY] = "SELECT body FROM dossier_body WHERE dossier_id = ?",
	[SQL_DOSSIER_BY_ID] = "SELECT " DOSSIER_COLUMNS " FROM dossier WHERE id = ?",
	[SQL_DOSSIER_BY_DRAFT] = "SELECT " DOSSIER_COLUMNS " FROM dossier WHERE draft_id = ?",
	[SQL_DOSSIER_BY_RECEIPT] = "SELECT " DOSSIER_COLUMNS " FROM dossier WHERE receipt = ?",
	[SQL_DOSSIER_BY_NUMBER] =
		"SELECT " DOSSIER_COLUMNS " FROM dossier WHERE dossier_number = ?",
	[SQL_DOSSIER_TAIL] = "SELECT id_tail_hash FROM dossier WHERE id = ?",
	[SQL_DOSSIER_LIST_PHONE] = "SELECT " DOSSIER_COLUMNS " FROM dossier WHERE phone_hash = ?"
				   " ORDER BY id DESC LIMIT ?",
	[SQL_DOSSIER_LIST_OWN] = "SELECT " DOSSIER_COLUMNS " FROM dossier"
				 " WHERE phone_hash = ? AND helper IS NULL"
				 " ORDER BY id DESC LIMIT ?",
	[SQL_DOSSIER_LIST] = "SELECT " DOSSIER_COLUMNS " FROM dossier WHERE id < ?"
			     " ORDER BY id DESC LIMIT ?",
	[SQL_DOSSIER_LIST_OFFICE] = "SELECT " DOSSIER_COLUMNS " FROM dossier"
				    " WHERE id < ? AND office = ? ORDER BY id DESC LIMIT ?",
	[SQL_DOSSIER_DUE] = "SELECT " DOSSIER_COLUMNS " FROM dossier"
			    " WHERE state = 1 AND next_at_s <= ? ORDER BY next_at_s, id LIMIT ?",
	[SQL_DOSSIER_LEASE] = "UPDATE dossier SET attempts = attempts + 1, next_at_s = ?"
			      " WHERE id = ?",
	[SQL_DOSSIER_NEXT_DUE] = "SELECT next_at_s FROM dossier"
				 " WHERE state = 1 AND next_at_s >= 0 ORDER BY next_at_s LIMIT 1",
	[SQL_DOSSIER_RETRY] = "UPDATE dossier SET next_at_s = ?, reason = ?"
			      " WHERE id = ? AND state = 1",
	[SQL_DOSSIER_WAKE] = "UPDATE dossier SET next_at_s = ? WHERE state = 1 AND next_at_s > ?",
	/* What an event of the portal said already, before the answer came, stays. */
	[SQL_DOSSIER_ACCEPTED] =
		"UPDATE dossier SET state = 2, dossier_number = ?,"
		" status = iif(portal_s > 0, status, ?), status_s = iif(portal_s > 0, status_s, ?),"
		" due_s = iif(portal_s > 0 AND due_s > 0, due_s, ?),"
		" reason = iif(portal_s > 0, reason, '') WHERE id = ?",
	[SQL_DOSSIER_REFUSED] = "UPDATE dossier SET state = 3, reason = ?, status_s = ?"
				" WHERE id = ? AND state <> 2",
	[SQL_DOSSIER_STATUS] = "UPDATE dossier SET status = ?, status_s = ?, reason = ?, due_s = "
			       "iif(?4 > 0, ?4, due_s),"
			       " portal_s = ?5 WHERE id = ?6 AND portal_s <= ?5",
	[SQL_DOSSIER_OLDEST_QUEUED] =
		"SELECT submitted_s FROM dossier"
		" WHERE state = 1 AND submitted_s >= 0 ORDER BY submitted_s LIMIT 1",
	[SQL_EVENT_ADD] = "INSERT INTO dossier_event"
			  " (dossier_id, source, status, at_s, reason, papers, fee_dong, due_s,"
			  " collect_s, event_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
			  " RETURNING id",
	[SQL_EVENT_LIST] = "SELECT " EVENT_COLUMNS " FROM dossier_event"
			   " WHERE dossier_id = ? ORDER BY id LIMIT ?",
	[SQL_EVENT_NEWEST] = "SELECT " EVENT_COLUMNS " FROM dossier_event"
			     " WHERE dossier_id = ? AND source = ? AND status <> 0"
			     " ORDER BY event_id IS NOT NULL DESC, at_s DESC, id DESC LIMIT 1",
	[SQL_EVENT_BY_KEY] = "SELECT id FROM dossier_event WHERE event_id = ?",
	[SQL_EVENT_COUNT] = "SELECT count(*) FROM dossier_event"
			    " WHERE dossier_id = ? AND source = ? AND status = ?",

	[SQL_APPOINTMENT_OPEN] = "SELECT " APPOINTMENT_COLUMNS " FROM appointment"
				 " WHERE dossier_id = ? AND state = 1",
	[SQL_APPOINTMENT_SEATS] = "SELECT seat FROM appointment"
				  " WHERE office = ? AND start_s = ? AND state = 1 ORDER BY seat",
	[SQL_APPOINTMENT_ADD] =
		"INSERT INTO appointment (code, dossier_id, phone_hash, office, start_s, seat, "
		"state,"
		" made_s) SELECT ?, id, phone_hash, ?, ?, ?, 1, ? FROM dossier WHERE id = ?",
	[SQL_APPOINTMENT_USE] = "SELECT start_s, count(*) FROM appointment"
				" WHERE office = ? AND start_s >= ? AND start_s < ? AND state = 1"
				" GROUP BY start_s ORDER BY start_s",
	[SQL_APPOINTMENT_LIST_PHONE] = "SELECT " APPOINTMENT_COLUMNS " FROM appointment"
				       " WHERE phone_hash = ? AND start_s >= ? AND state = 1"
				       " ORDER BY start_s, id LIMIT ?",
	[SQL_APPOINTMENT_BY_CODE] = "SELECT " APPOINTMENT_COLUMNS " FROM appointment"
				    " WHERE code = ?",
	[SQL_APPOINTMENT_LIST] = "SELECT " APPOINTMENT_COLUMNS " FROM appointment"
				 " WHERE start_s >= ? AND start_s < ? AND state = 1"
				 " ORDER BY start_s, seat, id LIMIT ?",
	[SQL_APPOINTMENT_LIST_OFFICE] =
		"SELECT " APPOINTMENT_COLUMNS " FROM appointment"
		" WHERE start_s >= ? AND start_s < ? AND office = ? AND state = 1"
		" ORDER BY start_s, seat LIMIT ?",
	[SQL_APPOINTMENT_COUNT] = "SELECT count(*) FROM appointment WHERE dossier_id = ?",
	[SQL_APPOINTMENT_END] = "UPDATE appointment SET state = ? WHERE id = ? AND state = 1",

	[SQL_OFFICE_GET] = "SELECT json FROM office WHERE code = ? AND valid_from = ?",
	[SQL_OFFICE_PUT] = "INSERT INTO office (code, valid_from, json) VALUES (?, ?, ?)"
			   " ON CONFLICT (code, valid_from) DO UPDATE SET json = excluded.json",
	[SQL_OFFICE_EACH] = "SELECT code, valid_from, json FROM office ORDER BY code, valid_from",

	[SQL_OUTBOX_NEXT_ID] = NEXT_ID("outbox"),
	[SQL_OUTBOX_ADD] =
		"INSERT INTO outbox (id, dossier_id, phone, text, lane, state, dedupe, attempts, "
		"made_s,"
		" next_at_s, changed_s, reason) VALUES (?, ?, ?, ?, ?, 1, ?, 0, ?, ?, ?, '')",
	[SQL_OUTBOX_BY_DEDUPE] = "SELECT id FROM outbox WHERE dedupe = ?",
	[SQL_OUTBOX_DUE] = "SELECT " OUTBOX_COLUMNS " FROM outbox"
			   " WHERE lane = ? AND next_at_s <= ? AND state IN (1, 7)"
			   " ORDER BY next_at_s, id LIMIT ?",
	[SQL_OUTBOX_CLAIM] = "UPDATE outbox SET state = 2, attempts = attempts + 1, changed_s = ?"
			     " WHERE id = ?",
	[SQL_OUTBOX_NEXT_DUE] = "SELECT next_at_s FROM outbox"
				" WHERE lane = ? AND state IN (1, 7) ORDER BY next_at_s LIMIT 1",
	[SQL_OUTBOX_STATE] = "SELECT state FROM outbox WHERE id = ?",
	[SQL_OUTBOX_SET] = "UPDATE outbox SET state = ?, next_at_s = ?, reason = ?, changed_s = ?"
			   " WHERE id = ?",
	[SQL_OUTBOX_BY_ID] = "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE id = ?",
	[SQL_OUTBOX_RECOVER] = "UPDATE outbox SET state = 7, next_at_s = ?, changed_s = ?"
			       " WHERE state = 2",
	[SQL_OUTBOX_LIST] = "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE id < ?"
			    " ORDER BY id DESC LIMIT ?",
	[SQL_OUTBOX_LIST_STATE] = "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE id < ? AND state = ?"
				  " ORDER BY id DESC LIMIT ?",
	[SQL_OUTBOX_OLDEST_QUEUED] =
		"SELECT made_s FROM outbox WHERE state = 1 ORDER BY id LIMIT 1",

	[SQL_INBOX_NEXT_ID] = NEXT_ID("inbox"),
	[SQL_INBOX_ADD] = "INSERT INTO inbox (id, message_hash, answer, at_s) VALUES (?, ?, ?, ?)",
	[SQL_INBOX_FIND] = "SELECT id, answer FROM inbox WHERE message_hash = ?",
	[SQL_INBOX_EXPIRE] = "DELETE FROM inbox WHERE id IN"
			     " (SELECT id FROM inbox WHERE at_s < ? ORDER BY at_s LIMIT ?)",

	[SQL_ATTEMPT_ADD] = "INSERT INTO attempt (key_hash, at_s) VALUES (?, ?)",
	[SQL_ATTEMPT_COUNT] = "SELECT count(*) FROM attempt WHERE key_hash = ? AND at_s >= ?",
	[SQL_ATTEMPT_EXPIRE] = "DELETE FROM attempt WHERE id IN"
			       " (SELECT id FROM attempt WHERE at_s < ? ORDER BY at_s LIMIT ?)",

	[SQL_PROCEDURE_PUT] =
		"INSERT INTO procedure (code, name, fee_dong, time_limit_days, valid_from, "
		"valid_to,"
		" eform_version, read_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
		" ON CONFLICT (code) DO UPDATE SET name = excluded.name,"
		" fee_dong = excluded.fee_dong, time_limit_days = excluded.time_limit_days,"
		" valid_from = excluded.valid_from, valid_to = excluded.valid_to,"
		" eform_version = excluded.eform_version, read_s = excluded.read_s",
	[SQL_PROCEDURE_FIND] = "SELECT " PROCEDURE_COLUMNS " FROM procedure p"
			       " LEFT JOIN procedure_eform e ON e.code = p.code WHERE p.code = ?",
	[SQL_PROCEDURE_LIST] = "SELECT " PROCEDURE_COLUMNS " FROM procedure p"
			       " LEFT JOIN procedure_eform e ON e.code = p.code"
			       " ORDER BY p.code LIMIT ?",
	[SQL_EFORM_PUT] = "INSERT INTO procedure_eform (code, etag, json) VALUES (?, ?, ?)"
			  " ON CONFLICT (code) DO UPDATE SET etag = excluded.etag,"
			  " json = excluded.json",
	[SQL_EFORM_GET] = "SELECT json FROM procedure_eform WHERE code = ?",

	[SQL_UPCALL_NEXT_ID] = NEXT_ID("upcall"),
	[SQL_UPCALL_ADD] =
		"INSERT INTO upcall (id, dossier_id, kind, body, state, attempts, made_s,"
		" next_at_s, reason) SELECT ?, id, ?, ?, CASE WHEN state = 2 AND NOT EXISTS"
		" (SELECT 1 FROM upcall u WHERE u.dossier_id = dossier.id AND u.state IN (1, 2))"
		" THEN 1 ELSE 2 END, 0, ?, ?, '' FROM dossier WHERE id = ?",
	[SQL_UPCALL_RELEASE] = "UPDATE upcall SET state = 1, next_at_s = ? WHERE state = 2 AND id ="
			       " (SELECT id FROM upcall WHERE dossier_id = ? AND state IN (1, 2)"
			       " ORDER BY id LIMIT 1)",
	[SQL_UPCALL_DUE] = "SELECT " UPCALL_COLUMNS " FROM upcall"
			   " WHERE state = 1 AND next_at_s <= ? ORDER BY next_at_s, id LIMIT ?",
	[SQL_UPCALL_LEASE] = "UPDATE upcall SET attempts = attempts + 1, next_at_s = ?"
			     " WHERE id = ?",
	[SQL_UPCALL_NEXT_DUE] = "SELECT next_at_s FROM upcall"
				" WHERE state = 1 AND next_at_s >= 0 ORDER BY next_at_s LIMIT 1",
	[SQL_UPCALL_BY_ID] = "SELECT " UPCALL_COLUMNS " FROM upcall WHERE id = ?",
	[SQL_UPCALL_RETRY] = "UPDATE upcall SET next_at_s = ?, reason = ?"
			     " WHERE id = ? AND state = 1",
	[SQL_UPCALL_WAKE] = "UPDATE upcall SET next_at_s = ? WHERE state = 1 AND next_at_s > ?",
	[SQL_UPCALL_END] = "UPDATE upcall SET state = ?, reason = ?, body = x''"
			   " WHERE id = ? AND state = 1 RETURNING dossier_id",
	[SQL_UPCALL_EXPIRE] = "DELETE FROM upcall WHERE id IN (SELECT id FROM upcall"
			      " WHERE made_s < ? AND state IN (3, 5) ORDER BY made_s LIMIT ?)",

	[SQL_CALLBACK_NEXT_ID] = NEXT_ID("callback"),
	[SQL_CALLBACK_ADD] = "INSERT INTO callback (id, phone_hash, phone, office, screen, state,"
			     " made_s, changed_s, note) VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?)",
	[SQL_CALLBACK_BY_ID] = "SELECT " CALLBACK_COLUMNS " FROM callback WHERE id = ?",
	[SQL_CALLBACK_OPEN] = "SELECT " CALLBACK_COLUMNS " FROM callback"
			      " WHERE phone_hash = ? AND state IN (1, 2)",
	[SQL_CALLBACK_COUNT] = "SELECT count(*) FROM callback"
			       " WHERE phone_hash = ? AND made_s >= ?",
	[SQL_CALLBACK_LIST] = "SELECT " CALLBACK_COLUMNS " FROM callback"
			      " WHERE id > ? AND state IN (1, 2) ORDER BY id LIMIT ?",
	[SQL_CALLBACK_LIST_OFFICE] = "SELECT " CALLBACK_COLUMNS " FROM callback"
				     " WHERE id > ? AND office = ? AND state IN (1, 2)"
				     " ORDER BY id LIMIT ?",
	[SQL_CALLBACK_TAKE] = "UPDATE callback SET state = 2, changed_s = ?"
			      " WHERE id = ? AND state = 1",
	[SQL_CALLBACK_END] = "UPDATE callback SET state = ?, changed_s = ?, note = ?"
			     " WHERE id = ? AND state = 2",
	[SQL_CALLBACK_EXPIRE] = "DELETE FROM callback WHERE id IN (SELECT id FROM callback"
				" WHERE changed_s < ? AND state IN (3, 4)"
				" ORDER BY changed_s LIMIT ?)",
	[SQL_CALLBACK_OLDEST] = "SELECT made_s FROM callback"
				" WHERE id > 0 AND state IN (1, 2) ORDER BY id LIMIT 1",
	[SQL_UPCALL_LIST] = "SELECT " UPCALL_COLUMNS " FROM upcall WHERE dossier_id = ?"
			    " ORDER BY id LIMIT ?",

	[SQL_STRAY_NEXT_ID] = NEXT_ID("portal_stray"),
	[SQL_STRAY_ADD] = "INSERT INTO portal_stray"
			  " (id, event_id, dossier_number, receipt, event, seen_s)"
			  " VALUES (?, ?, ?, ?, ?, ?)",
	[SQL_STRAY_LIST] = "SELECT id, event_id, event FROM portal_stray"
			   " WHERE dossier_number = ? OR receipt = ? ORDER BY id LIMIT ?",
	[SQL_STRAY_DELETE] = "DELETE FROM portal_stray WHERE id = ?",
	[SQL_STRAY_EXPIRE] = "DELETE FROM portal_stray WHERE id IN (SELECT id FROM portal_stray"
			     " WHERE seen_s < ? ORDER BY seen_s LIMIT ?)",
	[SQL_CURSOR_GET] = "SELECT cursor FROM portal_cursor WHERE name = 'events'",
	[SQL_CURSOR_PUT] = "UPDATE portal_cursor SET cursor = ? WHERE name = 'events'",
};

int statements_prepare(struct store *store, char *error, size_t error_size)
{
	for (int i = 0; i < STATEMENT_COUNT; i++) {
		int rc = sqlite3_prepare_v3(store->db, statement_sql[i], -1,
			SQLITE_PREPARE_PERSISTENT, &store->statement[i], NULL);
		if (rc) {
			snprintf(error, error_size, "%s: statement %d does not fit the schema: %s",
				store->path, i, sqlite3_errmsg(store->db));
			return sqlite_error(store->db, rc);
		}
	}
	return 0;
}

void statements_finalize(struct store *store)
{
	for (int i = 0; i < STATEMENT_COUNT; i++) {
		sqlite3_finalize(store->statement[i]);
		store->statement[i] = NULL;
	}
}
