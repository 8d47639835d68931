/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/rate.h"

#include <math.h>

/* The two-sided quantile of the normal distribution, by bisection of erf(), which is
 * monotonic, to more digits than are ever printed. */
static double quantile(double level)
{
	double low = 0, high = 40;

	for (int i = 0; i < 80; i++) {
		double middle = (low + high) / 2;

		if (erf(middle / M_SQRT2) < level)
			low = middle;
		else
			high = middle;
	}
	return low;
}

struct rate rate_of(guint hits, guint tries, double level)
{
	struct rate rate = {.hits = hits, .tries = tries, .low = 0, .high = 1};
	double z = quantile(level), n = tries, p, centre, half;

	if (!tries)
		return rate;
	p = hits / n;
	centre = (p + z * z / (2 * n)) / (1 + z * z / n);
	half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
	rate.low = hits ? MAX(0, centre - half) : 0;
	rate.high = hits == tries ? 1 : MIN(1, centre + half);
	return rate;
}

char *rate_text(const struct rate *rate)
{
	return g_strdup_printf("%u of %u, %.0f %% to %.0f %%", rate->hits, rate->tries,
			       floor(rate->low * 100), ceil(rate->high * 100));
}
