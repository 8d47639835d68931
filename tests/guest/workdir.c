/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workdir.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether @name is the first component of the path @below. */
static bool is_first(const char *name, const char *below)
{
	size_t length = strcspn(below, "/");

	return length && strlen(name) == length && !strncmp(name, below, length);
}

static bool make_entry(const char *from, const char *to, const char *below,
		       const char *name)
{
	char source[PATH_MAX], link[PATH_MAX];

	if (snprintf(source, sizeof(source), "%s/%s", from, name) >= PATH_MAX ||
	    snprintf(link, sizeof(link), "%s/%s", to, name) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return false;
	}
	if (!is_first(name, below))
		return !symlink(source, link);
	below += strcspn(below, "/");
	return workdir_make(source, link, below + strspn(below, "/"));
}

bool workdir_make(const char *from, const char *to, const char *below)
{
	DIR *dir = opendir(from);
	struct dirent *entry;
	bool made = dir && !mkdir(to, 0755);

	while (made && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			made = make_entry(from, to, below, entry->d_name);
	if (dir)
		closedir(dir);
	return made;
}
