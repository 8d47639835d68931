#include "error.h"

GQuark kf_error_quark(void)
{
	return g_quark_from_static_string("kf-error-quark");
}
