/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/source.h"

#include <string.h>

#include "branch/source-kernel-org.h"
#include "branch/source-nearest.h"
#include "branch/source-place.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/plain-name.h"

/*
 * If a pin is unavailable, these are tried in order:
 *
 *	the version from kernel.org, verified by its signature
 *	the source that the user last gave for the version
 *	the nearest version that is available
 *
 * Each reports this, and adds a note that appears in the verdicts of the kernel. The
 * replacement is recorded in src/VERSION.instead (directory, identity, version and
 * note, a line each), because later commands must use the same, and should not ask the
 * network each time. An empty note means that it is the pinned source, copied from
 * another cache (source_record()).
 */

/* Maximum of nearest versions to ask for. */
#define NEAREST_MAX 16

/* --- sources of the user
 * --------------------------------------------------------------- */

/*
 * Returns the path of the file that names the tree, repository or tarball last given.
 */
static char *given_file(const char *version)
{
	g_autofree char *name = g_strconcat(version, ".given", NULL);

	return cache_path("src", name, NULL);
}

static char *given_before(const char *version)
{
	g_autofree char *file = given_file(version);
	char *path = NULL;

	return g_file_get_contents(file, &path, NULL, NULL) ? g_strchomp(path) : NULL;
}

static struct pristine *get_given(const char *version, const char *from, GError **error)
{
	g_autofree char *path = g_canonicalize_filename(from, NULL);
	struct branch_source given = {
		.kind = SOURCE_LOCAL, .version = (char *)version, .path = path};
	g_autofree char *file = given_file(version);
	g_autofree char *line = g_strconcat(path, "\n", NULL);
	g_autoptr(Pristine) pristine = source_place(&given, error);

	if (!pristine || !fs_write(file, line, error))
		return NULL;
	pristine->given = TRUE;
	pristine->note = g_strdup_printf("Linux %s, a local source: %s", version, path);
	return g_steal_pointer(&pristine);
}

/* --- the recorded replacement
 * ---------------------------------------------------------- */

static char *instead_file(const char *version)
{
	g_autofree char *name = g_strconcat(version, ".instead", NULL);

	return cache_path("src", name, NULL);
}

static char *instead_text(const struct pristine *pristine)
{
	g_autofree char *name = g_path_get_basename(pristine->dir);

	return g_strdup_printf("%s\n%s\n%s\n%s\n", name, pristine->identity,
			       pristine->version, pristine->note ?: "");
}

static gboolean remember(const struct branch_source *pin,
			 const struct pristine *pristine, GError **error)
{
	g_autofree char *file = instead_file(pin->version);
	g_autofree char *text = instead_text(pristine);

	return fs_write(file, text, error);
}

/* Returns the recorded replacement if it still exists, or NULL. */
static struct pristine *remembered(const struct branch_source *pin)
{
	g_autofree char *file = instead_file(pin->version);
	g_autofree char *text = fs_read(file, NULL);
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;
	g_autoptr(Pristine) pristine = g_new0(struct pristine, 1);

	if (!lines || g_strv_length(lines) != 5 || plain_name_refusal(lines[0]))
		return NULL;
	pristine->dir = cache_path("src", lines[0], NULL);
	pristine->identity = g_strdup(lines[1]);
	pristine->version = g_strdup(lines[2]);
	pristine->note = *lines[3] ? g_strdup(lines[3]) : NULL;
	return source_place_is(pristine->dir, pristine->identity)
		       ? g_steal_pointer(&pristine)
		       : NULL;
}

/* The same, updated if it is a tree of the user, who may have edited it. */
static struct pristine *remembered_now(const struct branch_source *pin)
{
	g_autofree char *path = given_before(pin->version);
	struct branch_source given = {
		.kind = SOURCE_LOCAL, .version = pin->version, .path = path};
	g_autofree char *dir = path ? source_path(&given) : NULL;
	g_autoptr(Pristine) pristine = remembered(pin);

	if (!pristine || g_strcmp0(dir, pristine->dir))
		return g_steal_pointer(&pristine);
	return get_given(pin->version, path, NULL);
}

/* --- replacements
 * ---------------------------------------------------------------------- */

static void say(const struct branch_source *pin, const char *what)
{
	g_printerr("kferry source %s: WARNING: %s\n", pin->version, what);
}

static struct pristine *get_signed(const struct branch_source *pin, GString *said)
{
	g_autoptr(GError) error = NULL;
	struct branch_source *other =
		pin->kind == SOURCE_DEBIAN ? source_kernel_org_pin(pin->version, &error)
					   : NULL;
	struct pristine *pristine = other ? source_place(other, &error) : NULL;

	if (pristine)
		pristine->note = g_strdup_printf(
			"Linux %s from kernel.org, verified by its signature; the "
			"pinned tarball is not available",
			pin->version);
	if (error)
		g_string_append_printf(said, "; kernel.org: %s", error->message);
	if (other)
		branch_source_free(other);
	return pristine;
}

static struct pristine *get_given_before(const struct branch_source *pin, GString *said)
{
	g_autofree char *path = given_before(pin->version);
	g_autoptr(GError) error = NULL;
	struct pristine *pristine = path ? get_given(pin->version, path, &error) : NULL;

	if (error)
		g_string_append_printf(said, "; %s, given earlier with --from: %s",
				       path, error->message);
	return pristine;
}

static struct pristine *get_nearest(const struct branch *b,
				    const struct branch_source *pin, GString *said)
{
	g_autoptr(GPtrArray) pins = source_nearest(b, pin);

	for (guint i = 0; i < MIN(pins->len, NEAREST_MAX); i++) {
		const struct branch_source *other = pins->pdata[i];
		g_autoptr(GError) error = NULL;
		struct pristine *pristine = source_place(other, &error);

		if (pristine) {
			pristine->note = g_strdup_printf(
				"Linux %s, the nearest available version; %s is pinned",
				other->version, pin->version);
			return pristine;
		}
		if (i == 0)
			g_string_append_printf(said, "; the nearest, %s: %s",
					       other->version, error->message);
	}
	if (pins->len > 1)
		g_string_append_printf(said, "; nor any of the next %u",
				       MIN(pins->len, NEAREST_MAX) - 1);
	if (!pins->len)
		g_string_append(said, "; no other version is known");
	return NULL;
}

/* Replaces @pin, because of @why; with @exact, not by another version. */
static struct pristine *get_instead(const struct branch *b,
				    const struct branch_source *pin, gboolean exact,
				    const GError *why, GError **error)
{
	g_autoptr(GString) said = g_string_new(why->message);
	g_autofree char *given = given_before(pin->version);
	g_autoptr(Pristine) pristine = get_signed(pin, said);

	if (!pristine)
		pristine = get_given_before(pin, said);
	if (!pristine && !exact)
		pristine = get_nearest(b, pin, said);
	if (!pristine) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
			    "Linux %s is not available: %s", pin->version, said->str);
		return NULL;
	}
	say(pin, said->str);
	return remember(pin, pristine, error) ? g_steal_pointer(&pristine) : NULL;
}

/* --- the whole
 * ------------------------------------------------------------------------- */

static struct pristine *get_pinned(const struct branch *b,
				   const struct branch_source *pin,
				   const struct source_request *request, GError **error)
{
	gboolean exact = request->exact || request->version;
	g_autoptr(Pristine) pristine = request->again ? NULL : remembered_now(pin);
	g_autofree char *file = instead_file(pin->version);
	g_autofree char *going_on = NULL;
	g_autoptr(GError) why = NULL;

	if (!pristine || (exact && strcmp(pristine->version, pin->version))) {
		g_clear_pointer(&pristine, pristine_free);
		pristine = source_place(pin, &why);
		if (pristine)
			return fs_remove(file, error) ? g_steal_pointer(&pristine)
						      : NULL;
		/*
		 * the pin is wrong, or it is the user's source: nothing may replace it
		 */
		if (pin->kind == SOURCE_LOCAL ||
		    g_error_matches(why, KF_ERROR, KF_ERROR_INPUT)) {
			g_propagate_error(error, g_steal_pointer(&why));
			return NULL;
		}
		pristine = get_instead(b, pin, exact, why, error);
	}
	if (!pristine)
		return NULL;
	if (!pristine->note)
		return g_steal_pointer(&pristine);
	going_on = g_strconcat("using ", pristine->note, "; verdicts will mention it",
			       NULL);
	say(pin, going_on);
	return g_steal_pointer(&pristine);
}

struct pristine *source_obtain(const struct branch *b,
			       const struct source_request *request, GError **error)
{
	const char *refusal =
		request->version ? plain_name_refusal(request->version) : NULL;
	const struct branch_source *pin;

	if (refusal) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "--version: '%s' %s",
			    request->version, refusal);
		return NULL;
	}
	if (request->from)
		return get_given(request->version ?: b->version, request->from, error);
	pin = branch_source(b, request->version, error);
	return pin ? get_pinned(b, pin, request, error) : NULL;
}

struct pristine *source_get(const struct branch *b, const char *version,
			    const char *from, GError **error)
{
	const struct source_request request = {.version = version, .from = from};

	return source_obtain(b, &request, error);
}

struct pristine *source_get_exact(const struct branch *b, const char *version,
				  GError **error)
{
	const struct source_request request = {.version = version, .exact = TRUE};

	return source_obtain(b, &request, error);
}

gboolean source_record(const struct branch *b, const struct pristine *tree,
		       const char *dir, GError **error)
{
	g_autofree char *instead = g_strconcat(b->version, ".instead", NULL);
	g_autofree char *name = g_path_get_basename(tree->dir);
	g_autofree char *origin = g_strconcat(name, ".origin", NULL);
	g_autofree char *instead_path = g_build_filename(dir, instead, NULL);
	g_autofree char *origin_path = g_build_filename(dir, origin, NULL);
	g_autofree char *text = instead_text(tree);
	g_autofree char *line = g_strconcat(tree->identity, "\n", NULL);

	return fs_make_dir(dir, error) && fs_write(instead_path, text, error) &&
	       fs_write(origin_path, line, error);
}

/* Returns the tree of @pin if it is unpacked, or NULL. */
static struct pristine *unpacked(const struct branch_source *pin)
{
	struct pristine *pristine;

	if (source_state(pin) != SOURCE_UNPACKED)
		return NULL;
	pristine = g_new0(struct pristine, 1);
	pristine->version = g_strdup(pin->version);
	pristine->dir = source_path(pin);
	return pristine;
}

struct pristine *source_at_hand(const struct branch *b)
{
	const struct branch_source *pin = branch_source(b, NULL, NULL);
	g_autofree char *before = given_before(pin->version);
	struct branch_source given = {
		.kind = SOURCE_LOCAL, .version = pin->version, .path = before};
	struct pristine *pristine = unpacked(pin);

	if (pristine || pin->kind == SOURCE_LOCAL)
		return pristine;
	pristine = remembered(pin);
	if (pristine || !before)
		return pristine;
	pristine = unpacked(&given);
	if (pristine)
		pristine->given = TRUE;
	return pristine;
}

char *source_changed(const struct branch *b, const char *version, const char *identity)
{
	const struct branch_source *pin = branch_source(b, NULL, NULL);
	g_autoptr(Pristine) at_hand = source_at_hand(b);
	const char *now = at_hand ? at_hand->version : b->version;
	g_autofree char *before = given_before(pin->version);
	struct branch_source given = {
		.kind = SOURCE_LOCAL, .version = pin->version, .path = before};
	g_autofree char *pinned = NULL;
	g_autofree char *users = NULL;

	if (strcmp(version, now))
		return g_strdup_printf("the version is now %s, it was %s", now,
				       version);
	if (pin->kind != SOURCE_LOCAL)
		return NULL;
	pinned = source_place_identity(pin);
	users = before ? source_place_identity(&given) : NULL;
	if (!pinned || !strcmp(pinned, identity) || !g_strcmp0(users, identity))
		return NULL;
	return g_strdup_printf("%s changed", pin->path);
}

gboolean source_verify(const struct branch *b, const char *version, GError **error)
{
	const struct branch_source *pin = branch_source(b, version, error);

	return pin && source_place_verify(pin, error);
}
