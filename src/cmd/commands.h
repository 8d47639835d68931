/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of commands, ended by NULL, in help's order. */
#pragma once

#include "cmd/command.h"

extern const struct command *const commands[];

extern const struct command cmd_smoke;
extern const struct command cmd_source;
extern const struct command cmd_tree;
extern const struct command cmd_series;
extern const struct command cmd_rebase;
extern const struct command cmd_port;
extern const struct command cmd_import;
extern const struct command cmd_export;
extern const struct command cmd_status;
extern const struct command cmd_diff;
extern const struct command cmd_lint;
extern const struct command cmd_kconfig;
extern const struct command cmd_build;
extern const struct command cmd_package;
extern const struct command cmd_initramfs;
extern const struct command cmd_boot;
extern const struct command cmd_payload;
extern const struct command cmd_triage;
extern const struct command cmd_cover;
extern const struct command cmd_judge;
extern const struct command cmd_report;
extern const struct command cmd_variants;
extern const struct command cmd_env;
int cmd_source(const struct command *command, int argc, char **argv);
int cmd_tree(const struct command *command, int argc, char **argv);
int cmd_series(const struct command *command, int argc, char **argv);
int cmd_kconfig(const struct command *command, int argc, char **argv);
int cmd_build(const struct command *command, int argc, char **argv);
int cmd_package(const struct command *command, int argc, char **argv);
int cmd_initramfs(const struct command *command, int argc, char **argv);
int cmd_boot(const struct command *command, int argc, char **argv);
int cmd_payload(const struct command *command, int argc, char **argv);
int cmd_triage(const struct command *command, int argc, char **argv);
int cmd_cover(const struct command *command, int argc, char **argv);
int cmd_judge(const struct command *command, int argc, char **argv);
int cmd_report(const struct command *command, int argc, char **argv);
int cmd_history(const struct command *command, int argc, char **argv);
int cmd_compare(const struct command *command, int argc, char **argv);
int cmd_variants(const struct command *command, int argc, char **argv);
int cmd_rebase(const struct command *command, int argc, char **argv);
int cmd_port(const struct command *command, int argc, char **argv);
int cmd_status(const struct command *command, int argc, char **argv);
int cmd_diff(const struct command *command, int argc, char **argv);
int cmd_lint(const struct command *command, int argc, char **argv);
int cmd_env(const struct command *command, int argc, char **argv);
