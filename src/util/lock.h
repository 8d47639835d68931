/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Locks between runs of kferry: flock(2) on files under the cache, held by an
 * open file, so that the kernel releases them however the holder ends. A
 * child that must not outlive its lock (make, say) is handed lock_fd(): the
 * lock then lasts until both are gone.
 */
#pragma once

#include <glib.h>

typedef struct lock Lock;

/*
 * Takes the lock @name, a file's name. If another run has it, says once on stderr
 * who, and waits. @purpose, shown to others who wait, is a few words such as
 * "build 6.1". The caller releases the lock. NULL with KF_ERROR_SYSTEM if the cache
 * cannot be written.
 */
struct lock *lock_take(const char *name, const char *purpose, GError **error);

/* The same, but if another run has it: NULL with KF_ERROR_BUSY, naming it. */
struct lock *lock_try(const char *name, const char *purpose, GError **error);

/* The descriptor to hand to children; it stays @lock's. */
int lock_fd(const struct lock *lock);

/* Ends this process's hold. @lock may be NULL. */
void lock_release(struct lock *lock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lock, lock_release)
