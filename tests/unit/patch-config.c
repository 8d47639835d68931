/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options that a file needs to be compiled, and their dependencies: in the small
 * tree of tests/data/kconfig-for, and in Linux 6.1 if it is unpacked.
 */
#include <glib.h>
#include <string.h>

#include "build/kbuild-file.h"
#include "build/kconfig-tree.h"
#include "util/cache.h"

static char *small_tree(void)
{
	return g_build_filename(g_getenv("SRCDIR"), "tests/data/kconfig-for", NULL);
}

/* "FATE NEED NEED": the options that compile @path. */
static char *describe(const char *tree, const char *path)
{
	static const char *const fates[] = {
		[KBUILD_COMPILED] = "compiled", [KBUILD_HEADER] = "header",
		[KBUILD_FOREIGN] = "foreign",	[KBUILD_NOT_CODE] = "no-code",
		[KBUILD_UNKNOWN] = "unknown",
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(KbuildFile) file = kbuild_file_find(tree, "x86", path, &error);
	GString *text;

	g_assert_no_error(error);
	text = g_string_new(fates[file->fate]);
	for (guint i = 0; i < file->needs->len; i++) {
		const struct kbuild_need *need = file->needs->pdata[i];

		g_string_append_printf(text, " %s%s", need->on ? "" : "!",
				       need->symbol + strlen("CONFIG_"));
	}
	return g_string_free(text, FALSE);
}

static void test_files(void)
{
	static const struct {
		const char *path, *wanted;
	} cases[] = {
		{"drivers/a/main.c", "compiled A"},
		{"drivers/a/more.c", "compiled A"},
		{"drivers/a/sub/part.c", "compiled A_SUB A"},
		{"drivers/a/core.c", "compiled A_CORE A"},
		{"drivers/a/arm.c", "compiled A_ARM A"},
		{"drivers/a/sub.c", "compiled A_SUB A"},
		{"drivers/a/nosub.c", "compiled !A_SUB A"},
		{"drivers/a/absent.c", "unknown"},
		{"fs/open.c", "compiled"},
		{"fs/x/dir.c", "compiled X_FS"},
		{"include/linux/a.h", "header"},
		{"arch/arm64/kernel/setup.c", "foreign"},
		{"Documentation/a.rst", "no-code"},
		{"tools/a.c", "no-code"},
		{"drivers/a/Kconfig", "no-code"},
	};
	g_autofree char *tree = small_tree();

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = describe(tree, cases[i].path);

		g_assert_cmpstr(got, ==, cases[i].wanted);
	}
}

/* The options that @symbol needs, or "refused: WHY". */
static char *enable(struct kconfig_tree *tree, const char *symbol, const char *have)
{
	g_autoptr(GHashTable) on = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) wanted = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;

	if (have)
		g_hash_table_add(on, (gpointer)have);
	if (!kconfig_tree_enable(tree, on, symbol, wanted, &error)) {
		g_assert_cmpuint(wanted->len, ==, 0);
		return g_strdup_printf("refused: %s", error->message);
	}
	g_ptr_array_add(wanted, NULL);
	return g_strjoinv(" ", (char **)wanted->pdata);
}

static void test_options(void)
{
	static const struct {
		const char *symbol, *have, *wanted;
	} cases[] = {
		{"CONFIG_A", NULL, "CONFIG_BUS CONFIG_A"},
		{"CONFIG_A", "CONFIG_BUS", "CONFIG_A"},
		{"CONFIG_A", "CONFIG_A", ""},
		/* FAST is impossible, SLOW is possible */
		{"CONFIG_A_SUB", NULL, "CONFIG_BUS CONFIG_A CONFIG_SLOW CONFIG_A_SUB"},
		/* without a prompt: by an option that selects it */
		{"CONFIG_A_CORE", NULL, "CONFIG_BUS CONFIG_A CONFIG_SLOW CONFIG_A_SUB"},
		{"CONFIG_SYNC", NULL, "CONFIG_OTHER"},
		/* an enabled option implies it */
		{"CONFIG_SYNC", "CONFIG_BUS", ""},
		{"CONFIG_X_FS", NULL, "CONFIG_BUS CONFIG_X_FS"},
		{"CONFIG_A_SUB", "CONFIG_BROKEN",
		 "refused: CONFIG_A_SUB is not available: BROKEN is on, but must be "
		 "off"},
		{"CONFIG_A_ARM", NULL,
		 "refused: CONFIG_A_ARM is not available: ARM does not exist on this "
		 "architecture"},
		{"CONFIG_IN_HELP", NULL,
		 "refused: CONFIG_IN_HELP is not available: IN_HELP does not exist on "
		 "this architecture"},
	};
	g_autofree char *dir = small_tree();
	g_autoptr(GError) error = NULL;
	g_autoptr(KconfigTree) tree = kconfig_tree_load(dir, "x86", &error);

	g_assert_no_error(error);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = enable(tree, cases[i].symbol, cases[i].have);

		g_assert_cmpstr(got, ==, cases[i].wanted);
	}
	g_assert_null(kconfig_tree_load("/nonexistent", "x86", NULL));
}

static void test_linux(void)
{
	static const struct {
		const char *path, *wanted;
	} cases[] = {
		{"fs/ext4/inode.c", "compiled EXT4_FS"},
		{"net/netfilter/nf_tables_api.c", "compiled NF_TABLES NETFILTER NET"},
		{"mm/memcontrol.c", "compiled MEMCG"},
		{"io_uring/io_uring.c", "compiled IO_URING"},
		{"kernel/fork.c", "compiled"},
		{"arch/x86/kvm/vmx/vmx.c", "compiled KVM_INTEL KVM"},
		{"drivers/net/ethernet/intel/e1000/e1000_main.c",
		 "compiled E1000 NET_VENDOR_INTEL ETHERNET"},
	};
	g_autofree char *dir = cache_path("src", "6.1.187", NULL);
	g_autoptr(KconfigTree) tree = kconfig_tree_load(dir, "x86", NULL);
	g_autofree char *ext4 = NULL;

	if (!tree) {
		g_test_skip("no Linux 6.1.187 is unpacked");
		return;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = describe(dir, cases[i].path);

		g_assert_cmpstr(got, ==, cases[i].wanted);
	}
	ext4 = enable(tree, "CONFIG_EXT4_FS", NULL);
	g_assert_cmpstr(ext4, ==, "CONFIG_BLOCK CONFIG_EXT4_FS");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/patch-config/files", test_files);
	g_test_add_func("/patch-config/options", test_options);
	g_test_add_func("/patch-config/linux", test_linux);
	return g_test_run();
}
