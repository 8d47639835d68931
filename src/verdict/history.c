/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/history.h"

#include <string.h>

#include "util/database.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/json-text.h"

#define HISTORY_FORMAT 1

struct history {
	Database *database;
};

/* The columns that refer to a text, in the order of the table. */
static const struct {
	const char *name;
	gsize offset;
	gboolean brief; /* also read for a brief query */
} texts[] = {
	{"branch", G_STRUCT_OFFSET(struct history_run, branch), FALSE},
	{"variant", G_STRUCT_OFFSET(struct history_run, variant), TRUE},
	{"expected", G_STRUCT_OFFSET(struct history_run, expected), FALSE},
	{"seen", G_STRUCT_OFFSET(struct history_run, seen), TRUE},
	{"why", G_STRUCT_OFFSET(struct history_run, why), FALSE},
	{"release", G_STRUCT_OFFSET(struct history_run, release), FALSE},
	{"build_id", G_STRUCT_OFFSET(struct history_run, build_id), FALSE},
	{"series", G_STRUCT_OFFSET(struct history_run, series), FALSE},
	{"config", G_STRUCT_OFFSET(struct history_run, config), FALSE},
	{"compiler", G_STRUCT_OFFSET(struct history_run, compiler), FALSE},
	{"qemu", G_STRUCT_OFFSET(struct history_run, qemu), FALSE},
	{"accel", G_STRUCT_OFFSET(struct history_run, accel), TRUE},
	{"scenarios", G_STRUCT_OFFSET(struct history_run, scenarios), FALSE},
	{"host", G_STRUCT_OFFSET(struct history_run, host), TRUE},
};

/* The other columns are before them. */
enum column {
	COLUMN_NONCE,
	COLUMN_STARTED,
	COLUMN_VERDICT,
	COLUMN_SEED,
	COLUMN_WALL,
	COLUMN_CHANGED,
	COLUMN_COVERED,
	COLUMN_TEXT, /* the first of texts[] */
};

#define COLUMN_NAMES "nonce, started, verdict, seed, wall, changed, covered"

static const char schema[] =
	"CREATE TABLE text (id INTEGER PRIMARY KEY, value TEXT NOT NULL UNIQUE);"
	"CREATE TABLE run (nonce TEXT PRIMARY KEY, started INTEGER NOT NULL,"
	" verdict INTEGER NOT NULL, seed INTEGER NOT NULL, wall REAL NOT NULL,"
	" changed INTEGER NOT NULL, covered INTEGER NOT NULL,"
	" branch INTEGER, variant INTEGER, expected INTEGER, seen INTEGER,"
	" why INTEGER, release INTEGER, build_id INTEGER, series INTEGER,"
	" config INTEGER, compiler INTEGER, qemu INTEGER, accel INTEGER,"
	" scenarios INTEGER, host INTEGER) WITHOUT ROWID;"
	"CREATE INDEX run_of_variant ON run (branch, variant, started)";

static char **text_of(const struct history_run *run, gsize column)
{
	return G_STRUCT_MEMBER_P(run, texts[column].offset);
}

void history_run_free(struct history_run *run)
{
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(*text_of(run, i));
	g_free(run->nonce);
	g_free(run);
}

struct history *history_open(const char *path, GError **error)
{
	/*
	 * rows are sorted by nonce, so the runs of a variant are all over the file:
	 * unless the cache holds the whole file, each row is a page that is read again
	 */
	static const char cache[] = "PRAGMA cache_size = -65536"; /* KiB */
	g_autoptr(Database) database =
		database_open(path, schema, HISTORY_FORMAT, error);
	struct history *history;

	if (!database || !database_run(database, cache, error))
		return NULL;
	history = g_new0(struct history, 1);
	history->database = g_steal_pointer(&database);
	return history;
}

void history_close(struct history *history)
{
	sqlite3_close_v2(history->database);
	g_free(history);
}

/* Returns the value of CONFIG_CC_VERSION_TEXT in @config, or NULL: older kernels lack
 * it. */
static char *compiler_of(const char *config)
{
	static const char name[] = "\nCONFIG_CC_VERSION_TEXT=\"";
	const char *value = strstr(config, name), *end;

	if (!value)
		return NULL;
	value += strlen(name);
	end = strpbrk(value, "\"\n");
	return end ? g_strndup(value, end - value) : NULL;
}

static gint64 started_of(const char *dir, const struct run *run)
{
	gint64 end = run_date(run, dir);

	return MAX(0, end - (gint64)MAX(0, run->result.wall));
}

struct history_run *history_run_new(const char *dir, const struct run *run,
				    const struct verdict *verdict)
{
	struct history_run *row = g_new0(struct history_run, 1);
	g_autofree char *path = g_build_filename(dir, "config", NULL);
	g_autofree char *config = fs_read(path, NULL);

	row->started = started_of(dir, run);
	row->nonce = g_strdup(run->nonce);
	row->branch = g_strdup(run->branch);
	row->variant = g_strdup(run->variant);
	row->kind = verdict->kind;
	row->expected = g_strdup(verdict->expected);
	row->seen = g_strdup(verdict->seen);
	if (verdict->reasons->len)
		row->why = g_strdup(verdict->reasons->pdata[0]);
	row->release = g_strdup(run->release);
	row->build_id = g_strdup(run->build_id);
	row->series = g_strdup(run->series);
	if (config) {
		row->config =
			g_compute_checksum_for_string(G_CHECKSUM_SHA256, config, -1);
		row->compiler = compiler_of(config);
	}
	row->qemu = *run->result.qemu ? g_strdup(run->result.qemu) : NULL;
	row->accel = g_strdup(run->accel);
	row->scenarios = g_strdup(run->scenarios);
	row->host = g_strdup(run->host);
	row->seed = run->seed;
	row->wall = verdict->wall;
	row->changed = verdict->coverage.known ? (int)verdict->coverage.changed : -1;
	row->covered = verdict->coverage.known ? (int)verdict->coverage.run : -1;
	return row;
}

json_t *history_run_json(const struct history_run *run)
{
	json_t *root =
		json_pack("{so sI ss sI sf}", "nonce", json_text(run->nonce), "started",
			  (json_int_t)run->started, "verdict", verdict_name(run->kind),
			  "seed", (json_int_t)run->seed, "wall", run->wall);

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		json_object_set_new(root, texts[i].name,
				    json_text(*text_of(run, i)) ?: json_null());
	if (run->changed >= 0)
		json_object_set_new(root, "coverage",
				    json_pack("{si si}", "changed", run->changed, "run",
					      run->covered));
	return root;
}

static gboolean add_texts(struct history *history, const struct history_run *run,
			  GError **error)
{
	g_autoptr(Statement) statement = database_prepare(
		history->database, "INSERT OR IGNORE INTO text (value) VALUES (?)",
		error);

	for (gsize i = 0; statement && i < G_N_ELEMENTS(texts); i++) {
		if (!*text_of(run, i))
			continue;
		database_bind_text(statement, 1, *text_of(run, i));
		if (!database_execute(statement, error))
			return FALSE;
	}
	return statement != NULL;
}

static gboolean add_row(struct history *history, const struct history_run *run,
			GError **error)
{
	g_autoptr(GString) sql =
		g_string_new("INSERT OR REPLACE INTO run (" COLUMN_NAMES);
	g_autoptr(Statement) statement = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_string_append_printf(sql, ", %s", texts[i].name);
	g_string_append(sql, ") VALUES (?, ?, ?, ?, ?, ?, ?");
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_string_append(sql, ", (SELECT id FROM text WHERE value = ?)");
	g_string_append_c(sql, ')');
	statement = database_prepare(history->database, sql->str, error);
	if (!statement)
		return FALSE;
	database_bind_text(statement, COLUMN_NONCE + 1, run->nonce);
	sqlite3_bind_int64(statement, COLUMN_STARTED + 1, run->started);
	sqlite3_bind_int(statement, COLUMN_VERDICT + 1, run->kind);
	sqlite3_bind_int64(statement, COLUMN_SEED + 1, (gint64)run->seed);
	sqlite3_bind_double(statement, COLUMN_WALL + 1, run->wall);
	sqlite3_bind_int(statement, COLUMN_CHANGED + 1, run->changed);
	sqlite3_bind_int(statement, COLUMN_COVERED + 1, run->covered);
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		database_bind_text(statement, COLUMN_TEXT + 1 + i, *text_of(run, i));
	return database_execute(statement, error);
}

gboolean history_add(struct history *history, const struct history_run *run,
		     GError **error)
{
	if (!database_run(history->database, "BEGIN IMMEDIATE", error))
		return FALSE;
	if (add_texts(history, run, error) && add_row(history, run, error))
		return database_run(history->database, "COMMIT", error);
	if (!database_run(history->database, "ROLLBACK", NULL))
		g_debug("history: nothing to roll back");
	return FALSE;
}

/* Appends the conditions of @query; bind_query() binds each ?N in them. */
static void append_conditions(GString *sql, const struct history_query *query)
{
	g_string_append(sql, " WHERE 1");
	if (query->branch)
		g_string_append(sql, " AND run.branch ="
				     " (SELECT id FROM text WHERE value = ?1)");
	if (query->variant)
		g_string_append(sql, " AND run.variant ="
				     " (SELECT id FROM text WHERE value = ?2)");
	if (query->release)
		g_string_append(sql,
				" AND run.release IN (SELECT id FROM text WHERE value"
				" = ?3 OR (substr(value, 1, length(?3)) = ?3 AND"
				" substr(value, length(?3) + 1, 1) NOT GLOB '[0-9]'))");
	if (query->since)
		g_string_append(sql, " AND started >= ?4");
	if (query->until)
		g_string_append(sql, " AND started < ?5");
}

static void bind_query(Statement *statement, const struct history_query *query)
{
	/* a parameter that does not occur is SQLITE_RANGE, which is harmless */
	if (query->branch)
		database_bind_text(statement, 1, query->branch);
	if (query->variant)
		database_bind_text(statement, 2, query->variant);
	if (query->release)
		database_bind_text(statement, 3, query->release);
	if (query->since)
		sqlite3_bind_int64(statement, 4, query->since);
	if (query->until)
		sqlite3_bind_int64(statement, 5, query->until);
}

static char *column_text(Statement *statement, int column)
{
	return g_strdup((const char *)sqlite3_column_text(statement, column));
}

/* An unknown kind means that the file is damaged: INVALID. */
static enum verdict_kind column_verdict(Statement *statement, int column)
{
	int kind = sqlite3_column_int(statement, column);

	return kind >= VERDICT_PASS && kind <= VERDICT_INVALID ? (enum verdict_kind)kind
							       : VERDICT_INVALID;
}

static struct history_run *read_row(Statement *statement)
{
	struct history_run *run = g_new0(struct history_run, 1);

	run->nonce = column_text(statement, COLUMN_NONCE);
	run->started = sqlite3_column_int64(statement, COLUMN_STARTED);
	run->kind = column_verdict(statement, COLUMN_VERDICT);
	run->seed = sqlite3_column_int64(statement, COLUMN_SEED);
	run->wall = sqlite3_column_double(statement, COLUMN_WALL);
	run->changed = sqlite3_column_int(statement, COLUMN_CHANGED);
	run->covered = sqlite3_column_int(statement, COLUMN_COVERED);
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		*text_of(run, i) = column_text(statement, COLUMN_TEXT + i);
	return run;
}

GPtrArray *history_find(struct history *history, const struct history_query *query,
			GError **error)
{
	g_autoptr(GString) sql = g_string_new("SELECT " COLUMN_NAMES);
	g_autoptr(GPtrArray) runs =
		g_ptr_array_new_with_free_func((GDestroyNotify)history_run_free);
	g_autoptr(Statement) statement = NULL;
	int more;

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		if (query->brief && !texts[i].brief)
			g_string_append(sql, ", NULL");
		else
			g_string_append_printf(
				sql, ", (SELECT value FROM text WHERE id = run.%s)",
				texts[i].name);
	g_string_append(sql, " FROM run");
	append_conditions(sql, query);
	g_string_append(sql, " ORDER BY started DESC, nonce");
	if (query->limit)
		g_string_append_printf(sql, " LIMIT %u", query->limit);
	statement = database_prepare(history->database, sql->str, error);
	if (!statement)
		return NULL;
	bind_query(statement, query);
	while ((more = database_step(statement, error)) == SQLITE_ROW)
		g_ptr_array_add(runs, read_row(statement));
	return more == SQLITE_DONE ? g_steal_pointer(&runs) : NULL;
}

static void count_free(gpointer data)
{
	struct history_count *count = data;

	g_free(count->branch);
	g_free(count->variant);
	g_free(count->seen);
	g_free(count);
}

/* Counts the next row: the runs of a variant are consecutive, oldest first. */
static void count_row(GPtrArray *counts, Statement *statement)
{
	const char *branch = (const char *)sqlite3_column_text(statement, 0);
	const char *variant = (const char *)sqlite3_column_text(statement, 1);
	enum verdict_kind kind = column_verdict(statement, 2);
	const char *seen = (const char *)sqlite3_column_text(statement, 4);
	struct history_count *count =
		counts->len ? counts->pdata[counts->len - 1] : NULL;

	if (!count || g_strcmp0(count->branch, branch) ||
	    g_strcmp0(count->variant, variant)) {
		count = g_new0(struct history_count, 1);
		count->branch = g_strdup(branch);
		count->variant = g_strdup(variant);
		count->first = count->since = sqlite3_column_int64(statement, 3);
		count->kind = kind;
		g_ptr_array_add(counts, count);
	}
	count->last = sqlite3_column_int64(statement, 3);
	if (count->kind != kind || g_strcmp0(count->seen, seen))
		count->since = count->last;
	count->kind = kind;
	g_free(count->seen);
	count->seen = g_strdup(seen);
	count->pass += kind == VERDICT_PASS;
	count->fail += kind == VERDICT_FAIL;
	count->invalid += kind == VERDICT_INVALID;
}

GPtrArray *history_count(struct history *history, const struct history_query *query,
			 GError **error)
{
	g_autoptr(GString) sql =
		g_string_new("SELECT b.value, v.value, verdict, started, s.value"
			     " FROM run JOIN text b ON b.id = run.branch"
			     " JOIN text v ON v.id = run.variant"
			     " JOIN text s ON s.id = run.seen");
	g_autoptr(GPtrArray) counts = g_ptr_array_new_with_free_func(count_free);
	g_autoptr(Statement) statement = NULL;
	int more;

	append_conditions(sql, query);
	g_string_append(sql, " ORDER BY b.value, v.value, started, nonce");
	statement = database_prepare(history->database, sql->str, error);
	if (!statement)
		return NULL;
	bind_query(statement, query);
	while ((more = database_step(statement, error)) == SQLITE_ROW)
		count_row(counts, statement);
	return more == SQLITE_DONE ? g_steal_pointer(&counts) : NULL;
}
