/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SQLite with kferry's errors. Several runs of kferry may write to one database in the
 * cache at a time, and each may be killed. It uses the rollback journal; WAL needs
 * shared memory, which network file systems do not have.
 */
#pragma once

#include <glib.h>
#include <sqlite3.h>

typedef struct sqlite3 Database;
typedef struct sqlite3_stmt Statement;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Database, sqlite3_close_v2)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Statement, sqlite3_finalize)

/*
 * Opens the database @path and creates it and its directory if necessary. @schema
 * creates the tables of an empty database in one transaction, and @version becomes its
 * "PRAGMA user_version". Another version is KF_ERROR_INVALID; the message names both.
 * Statements wait ten seconds for another writer. The caller closes it. Returns NULL
 * with KF_ERROR_SYSTEM on other errors.
 */
Database *database_open(const char *path, const char *schema, int version,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Opens the existing database @path for reading only; the caller must check its
 * contents and closes it. Returns NULL with KF_ERROR_SYSTEM. */
Database *database_open_read(const char *path,
			     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Runs the statements @sql, which return no rows. Errors: KF_ERROR_SYSTEM. */
gboolean database_run(Database *database, const char *sql,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Compiles @sql. Returns NULL with KF_ERROR_SYSTEM. The caller finalizes it. */
Statement *database_prepare(Database *database, const char *sql,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Binds a copy of the text @value (NULL: null) to the parameter @index, counted from 1.
 */
void database_bind_text(Statement *statement, int index, const char *value);

/* Steps to the next row: SQLITE_ROW, SQLITE_DONE, or -1 with KF_ERROR_SYSTEM. */
int database_step(Statement *statement, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Runs @statement, which returns no rows, and resets it for new values. */
gboolean database_execute(Statement *statement,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;
