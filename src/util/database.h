/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SQLite with kferry's errors. A database is a file in the cache that several runs of
 * kferry write at once and that any of them may be killed over: the rollback journal
 * (not WAL, which needs shared memory and so no network file system) keeps it whole.
 */
#pragma once

#include <glib.h>
#include <sqlite3.h>

typedef struct sqlite3 Database;
typedef struct sqlite3_stmt Statement;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Database, sqlite3_close_v2)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Statement, sqlite3_finalize)

/*
 * Opens the database @path and its directory, both made if need be. @schema makes the
 * tables of an empty one and is run as one transaction; @version is what
 * "PRAGMA user_version" says of them. A file of another version is an error
 * (KF_ERROR_INVALID) that names both. Whoever waits for another writer gives up after
 * ten seconds. The caller closes it; NULL with KF_ERROR_SYSTEM.
 */
Database *database_open(const char *path, const char *schema, int version,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Opens the database @path, which must be there, to read it alone; what is in it is for
 * the caller to check. The caller closes it; NULL with KF_ERROR_SYSTEM.
 */
Database *database_open_read(const char *path,
			     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Runs the statements @sql, which give no rows. KF_ERROR_SYSTEM. */
gboolean database_run(Database *database, const char *sql,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @sql compiled; NULL with KF_ERROR_SYSTEM. The caller finalizes it. */
Statement *database_prepare(Database *database, const char *sql,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Binds the text @value (NULL: null), which is copied, to the parameter @index, from 1. */
void database_bind_text(Statement *statement, int index, const char *value);

/* The next row of @statement: SQLITE_ROW, SQLITE_DONE, or -1 with KF_ERROR_SYSTEM. */
int database_step(Statement *statement, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Runs @statement, which gives no rows, and makes it ready for new values. */
gboolean database_execute(Statement *statement,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;
