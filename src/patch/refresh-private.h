/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What refresh.c and refresh-edit.c share. */
#pragma once

#include "patch/refresh.h"

/* Appends one file's part with its hunks where they apply now. */
enum refresh_change refresh_file(const struct file_result *file, gboolean reverse,
				 GString *out);
