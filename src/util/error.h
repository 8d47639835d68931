/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The error domain of kferry. A message is one line without a full stop, which names
 * its subject (file:line if possible) and can be shown to the user. Callers use
 * g_prefix_error() to add only what they know.
 */
#pragma once

#include <glib.h>

#define KF_ERROR (kf_error_quark())

enum kf_error {
	KF_ERROR_INPUT,	   /* a file or argument of the user is invalid */
	KF_ERROR_NEGATIVE, /* a negative result: a conflict, a failed check */
	KF_ERROR_INVALID,  /* the evidence allows no result */
	KF_ERROR_SYSTEM,   /* network, disk, a program that is missing or failed */
	KF_ERROR_BUSY,	   /* another kferry holds the lock */
};

GQuark kf_error_quark(void);

/*
 * Converts an error of another library to one of kferry. Takes ownership of @cause.
 * Returns TRUE if @cause is NULL, that is, if there was no error.
 */
gboolean error_from(GError **error, enum kf_error code, GError *cause);
