/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types of reports whose title is more specific than their family. */
#include "console/splat.h"

/* The first one with which a title begins counts. */
static const struct {
	const char *title, *type;
} types[] = {
	{"KASAN: null-ptr-deref Write", "KASAN-NULL-POINTER-DEREFERENCE-WRITE"},
	{"KASAN: null-ptr-deref Read", "KASAN-NULL-POINTER-DEREFERENCE-READ"},
	{"KASAN: double-free", "KASAN-INVALID-FREE"},
	{"KASAN: invalid-free", "KASAN-INVALID-FREE"},
	{"KASAN: slab-use-after-free Write", "KASAN-USE-AFTER-FREE-WRITE"},
	{"KASAN: use-after-free Write", "KASAN-USE-AFTER-FREE-WRITE"},
	{"KASAN: slab-use-after-free Read", "KASAN-USE-AFTER-FREE-READ"},
	{"KASAN: use-after-free", "KASAN-USE-AFTER-FREE-READ"},
	{"KASAN: global-out-of-bounds Write", "KASAN-WRITE"},
	{"KASAN: out-of-bounds Write", "KASAN-WRITE"},
	{"KASAN: slab-out-of-bounds Write", "KASAN-WRITE"},
	{"KASAN: stack-out-of-bounds Write", "KASAN-WRITE"},
	{"KASAN: user-memory-access Write", "KASAN-WRITE"},
	{"KASAN: vmalloc-out-of-bounds Write", "KASAN-WRITE"},
	{"KASAN: wild-memory-access Write", "KASAN-WRITE"},
	{"KASAN: global-out-of-bounds Read", "KASAN-READ"},
	{"KASAN: invalid-access Read", "KASAN-READ"},
	{"KASAN: out-of-bounds Read", "KASAN-READ"},
	{"KASAN: slab-out-of-bounds", "KASAN-READ"},
	{"KASAN: stack-out-of-bounds", "KASAN-READ"},
	{"KASAN: unknown-crash Read", "KASAN-READ"},
	{"KASAN: user-memory-access Read", "KASAN-READ"},
	{"KASAN: vmalloc-out-of-bounds Read", "KASAN-READ"},
	{"KASAN: wild-memory-access", "KASAN-READ"},
	{"KASAN:", "KASAN-UNKNOWN"},
	{"KMSAN: uninit-value", "KMSAN-UNINIT-VALUE"},
	{"KMSAN: kernel-infoleak-after-free", "KMSAN-USE-AFTER-FREE-READ"},
	{"KMSAN: kernel-usb-infoleak-after-free", "KMSAN-USE-AFTER-FREE-READ"},
	{"KMSAN: use-after-free", "KMSAN-USE-AFTER-FREE-READ"},
	{"KMSAN: kernel-infoleak", "KMSAN-INFO-LEAK"},
	{"KMSAN: kernel-usb-infoleak", "KMSAN-INFO-LEAK"},
	{"KMSAN:", "KMSAN-UNKNOWN"},
	{"KCSAN: data-race", "KCSAN-DATARACE"},
	{"KCSAN: assert: race in", "KCSAN-ASSERT"},
	{"KCSAN:", "KCSAN-UNKNOWN"},
	{"KFENCE: use-after-free write", "KFENCE-USE-AFTER-FREE-WRITE"},
	{"KFENCE: use-after-free", "KFENCE-USE-AFTER-FREE-READ"},
	{"KFENCE: invalid write", "KFENCE-WRITE"},
	{"KFENCE: out-of-bounds write", "KFENCE-WRITE"},
	{"KFENCE: invalid read", "KFENCE-READ"},
	{"KFENCE: out-of-bounds", "KFENCE-READ"},
	{"KFENCE: memory corruption", "KFENCE-MEMORY-CORRUPTION"},
	{"KFENCE: invalid free", "KFENCE-INVALID-FREE"},
	{"KFENCE:", "KFENCE-UNKNOWN"},
	{"UBSAN: array-index-out-of-bounds", "MEMORY_SAFETY_UBSAN"},
	{"UBSAN:", "UBSAN"},
	{"BUG: unable to handle kernel NULL pointer dereference in",
	 "NULL-POINTER-DEREFERENCE"},
	{"BUG: unable to handle kernel paging request", "MEMORY_SAFETY_BUG"},
	{"BUG: unable to handle kernel access to user memory", "UNKNOWN"},
};

const char *splat_title_type(const char *title)
{
	for (guint i = 0; i < G_N_ELEMENTS(types); i++)
		if (g_str_has_prefix(title, types[i].title))
			return types[i].type;
	return NULL;
}
