/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgroups.h"

#include "util.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

/* Where the version 2 hierarchy is mounted if it is not mounted yet. */
#define LOOK "/cgroup-look"

static long field(const char *text, const char *label)
{
	const char *at = strstr(text, label);
	long number;

	return at && sscanf(at + strlen(label), " %ld", &number) == 1 ? number : -1;
}

/*
 * Returns the number of groups in the version 2 hierarchy at @path, including its root.
 */
static long descendants(const char *path)
{
	char file[300], text[256];
	long live, dying;

	snprintf(file, sizeof(file), "%s/cgroup.stat", path);
	if (file_read(file, text, sizeof(text)) < 0)
		return -1;
	live = field(text, "nr_descendants");
	dying = field(text, "nr_dying_descendants");
	return live < 0 || dying < 0 ? -1 : 1 + live + dying;
}

/* Finds where version 2 is mounted. */
static bool find_mount(char *path, size_t size)
{
	char line[600], where[256], type[32];
	FILE *mounts = fopen("/proc/mounts", "re");
	bool found = false;

	while (mounts && !found && fgets(line, sizeof(line), mounts))
		found = sscanf(line, "%*s %255s %31s", where, type) == 2 &&
			!strcmp(type, "cgroup2");
	if (mounts)
		fclose(mounts);
	if (found)
		snprintf(path, size, "%s", where);
	return found;
}

/* For kernels whose /proc/cgroups omits controllers that version 1 does not have.
 * Mounting version 2 once more moves no controller. */
static long groups_of_v2(void)
{
	char path[256];
	long groups;

	if (find_mount(path, sizeof(path)))
		return descendants(path);
	mkdir(LOOK, 0700);
	if (mount("cgroup2", LOOK, "cgroup2", 0, NULL) < 0)
		return -1;
	groups = descendants(LOOK);
	umount(LOOK);
	return groups;
}

/*
 * /proc/cgroups has a line for each controller: name, hierarchy, number of groups,
 * enabled. Controllers of one hierarchy have the same groups, so a hierarchy counts
 * once.
 */
long cgroups_count(const char *wanted)
{
	char text[4096], name[32];
	unsigned long seen = 0;
	unsigned int hierarchy;
	long groups, all = 0, found = -1;

	if (file_read("/proc/cgroups", text, sizeof(text)) < 0)
		return -1;
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += strspn(line, "\n");
		if (sscanf(line, "%31s %u %ld", name, &hierarchy, &groups) != 3)
			continue;
		if (hierarchy >= 64 || !(seen & 1UL << hierarchy))
			all += groups;
		if (hierarchy < 64)
			seen |= 1UL << hierarchy;
		if (!strcmp(name, wanted))
			found = groups;
	}
	if (!*wanted)
		return all;
	return found < 0 ? groups_of_v2() : found;
}
