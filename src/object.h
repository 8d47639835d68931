/*
 * A relocatable object and its place in the kernel that was linked from it,
 * or in a module. That
 * it is what the kernel was linked from is not believed but compared: every byte
 * of its code that the linker does not fill in has to stand in the kernel, and
 * what the linker did fill in has to be what these relocations give; in a module
 * they have to be the same relocations.
 */
#pragma once

#include <glib.h>

#include "image.h"

typedef struct object object;

/*
 * Finds the place of each code section of the object file @path in @kernel (which
 * must outlive what is returned). KF_ERROR_INPUT if @path is not a relocatable
 * x86-64 object or stripped of its symbols; KF_ERROR_INVALID, naming the function,
 * if its code differs from the kernel's or is not there at all.
 */
object *object_place(const char *path, const image *kernel,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Where the section number @index was linked to; 0: not code, or discarded. */
guint64 object_base(const object *self, gsize index);

void object_free(object *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(object, object_free)
