/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whoever registers a binary format chooses the character between its fields. The kernel puts
 * some of it behind the end, so that each field has one, and reads flags as long as there are
 * any. A delimiter that is a flag has to be refused, or it reads on beyond what it allocated.
 * The program sees no difference, for what comes of it is refused later: KASAN does.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#define FORMATS "/proc/sys/fs/binfmt_misc"

static int number;

/* Writes @text to @path: the error, or 0. */
static int write_to(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY), error;

	if (fd < 0)
		return errno;
	error = write(fd, text, strlen(text)) < 0 ? errno : 0;
	close(fd);
	return error;
}

/*
 * Registers an extension with @flags, its fields separated by @delimiter, and removes it;
 * @wanted: the error, or 0.
 */
static int test(const char *name, char delimiter, const char *flags, int wanted)
{
	char text[64], d = delimiter;
	int got, bad;

	snprintf(text, sizeof(text), "%ckferry%cE%c%cext%c%c/nothing%c%s", d, d, d, d,
		 d, d, d, flags);
	got = write_to(FORMATS "/register", text);
	if (!got && write_to(FORMATS "/kferry", "-1"))
		printf("# %s: cannot be removed\n", name);
	bad = got != wanted;
	printf("%sok %d %s%s%s\n", bad ? "not " : "", ++number, name, bad ? " # " : "",
	       !bad  ? ""
	       : got ? strerror(got)
		     : "registered");
	return bad;
}

int main(void)
{
	int failed = 0;

	if (mount("binfmt_misc", FORMATS, "binfmt_misc", 0, NULL) < 0)
		return perror(FORMATS), 1;
	printf("1..7\n");
	failed += test("colon", ':', "", 0);
	failed += test("flags", ':', "PO\n", 0);
	failed += test("capital-letter", 'X', "C", 0);
	failed += test("flag-P", 'P', "", EINVAL);
	failed += test("flag-O", 'O', "", EINVAL);
	failed += test("flag-C", 'C', "", EINVAL);
	failed += test("flag-F", 'F', "", EINVAL);
	return failed != 0;
}
