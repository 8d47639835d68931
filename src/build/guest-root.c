/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/guest-root.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "branch/source-apt.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/lock.h"
#include "util/subprocess.h"

/* Incremented when the same packages are to be packed differently. */
#define FORMAT "kferry root 2\n"

/* A shell, and programs that scripts need. */
static const char *const usual[] = {"base-files", "dash", "coreutils", "findutils",
				    "grep",	  "sed",  "mawk",      "mount"};

/* Files that no test reads, to save memory. */
static const char *const left_out[] = {"usr/share/doc/",      "usr/share/man/",
				       "usr/share/info/",     "usr/share/locale/",
				       "usr/share/bug/",      "usr/share/lintian/",
				       "usr/share/doc-base/", "var/lib/apt/",
				       "var/cache/",	      "boot/"};

/* What maintainer scripts would have created. */
static const struct {
	const char *path, *text;
} added[] = {
	{"etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"
		       "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"},
	{"etc/group", "root:x:0:\nnogroup:x:65534:\n"},
	{"etc/hosts", "127.0.0.1 localhost\n"},
};

#define KEYRING "/usr/share/keyrings/debian-archive-keyring.gpg"

gboolean guest_root_check(GError **error)
{
	static const char *const programs[] = {"mmdebstrap", "apt-get"};

	for (gsize i = 0; i < G_N_ELEMENTS(programs); i++)
		if (!subprocess_exists(programs[i])) {
			g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
				    "a suite with a root file system requires %s, "
				    "which is not installed",
				    programs[i]);
			return FALSE;
		}
	return TRUE;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Returns all requested packages, sorted, each once. */
static GPtrArray *all_packages(char **packages)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	GPtrArray *once = g_ptr_array_new();

	for (gsize i = 0; i < G_N_ELEMENTS(usual); i++)
		g_ptr_array_add(all, (char *)usual[i]);
	for (; packages && *packages; packages++)
		g_ptr_array_add(all, *packages);
	g_ptr_array_sort(all, compare_names);
	for (guint i = 0; i < all->len; i++)
		if (!i || strcmp(all->pdata[i], all->pdata[i - 1]))
			g_ptr_array_add(once, all->pdata[i]);
	g_ptr_array_add(once, NULL);
	return once;
}

/* --- mmdebstrap ------------------------------------------------------------------- */

/* Errors of mmdebstrap and apt begin with "E: "; the last one is the cause. */
static void look_for_error(const char *line, void *data)
{
	char **last = data;

	if (!g_str_has_prefix(line, "E: "))
		return;
	g_free(*last);
	*last = g_strdup(line + strlen("E: "));
}

/* Adds the proxies of this machine's apt, which that of mmdebstrap does not know. */
static gboolean add_proxies(GPtrArray *argv, GError **error)
{
	const char *dump[] = {"apt-config", "dump", NULL};
	g_autofree char *text = subprocess_capture(dump, error);
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;

	for (char **line = lines; line && *line; line++)
		if (g_str_has_prefix(*line, "Acquire::") &&
		    (strstr(*line, "::Proxy ") || strstr(*line, "::CaInfo ")))
			g_ptr_array_add(argv, g_strconcat("--aptopt=", *line, NULL));
	return text != NULL;
}

static gboolean run_mmdebstrap(const char *root, const char *include,
			       const struct arch *arch, const char *tar, GError **error)
{
	g_autofree char *base = source_apt_archive(root, error);
	g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *last = NULL;
	struct subprocess process = {.line = look_for_error, .data = &last};
	g_autoptr(GError) cause = NULL;

	if (!base)
		return FALSE;
	g_ptr_array_add(argv, g_strdup("mmdebstrap"));
	g_ptr_array_add(argv, g_strdup("--variant=extract"));
	g_ptr_array_add(argv, g_strdup("--format=tar"));
	g_ptr_array_add(argv, g_strconcat("--architectures=", arch->debian, NULL));
	g_ptr_array_add(argv, g_strconcat("--include=", include, NULL));
	if (!add_proxies(argv, error))
		return FALSE;
	g_ptr_array_add(argv, g_strdup(root));
	g_ptr_array_add(argv, g_strdup(tar));
	g_ptr_array_add(argv, g_strdup_printf("deb [signed-by=" KEYRING "] %s %s main",
					      base, root));
	g_ptr_array_add(argv, NULL);
	process.argv = (const char *const *)argv->pdata;
	if (subprocess_run(&process, NULL, &cause))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
		    "the root file system debian:%s: %s", root, last ?: cause->message);
	return FALSE;
}

/* --- tar to cpio ------------------------------------------------------------------ */

/* Tables of iconv(3): a fifth of a small system. */
#define GCONV "/gconv/"

/* Whether a component of @path is "..". */
static gboolean climbs(const char *path)
{
	g_auto(GStrv) names = g_strsplit(path, "/", -1);

	return g_strv_contains((const char *const *)names, "..");
}

/* Returns a name relative to the root, or NULL if it must not be in an initramfs. */
static const char *plain_path(const char *path)
{
	if (!path)
		return NULL;
	if (g_str_has_prefix(path, "./"))
		path += 2;
	return !*path || *path == '/' || climbs(path) ? NULL : path;
}

static gboolean is_wanted(struct archive_entry *entry)
{
	const char *path = plain_path(archive_entry_pathname(entry));
	mode_t type = archive_entry_filetype(entry);

	if (!path || g_str_has_prefix(path, "dev/"))
		return FALSE;
	/* libarchive may not know the type of a hard link */
	if (!archive_entry_hardlink(entry) && type != AE_IFREG && type != AE_IFDIR &&
	    type != AE_IFLNK)
		return FALSE;
	if (strstr(path, GCONV))
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(left_out); i++)
		if (g_str_has_prefix(path, left_out[i]))
			return FALSE;
	return TRUE;
}

struct packing {
	struct archive *from, *to;
	gint64 inode;
};

static gboolean copy_data(struct packing *packing)
{
	const void *block;
	size_t size;
	la_int64_t offset, at = 0;
	int got;

	while ((got = archive_read_data_block(packing->from, &block, &size, &offset)) ==
	       ARCHIVE_OK) {
		static const char zeros[4096];

		for (la_int64_t hole; (hole = offset - at) > 0; at += hole) {
			hole = MIN(hole, (la_int64_t)sizeof(zeros));
			if (archive_write_data(packing->to, zeros, hole) != hole)
				return FALSE;
		}
		if (archive_write_data(packing->to, block, size) != (la_ssize_t)size)
			return FALSE;
		at += size;
	}
	return got == ARCHIVE_EOF;
}

/* A hard link becomes a symbolic link: in a cpio archive it would require inode
 * numbers. */
static gboolean copy_entry(struct packing *packing, struct archive_entry *entry)
{
	const char *hard = archive_entry_hardlink(entry);
	g_autofree char *path = g_strdup(plain_path(archive_entry_pathname(entry)));
	g_autoptr(GString) target = hard ? g_string_new("/") : NULL;

	if (hard) {
		g_string_append(target, plain_path(hard) ?: "");
		archive_entry_set_hardlink(entry, NULL);
		archive_entry_set_filetype(entry, AE_IFLNK);
		archive_entry_set_perm(entry, 0777);
		archive_entry_set_symlink(entry, target->str);
		archive_entry_set_size(entry, 0);
	}
	archive_entry_set_pathname(entry, path);
	archive_entry_set_mtime(entry, 0, 0);
	archive_entry_set_ino64(entry, ++packing->inode);
	archive_entry_set_nlink(entry, 1);
	return archive_write_header(packing->to, entry) == ARCHIVE_OK &&
	       (archive_entry_filetype(entry) != AE_IFREG || copy_data(packing));
}

static gboolean add_text(struct packing *packing, const char *path, const char *text)
{
	struct archive_entry *entry = archive_entry_new();
	gboolean done;

	archive_entry_set_pathname(entry, path);
	archive_entry_set_mode(entry, S_IFREG | 0644);
	archive_entry_set_size(entry, strlen(text));
	archive_entry_set_mtime(entry, 0, 0);
	archive_entry_set_ino64(entry, ++packing->inode);
	archive_entry_set_nlink(entry, 1);
	done = archive_write_header(packing->to, entry) == ARCHIVE_OK &&
	       archive_write_data(packing->to, text, strlen(text)) ==
		       (la_ssize_t)strlen(text);
	archive_entry_free(entry);
	return done;
}

/* A name that is invalid in the locale is a warning of libarchive; its bytes are used
 * unchanged. */
static gboolean copy_all(struct packing *packing)
{
	struct archive_entry *entry;
	int got;

	while ((got = archive_read_next_header(packing->from, &entry)) == ARCHIVE_OK ||
	       got == ARCHIVE_WARN)
		if (is_wanted(entry) && !copy_entry(packing, entry))
			return FALSE;
	for (gsize i = 0; got == ARCHIVE_EOF && i < G_N_ELEMENTS(added); i++)
		if (!add_text(packing, added[i].path, added[i].text))
			return FALSE;
	return got == ARCHIVE_EOF;
}

static gboolean repack(const char *tar, int fd, GError **error)
{
	struct packing packing = {archive_read_new(), archive_write_new(), 0};
	gboolean done;

	archive_read_support_format_tar(packing.from);
	archive_write_set_format_cpio_newc(packing.to);
	archive_write_set_bytes_in_last_block(packing.to, 512);
	done = archive_read_open_filename(packing.from, tar, 1 << 16) == ARCHIVE_OK &&
	       archive_write_open_fd(packing.to, fd) == ARCHIVE_OK &&
	       copy_all(&packing) && archive_write_close(packing.to) == ARCHIVE_OK;
	if (!done)
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", tar,
			    archive_error_string(packing.from)
				    ?: archive_error_string(packing.to) ?: "torn");
	archive_read_free(packing.from);
	archive_write_free(packing.to);
	return done;
}

static gboolean make(const char *root, const char *include, const struct arch *arch,
		     const char *path, GError **error)
{
	g_autofree char *tar = g_strconcat(path, ".tar", NULL);
	g_autofree char *dir = g_path_get_dirname(path);
	struct fs_output output;
	gboolean done;

	g_printerr("kferry: making the root file system debian:%s for %s with %s\n",
		   root, arch->debian, include);
	g_unlink(tar);
	done = fs_make_dir(dir, error) &&
	       run_mmdebstrap(root, include, arch, tar, error) &&
	       fs_output_begin(&output, path, error) &&
	       fs_output_end(&output, repack(tar, output.fd, error), error);
	g_unlink(tar);
	return done;
}

char *guest_root_make(const char *root, char **packages, const struct arch *arch,
		      GError **error)
{
	g_autoptr(GPtrArray) all = all_packages(packages);
	g_autofree char *include = g_strjoinv(",", (char **)all->pdata);
	g_autofree char *request = g_strconcat(FORMAT, root, "\n", include, NULL);
	g_autofree char *digest =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, request, -1);
	g_autofree char *name =
		g_strdup_printf("%s-%s-%.16s", root, arch->debian, digest);
	g_autofree char *file = g_strconcat(name, ".cpio", NULL);
	g_autofree char *lock_name = g_strconcat("guest-root-", name, NULL);
	g_autofree char *path = cache_path("guest-root", file, NULL);
	g_autoptr(Lock) held = NULL;

	if (g_file_test(path, G_FILE_TEST_EXISTS))
		return g_steal_pointer(&path);
	if (!guest_root_check(error))
		return NULL;
	held = lock_take(lock_name, "make a root file system", error);
	if (!held || (!g_file_test(path, G_FILE_TEST_EXISTS) &&
		      !make(root, include, arch, path, error)))
		return NULL;
	return g_steal_pointer(&path);
}
