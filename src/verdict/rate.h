/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A rate of events, with the precision that the number of tries allows. */
#pragma once

#include <glib.h>

struct rate {
	guint hits, tries;
	double low, high; /* bounds of the true rate, from 0 to 1 */
};

/*
 * Returns the rate of @hits in @tries with the bounds of E. B. Wilson's score interval
 * (JASA 22, 1927, "Probable inference, the law of succession, and statistical
 * inference") at the confidence @level, between 0 and 1: 0.95 for 95 percent. Unlike
 * the normal approximation it is meaningful for 0 of 5, too. Without tries it is 0 to
 * 1.
 */
struct rate rate_of(guint hits, guint tries, double level);

/* Returns "3 of 10, 11 % to 60 %"; the caller frees it. */
char *rate_text(const struct rate *rate);
