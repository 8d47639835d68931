/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Quarantine for variants and tests that fail at times, and have an owner: until a
 * certain day, their failures are shown but do not count. See kferry-branch(5),
 * [quarantine VARIANT].
 */
#pragma once

#include "branch/branch.h"
#include "verdict/verdict.h"

/* Marks @verdict, on a variant of @b, if a quarantine applies today. If one has
 * expired, adds this to the reasons of a verdict that is not PASS. */
void quarantine_apply(const struct branch *b, struct verdict *verdict);
