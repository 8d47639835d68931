/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a command ends. */
#pragma once

/*
 * Exit codes, the same for every command (documented in kferry(1)). A "no" of
 * the tool (conflict, FAIL, lint finding) differs from "could not say"
 * (INVALID) and from "could not run" (usage, bad input, no network).
 */
enum exit_code {
	EXIT_OK = 0,
	EXIT_NEGATIVE = 1,
	EXIT_TROUBLE = 2,
	EXIT_INVALID = 3,
};
