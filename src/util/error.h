/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The error domain of kferry. A message names what it speaks of, file:line
 * where there is one, is one line without a full stop, and can be shown to the
 * user as it is; g_prefix_error() adds only what the caller knows.
 */
#pragma once

#include <glib.h>

#define KF_ERROR (kf_error_quark())

enum kf_error {
	KF_ERROR_INPUT,	   /* a file or argument of the user's is wrong */
	KF_ERROR_NEGATIVE, /* the answer is no: a conflict, a failed check */
	KF_ERROR_INVALID,  /* the answer cannot be known from the evidence */
	KF_ERROR_SYSTEM,   /* network, disk, a program that is missing or failed */
	KF_ERROR_BUSY,	   /* another kferry holds the lock */
};

GQuark kf_error_quark(void);

/*
 * Hands on an error of another library's as one of ours: takes @cause, which may be
 * NULL. TRUE if it is: if there was no error.
 */
gboolean error_from(GError **error, enum kf_error code, GError *cause);
