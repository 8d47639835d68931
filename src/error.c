#include "error.h"

G_DEFINE_QUARK(kf-error-quark, kf_error)
