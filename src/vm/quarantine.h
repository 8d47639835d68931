/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Variants and tests that fail at times, and that somebody looks after: until a day their
 * failures are shown and do not count. kferry-branch(5), [quarantine VARIANT].
 */
#pragma once

#include "branch/branch.h"
#include "verdict/verdict.h"

/*
 * Marks @verdict, on a variant of @b, if a quarantine excuses it today. One that has ended
 * is said among the reasons of what is no PASS.
 */
void quarantine_apply(const struct branch *b, struct verdict *verdict);
