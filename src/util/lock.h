/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Locks between runs of kferry: flock(2) on files in the cache. The kernel releases
 * them when the holder ends in any way. A child that must not outlive the lock, for
 * instance make, is passed lock_fd(); the lock then lasts until both have ended.
 */
#pragma once

#include <glib.h>

typedef struct lock Lock;

/*
 * Takes the lock @name, a file name. If another run holds it, prints its holder on
 * stderr once, and waits. @purpose is shown to others who wait: a few words such as
 * "build 6.1". The caller releases the lock. Returns NULL with KF_ERROR_SYSTEM if the
 * cache cannot be written.
 */
struct lock *lock_take(const char *name, const char *purpose, GError **error);

/* The same, but if another run holds it, returns NULL with KF_ERROR_BUSY, naming the
 * holder. */
struct lock *lock_try(const char *name, const char *purpose, GError **error);

/* Returns the descriptor for children; it belongs to @lock. */
int lock_fd(const struct lock *lock);

/* Releases the lock in this process. @lock may be NULL. */
void lock_release(struct lock *lock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lock, lock_release)
