/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: fragments and a .config (fuzz.h). The composed text is a fragment with the
 * same settings, and a .config that fulfils all of them.
 */
#include "build/kconfig.h"
#include "fuzz.h"

static char *names[] = {(char *)"a", (char *)"b", NULL};

static void check_requests(const struct kconfig *k)
{
	const GPtrArray *requests = kconfig_requests(k);

	for (guint i = 0; i < requests->len; i++) {
		const struct kconfig_request *request = requests->pdata[i];

		CHECK(g_str_has_prefix(request->symbol, "CONFIG_"));
		CHECK(*request->value && strchr(request->where, ':'));
	}
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	const char *dir = fuzz_unpack(data, size);
	const struct branch b = {
		.dir = (char *)dir, .path = (char *)"x.conf", .arch = &arch_x86_64};
	g_autofree char *dotconfig = g_build_filename(dir, ".config", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(Kconfig) k = kconfig_compose(&b, names, NULL, &error);
	g_autoptr(Kconfig) again = NULL;
	const char *text, *path, *none[] = {NULL};

	if (!k) {
		CHECK(strstr(error->message, "configs/"));
		return 0;
	}
	check_requests(k);
	text = kconfig_text(k);
	path = fuzz_file(0, text, strlen(text));
	CHECK(kconfig_check(k, path, NULL));
	again = kconfig_compose(&b, (char **)none, path, NULL);
	CHECK(again && !strcmp(kconfig_text(again), text));
	if (!kconfig_check(k, dotconfig, &error))
		CHECK(error);
	return 0;
}
