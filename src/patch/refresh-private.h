/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by refresh.c and refresh-edit.c. */
#pragma once

#include "patch/refresh.h"

/* Appends the part of one file with its hunks at the lines where they apply now. */
enum refresh_change refresh_file(const struct file_result *file, gboolean reverse,
				 GString *out);
