/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: the files of a project (fuzz.h). A branch that is read has all that its header
 * promises, and each name that becomes a file name is valid; an error names the file
 * and line.
 */
#include "branch/branch.h"
#include "fuzz.h"

static gboolean is_file_name(const char *name)
{
	return name && *name && !strchr(name, '/');
}

static void check_source(const struct branch_source *source)
{
	CHECK(is_file_name(source->version));
	CHECK(!source->file || !strchr(source->file, '/'));
	CHECK(!source->suite || !strchr(source->suite, '/'));
	CHECK(!source->sha256 || strlen(source->sha256) == 64);
	CHECK(!source->path || g_path_is_absolute(source->path));
	CHECK(source_kind_name(source->kind));
}

static void check_variant(const struct branch_variant *variant)
{
	CHECK(is_file_name(variant->name) && variant->series);
	CHECK(variant->expect != EXPECT_SPLAT || (variant->splat && *variant->splat));
	for (char **series = variant->series; *series; series++)
		CHECK(g_path_is_absolute(*series));
}

static void check_branch(const struct branch *branch)
{
	CHECK(branch->version && branch->description && branch->arch && branch->config);
	CHECK(branch_source(branch, NULL, NULL));
	for (guint i = 0; i < branch->sources->len; i++)
		check_source(branch->sources->pdata[i]);
	for (guint i = 0; i < branch->fixes->len; i++)
		CHECK(((struct branch_fix *)branch->fixes->pdata[i])->name);
	for (guint i = 0; i < branch->variants->len; i++)
		check_variant(branch->variants->pdata[i]);
	for (guint i = 0; branch->package && i < branch->package->flavours->len; i++)
		CHECK(is_file_name(
			((struct branch_flavour *)branch->package->flavours->pdata[i])
				->name));
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	const char *dir = fuzz_unpack(data, size);
	g_autoptr(GError) error = NULL;
	g_autoptr(Branch) branch = branch_load(dir, "x", &error);
	g_auto(GStrv) all = branch_list(dir, NULL);

	if (branch)
		check_branch(branch);
	else
		CHECK(error && *error->message && !strchr(error->message, '\n'));
	return 0;
}
