/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/database.h"

#include "util/error.h"
#include "util/fs.h"

#define BUSY_MILLISECONDS 10000

static gboolean fail(Database *database, GError **error)
{
	const char *path = sqlite3_db_filename(database, "main");

	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s",
		    path && *path ? path : "database", sqlite3_errmsg(database));
	return FALSE;
}

gboolean database_run(Database *database, const char *sql, GError **error)
{
	return sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_OK ||
	       fail(database, error);
}

Statement *database_prepare(Database *database, const char *sql, GError **error)
{
	Statement *statement = NULL;

	if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
		fail(database, error);
	return statement;
}

void database_bind_text(Statement *statement, int index, const char *value)
{
	sqlite3_bind_text(statement, index, value, -1, SQLITE_TRANSIENT);
}

int database_step(Statement *statement, GError **error)
{
	int result = sqlite3_step(statement);

	if (result == SQLITE_ROW || result == SQLITE_DONE)
		return result;
	fail(sqlite3_db_handle(statement), error);
	return -1;
}

gboolean database_execute(Statement *statement, GError **error)
{
	gboolean done = database_step(statement, error) == SQLITE_DONE;

	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return done;
}

static int read_version(Database *database, GError **error)
{
	g_autoptr(Statement) statement =
		database_prepare(database, "PRAGMA user_version", error);

	if (!statement || database_step(statement, error) != SQLITE_ROW)
		return -1;
	return sqlite3_column_int(statement, 0);
}

/* Another run may create the tables at the same time, so this checks again under the
 * lock. */
static gboolean make_tables(Database *database, const char *schema, int version,
			    GError **error)
{
	g_autofree char *text = g_strdup_printf("%s;PRAGMA user_version = %d; COMMIT;",
						schema, version);
	int found;

	if (!database_run(database, "BEGIN IMMEDIATE", error))
		return FALSE;
	found = read_version(database, error);
	if (found == 0)
		return database_run(database, text, error);
	return database_run(database, "ROLLBACK", found < 0 ? NULL : error) &&
	       found > 0;
}

static gboolean prepare(Database *database, const char *path, const char *schema,
			int version, GError **error)
{
	int found;

	sqlite3_busy_timeout(database, BUSY_MILLISECONDS);
	found = read_version(database, error);
	if (found == 0 && make_tables(database, schema, version, error))
		found = read_version(database, error);
	if (found > 0 && found != version)
		g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
			    "%s: has format %d, this kferry reads %d", path, found,
			    version);
	return found == version;
}

Database *database_open(const char *path, const char *schema, int version,
			GError **error)
{
	g_autofree char *directory = g_path_get_dirname(path);
	g_autoptr(Database) database = NULL;

	if (!fs_make_dir(directory, error))
		return NULL;
	if (sqlite3_open(path, &database) != SQLITE_OK) {
		fail(database, error);
		return NULL;
	}
	if (!prepare(database, path, schema, version, error))
		return NULL;
	return g_steal_pointer(&database);
}

Database *database_open_read(const char *path, GError **error)
{
	g_autoptr(Database) database = NULL;

	if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
		fail(database, error);
		return NULL;
	}
	return g_steal_pointer(&database);
}
