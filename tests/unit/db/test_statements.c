/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The plan of every prepared statement, as SQLite tells it: none walks through a table that grows,
 * none sorts more than a handful of rows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <osmocom/core/utils.h>

#include "db/store_internal.h"
#include "tests/lib/store_script.h"

/* Read whole, and small: a province has some hundred offices and procedures, a database a few keys.
 */
static const enum statement may_scan[] = { SQL_KEY_LIST, SQL_OFFICE_EACH, SQL_PROCEDURE_LIST };
/* Sorts the open drafts of one phone (at most one for each procedure), the words about one dossier,
 * the strays of one dossier. */
static const enum statement may_sort[] = { SQL_DRAFT_FIND, SQL_EVENT_NEWEST, SQL_STRAY_LIST };

/* Its plan holds the search for children without a parent that foreign keys ask for; it is passed
 * over while there are none, which the run below sees. */
static const enum statement may_plan_scan[] = { SQL_DOSSIER_ADD };

static bool listed(const enum statement *list, size_t n, int id)
{
	for (size_t i = 0; i < n; i++)
		if ((int)list[i] == id)
			return true;
	return false;
}

static void step_check(int id, const char *step)
{
	bool scan = strncmp(step, "SCAN", 4) == 0 && strcmp(step, "SCAN CONSTANT ROW") != 0;
	bool sort = strstr(step, "TEMP B-TREE") != NULL;

	if (scan && !listed(may_scan, ARRAY_SIZE(may_scan), id) &&
		!listed(may_plan_scan, ARRAY_SIZE(may_plan_scan), id))
		fail_msg("%s\n  %s", statement_sql[id], step);
	if (sort && !listed(may_sort, ARRAY_SIZE(may_sort), id))
		fail_msg("%s\n  %s", statement_sql[id], step);
}

static void no_statement_walks_through_a_table_that_grows(void **state)
{
	struct store_fixture *f = *state;
	unsigned steps = 0;

	for (int id = 0; id < STATEMENT_COUNT; id++) {
		char sql[1024];
		sqlite3_stmt *plan;

		snprintf(sql, sizeof(sql), "EXPLAIN QUERY PLAN %s", statement_sql[id]);
		if (id <= SQL_ROLLBACK_TO)
			continue; /* transactions have no plan */
		assert_int_equal(sqlite3_prepare_v2(f->store->db, sql, -1, &plan, NULL), SQLITE_OK);
		while (sqlite3_step(plan) == SQLITE_ROW) {
			step_check(id, (const char *)sqlite3_column_text(plan, 3));
			steps++;
		}
		sqlite3_finalize(plan);
	}
	assert_true(steps > STATEMENT_COUNT / 2);
}

/* Every statement that ran so far, with its triggers. */
static void a_day_of_applications_walks_through_no_table(void **state)
{
	struct store_fixture *f = *state;
	struct store_script *script = store_script_new(f->ctx, f, NULL);
	unsigned ran = 0;

	store_script_turn(script, 0, SCRIPT_APPLICANTS_MAX);
	store_script_expect(script, 0, SCRIPT_APPLICANTS_MAX, TURN_DONE);
	for (int id = 0; id < STATEMENT_COUNT; id++) {
		sqlite3_stmt *statement = f->store->statement[id];

		ran += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_RUN, 0) > 0;
		if (sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0) > 0 &&
			!listed(may_scan, ARRAY_SIZE(may_scan), id))
			fail_msg("%s", statement_sql[id]);
	}
	assert_true(ran > 20);
}

static void every_statement_has_its_text(void **state)
{
	(void)state;
	for (int id = 0; id < STATEMENT_COUNT; id++)
		assert_non_null(statement_sql[id]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(no_statement_walks_through_a_table_that_grows,
			store_fixture_setup, store_fixture_teardown),
		cmocka_unit_test_setup_teardown(a_day_of_applications_walks_through_no_table,
			store_fixture_setup, store_fixture_teardown),
		cmocka_unit_test(every_statement_has_its_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
