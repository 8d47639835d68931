/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of commands, ended by an entry without a name, in help's order. */
#pragma once

#include "cmd/command.h"

extern const struct command commands[];

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
int cmd_variants(const struct command *command, int argc, char **argv);
int cmd_rebase(const struct command *command, int argc, char **argv);
int cmd_port(const struct command *command, int argc, char **argv);
int cmd_status(const struct command *command, int argc, char **argv);
int cmd_diff(const struct command *command, int argc, char **argv);
int cmd_lint(const struct command *command, int argc, char **argv);
int cmd_env(const struct command *command, int argc, char **argv);
