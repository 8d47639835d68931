/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/commands.h"

/* A line each. */
/* clang-format off */
const struct command *const commands[] = {
	&cmd_smoke,
	&cmd_source,
	&cmd_tree,
	&cmd_series,
	&cmd_rebase,
	&cmd_port,
	&cmd_import,
	&cmd_export,
	&cmd_status,
	&cmd_diff,
	&cmd_lint,
	&cmd_kconfig,
	&cmd_build,
	&cmd_package,
	&cmd_packages,
	&cmd_initramfs,
	&cmd_boot,
	&cmd_payload,
	&cmd_install_boot,
	&cmd_hit_rate,
	&cmd_triage,
	&cmd_cover,
	&cmd_judge,
	&cmd_report,
	&cmd_history,
	&cmd_compare,
	&cmd_variants,
	&cmd_env,
	NULL,
};
/* clang-format on */
