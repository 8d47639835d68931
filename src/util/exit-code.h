/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exit codes of commands. */
#pragma once

/*
 * All commands use these exit codes (see kferry(1)). A negative result (conflict, FAIL,
 * finding of lint) differs from no result (INVALID) and from an error (usage, invalid
 * input, no network).
 */
enum exit_code {
	EXIT_OK = 0,
	EXIT_NEGATIVE = 1,
	EXIT_TROUBLE = 2,
	EXIT_INVALID = 3,
};
