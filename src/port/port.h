/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ports a patch from a donor's tree to another tree, by the same merge as in a rebase,
 * with the donor as the base.
 */
#pragma once

#include "port/carry.h"

/*
 * Carries @patch from @from, where it applies or is already applied, to @to. Applies it
 * to @to in memory unless it is in conflict. The names of both trees are used in
 * markers. Errors: as carry_patch(); KF_ERROR_INPUT if @from neither has the patch nor
 * takes it.
 */
struct carry *port_patch(struct tree *from, struct tree *to, const struct patch *patch,
			 int strip, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* To be called afterwards: adds to the hunks that are not upstream what they need and
 * @to lacks. Reads all headers of both trees. */
void port_tell_needs(struct carry *carry, struct tree *from, struct tree *to);

/*
 * Writes the result: the new patch to @out, compressed if its name says so; nothing if
 * the change is upstream; for a conflict, OUT.rej and the files with conflict markers
 * below OUT.conflict.
 */
gboolean port_write(const struct carry *carry, const char *out,
		    GError **error) G_GNUC_WARN_UNUSED_RESULT;
