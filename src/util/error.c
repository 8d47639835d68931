/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/error.h"

GQuark kf_error_quark(void)
{
	return g_quark_from_static_string("kf-error-quark");
}

gboolean error_from(GError **error, enum kf_error code, GError *cause)
{
	if (!cause)
		return TRUE;
	g_set_error_literal(error, KF_ERROR, code, cause->message);
	g_error_free(cause);
	return FALSE;
}
