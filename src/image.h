/*
 * A linked kernel (vmlinux), or a module (NAME.ko): its bytes by address and its
 * symbols by name. A module has no addresses before it is loaded: its sections are
 * laid out from an address of the caller's choice on, and what the kernel will fill
 * in when it loads it is known as relocations.
 */
#pragma once

#include <glib.h>

typedef struct image image;

/*
 * Opens the ELF file @path. KF_ERROR_INPUT, naming it, if it is not a linked
 * x86-64 kernel, or has been stripped of its symbols.
 */
image *image_open(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Opens the module @path, the first section of which is taken to lie at @base.
 * KF_ERROR_INPUT likewise.
 */
image *image_open_module(const char *path, guint64 base,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

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

/* A section with code. */
struct image_section {
	const char *name; /* the image's */
	guint64 start, end;
};

/* All of them, in the file's order; the image's. */
const GArray *image_code(const image *self);

/* Where the section number @index of the file lies; 0 if it is not in memory. */
guint64 image_section_base(const image *self, gsize index);

/* What the kernel fills in at @place when it loads a module. */
struct image_relocation {
	guint64 place;
	guint type;	  /* R_X86_64_... */
	const char *name; /* of a symbol elsewhere; NULL: what follows is of use */
	guint64 target;	  /* address of the symbol in the module itself */
	gint64 addend;
};

/* That at @place, or NULL; the image's. Only modules have any. */
const struct image_relocation *image_relocation(const image *self, guint64 place);

/* Whether it is a module. */
gboolean image_is_module(const image *self);

/* A function. */
struct image_function {
	const char *name; /* the image's */
	guint64 start, end;
};

/* All of them, by address; the image's. */
const GArray *image_functions(const image *self);

void image_free(image *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(image, image_free)
