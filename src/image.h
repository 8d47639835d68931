/*
 * A linked kernel (vmlinux): its bytes by address and its symbols by name.
 */
#pragma once

#include <glib.h>

typedef struct image image;

/*
 * Opens the ELF file @path. KF_ERROR_INPUT, naming it, if it is not a linked
 * x86-64 kernel, or has been stripped of its symbols.
 */
image *image_open(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* As given to image_open(). */
const char *image_path(const image *self);

/* The build id in hex, or NULL; the image's. */
const char *image_build_id(const image *self);

/* Whether it carries line numbers of its own: built with CONFIG_DEBUG_INFO. */
gboolean image_has_lines(const image *self);

/*
 * The addresses of all symbols called @name, an array of guint64; NULL if there is
 * none. The image's.
 */
const GArray *image_find(const image *self, const char *name);

/* Its @size bytes at @address, the image's; NULL if not all are in one section. */
const guint8 *image_bytes(const image *self, guint64 address, gsize size);

/* A function. */
struct image_function {
	const char *name; /* the image's */
	guint64 start, end;
};

/* All of them, by address; the image's. */
const GArray *image_functions(const image *self);

void image_free(image *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(image, image_free)
