/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "page/chain-picture.h"

#include <string.h>

#include "page/html.h"

#define BOX_HEIGHT 34
#define STEP	   64 /* distance of boxes */
#define LETTER	   8  /* approximate width of a character */
#define MARGIN	   60 /* beside the boxes, for the arrow back */

/* Returns the locks in the order in which they are taken: the known chain, or the held
 * lock and the one that is taken. Borrowed. */
static GPtrArray *locks_of(const struct lockdep *lockdep)
{
	GPtrArray *locks = g_ptr_array_new();

	for (guint i = 0; lockdep->chain && i < lockdep->chain->len; i++) {
		const struct lock_link *link = lockdep->chain->pdata[i];

		if (link->lock.class)
			g_ptr_array_add(locks, (gpointer)&link->lock);
	}
	if (locks->len)
		return locks;
	if (lockdep->held.class)
		g_ptr_array_add(locks, (gpointer)&lockdep->held);
	if (lockdep->taken.class)
		g_ptr_array_add(locks, (gpointer)&lockdep->taken);
	return locks;
}

static gsize label_length(const struct lockdep_lock *lock)
{
	return strlen(lock->class) +
	       (lock->at ? strlen(lock->at) + strlen("  in ") : 0);
}

static void add_box(GString *page, const struct lockdep_lock *lock, guint i,
		    guint width)
{
	guint y = i * STEP;

	html_add(page, "<rect x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" rx=\"4\"/>",
		 MARGIN, y + 1, width, BOX_HEIGHT);
	html_add(page, "<text x=\"%u\" y=\"%u\">%s", MARGIN + 10, y + 22, lock->class);
	if (lock->at)
		html_add(page, "  in %s", lock->at);
	html_add_raw(page, "</text>\n");
}

/* Draws an arrow from box @i to the next one. */
static void add_arrow(GString *page, guint i)
{
	guint y = i * STEP + BOX_HEIGHT + 1;

	html_add(page,
		 "<path d=\"M%u %uV%um-5 -7l5 7l5 -7\"/><text class=\"dim\" x=\"%u\" "
		 "y=\"%u\">then</text>\n",
		 MARGIN + 20, y, y + STEP - BOX_HEIGHT - 2, MARGIN + 32, y + 19);
}

/* Draws the arrow from the last box back to the first, which completes the circle. */
static void add_back(GString *page, guint count)
{
	guint last = (count - 1) * STEP + BOX_HEIGHT / 2;

	html_add(page, "<path class=\"bad\" d=\"M%u %uH20V%uH%um-7 -5l7 5l-7 5\"/>\n",
		 MARGIN, last, BOX_HEIGHT / 2, MARGIN);
}

void chain_picture(GString *page, const struct lockdep *lockdep)
{
	g_autoptr(GPtrArray) locks = locks_of(lockdep);
	gsize longest = 0;
	guint width, height;

	if (locks->len < 2)
		return;
	for (guint i = 0; i < locks->len; i++)
		longest = MAX(longest, label_length(locks->pdata[i]));
	width = (guint)MIN(longest, 200) * LETTER + 24;
	height = (locks->len - 1) * STEP + BOX_HEIGHT + 2;
	html_add(page,
		 "<svg role=\"img\" aria-label=\"lock order\" viewBox=\"0 0 %u %u\" "
		 "width=\"%u\" height=\"%u\">\n",
		 MARGIN + width + 2, height, MARGIN + width + 2, height);
	for (guint i = 0; i < locks->len; i++) {
		add_box(page, locks->pdata[i], i, width);
		if (i + 1 < locks->len)
			add_arrow(page, i);
	}
	if (lockdep->kind == LOCKDEP_CIRCULAR || lockdep->kind == LOCKDEP_RECURSIVE ||
	    lockdep->kind == LOCKDEP_ORDER)
		add_back(page, locks->len);
	html_add_raw(page, "</svg>\n");
}
