/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Porting one patch from the tree of a donor to another tree, by the same merge as in a
 * rebase, with the donor as the base.
 */
#pragma once

#include "port/carry.h"

/*
 * Carries @patch from @from, where it applies or has been applied already, to @to,
 * which then has it in memory unless it is in conflict. Both names are for markers.
 * Errors: as carry_patch(); KF_ERROR_INPUT if the patch neither applies nor is applied
 * to @from.
 */
struct carry *port_patch(struct tree *from, struct tree *to, const struct patch *patch,
			 int strip, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Afterwards: has the hunks that are not upstream say what they need and @to lacks. Reads
 * all headers of both trees.
 */
void port_tell_needs(struct carry *carry, struct tree *from, struct tree *to);

/*
 * Writes the result: the new patch as @out, compressed if its name says so; nothing if
 * the change is upstream; for a conflict, OUT.rej and the files with conflict markers
 * below OUT.conflict.
 */
gboolean port_write(const struct carry *carry, const char *out,
		    GError **error) G_GNUC_WARN_UNUSED_RESULT;
