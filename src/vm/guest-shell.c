/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/guest-shell.h"

#include <fcntl.h>
#include <gelf.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "util/fs.h"

/* Process 1. The shell is its child, with the console as its terminal. If it exits with
 * status 7, the guest's own init takes over, which must be process 1. */
static const char script[] =
	"#!/kferry/busybox sh\n"
	"export HOME=/ TERM=${TERM:-linux} ENV=/kferry/shrc\n"
	"if [ -x /bin/sh ]; then\n"
	"	export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:"
	"/bin:/kferry\n"
	"else\n"
	"	/kferry/busybox --install -s /bin\n"
	"	export PATH=/bin\n"
	"fi\n"
	"mount -t proc proc /proc\n"
	"mount -t sysfs sysfs /sys\n"
	"mount -t devtmpfs devtmpfs /dev 2>/dev/null\n"
	"mkdir -p /tmp /dev/pts\n"
	"mount -t tmpfs tmpfs /tmp\n"
	"mount -t devpts devpts /dev/pts 2>/dev/null\n"
	"/kferry/busybox hostname kferry\n"
	"echo \"Linux $(uname -r). 'tests' opens the prompt that runs the tests of the "
	"suites, 'exit' or ^A x ends the guest.\"\n"
	"[ ! -d /suites ] || echo \"Programs of the suites:\" /suites/*/\n"
	"/kferry/busybox setsid /kferry/busybox cttyhack /bin/sh\n"
	"if [ $? = 7 ]; then\n"
	"	umount -l /tmp /sys /proc\n"
	"	exec /init\n"
	"fi\n"
	"/kferry/busybox poweroff -f\n";

static const char shrc[] = "alias tests='exit 7'\n"
			   "PS1='kferry:\\w# '\n";

/* A program without an interpreter needs no libraries. */
static gboolean is_static(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	gboolean found = FALSE, known = FALSE;
	size_t count = 0;
	Elf *elf;

	if (fd < 0)
		return FALSE;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf && !elf_getphdrnum(elf, &count))
		known = TRUE;
	for (size_t i = 0; known && i < count; i++) {
		GElf_Phdr header;

		if (gelf_getphdr(elf, i, &header) && header.p_type == PT_INTERP)
			found = TRUE;
	}
	elf_end(elf);
	close(fd);
	return known && !found;
}

char *guest_shell_busybox(void)
{
	g_autofree char *path = g_find_program_in_path("busybox");

	return path && is_static(path) ? g_steal_pointer(&path) : NULL;
}

gboolean guest_shell_add(struct initramfs *image, const char *busybox, const char *dir,
			 gboolean userland, GError **error)
{
	g_autofree char *start = g_build_filename(dir, "guest-shell", NULL);
	g_autofree char *settings = g_build_filename(dir, "shrc", NULL);

	if (!fs_write(start, script, error) || !fs_write(settings, shrc, error))
		return FALSE;
	g_chmod(start, 0755);
	/* /bin may be a link in userland, so nothing can be put there */
	if (!userland)
		initramfs_add_link(image, "../kferry/busybox", "/bin/busybox");
	return initramfs_add(image, busybox, "/kferry/busybox", error) &&
	       initramfs_add(image, start, "/kferry/guest-shell", error) &&
	       initramfs_add(image, settings, "/kferry/shrc", error);
}
