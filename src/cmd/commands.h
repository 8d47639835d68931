/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of commands, ended by NULL, in the order of help. */
#pragma once

#include <stdio.h>

#include "cmd/command.h"

extern const struct command *const commands[];

/* Returns the command called @name, or NULL. */
const struct command *command_find(const char *name);

/* Prints all commands with their summaries. */
void commands_print(FILE *out);

extern const struct command cmd_init;
extern const struct command cmd_smoke;
extern const struct command cmd_jobs;
extern const struct command cmd_nightly;
extern const struct command cmd_source;
extern const struct command cmd_tree;
extern const struct command cmd_series;
extern const struct command cmd_rebase;
extern const struct command cmd_port;
extern const struct command cmd_import;
extern const struct command cmd_pick;
extern const struct command cmd_export;
extern const struct command cmd_bump;
extern const struct command cmd_bisect;
extern const struct command cmd_status;
extern const struct command cmd_diff;
extern const struct command cmd_lint;
extern const struct command cmd_kconfig;
extern const struct command cmd_build;
extern const struct command cmd_package;
extern const struct command cmd_packages;
extern const struct command cmd_initramfs;
extern const struct command cmd_boot;
extern const struct command cmd_shell;
extern const struct command cmd_payload;
extern const struct command cmd_install_boot;
extern const struct command cmd_repeat;
extern const struct command cmd_prove;
extern const struct command cmd_triage;
extern const struct command cmd_cover;
extern const struct command cmd_cve;
extern const struct command cmd_follow;
extern const struct command cmd_has;
extern const struct command cmd_judge;
extern const struct command cmd_report;
extern const struct command cmd_help;
extern const struct command cmd_history;
extern const struct command cmd_compare;
extern const struct command cmd_variants;
extern const struct command cmd_complete;
extern const struct command cmd_completion;
extern const struct command cmd_env;
