/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How often something happens, as far as the times that it was tried tell. */
#pragma once

#include <glib.h>

struct rate {
	guint hits, tries;
	double low, high; /* bounds of the true rate, both in 0 to 1 */
};

/*
 * @hits of @tries with the bounds of E. B. Wilson's score interval (JASA 22, 1927, "Probable
 * inference, the law of succession, and statistical inference") at the confidence
 * @level, between 0 and 1: 0.95 for 95 percent. Unlike the normal approximation it says
 * something of 0 of 5, too. Without a try it is 0 to 1.
 */
struct rate rate_of(guint hits, guint tries, double level);

/* "3 of 10, 11 % to 60 %", to be freed. */
char *rate_text(const struct rate *rate);
