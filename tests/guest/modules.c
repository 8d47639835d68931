/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "modules.h"

#include "buildid.h"
#include "kit/util.h"
#include "ktap.h"
#include "machine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { NAME_MOST = 64, LINE_MOST = 960 };

/* "/modules/nf-tables.ko" -> "nf_tables", as the kernel calls it */
static void module_name(const char *path, char *name)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;

	snprintf(name, NAME_MOST, "%.*s", (int)strcspn(base, "."), base);
	for (; *name; name++)
		if (*name == '-')
			*name = '_';
}

/* Whether the list @names, "a,b", contains @name. */
static bool list_has(const char *names, const char *name)
{
	size_t length = strlen(name);

	while (*names) {
		size_t own = strcspn(names, ",");

		if (own == length && !strncmp(names, name, own))
			return true;
		names += own + (names[own] == ',');
	}
	return false;
}

/* Uses init_module(2), because finit_module(2) needs 3.8. Returns 0 or -errno. */
static int load_file(const char *path, const char *options)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), error = 0;
	struct stat status;
	void *bytes = MAP_FAILED;

	if (fd >= 0 && !fstat(fd, &status))
		bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd,
			     0);
	if (bytes == MAP_FAILED ||
	    syscall(SYS_init_module, bytes, (unsigned long)status.st_size, options))
		error = -errno;
	if (bytes != MAP_FAILED)
		munmap(bytes, (size_t)status.st_size);
	if (fd >= 0)
		close(fd);
	return error;
}

static void append(char *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void append(char *text, const char *format, ...)
{
	size_t used = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + used, LINE_MOST - used, format, args);
	va_end(args);
}

/* Appends the addresses of sections with code, if the kernel provides them. */
static void append_sections(const char *name, char *text)
{
	char path[128 + NAME_MOST], address[32] = "0x0\n";
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "/sys/module/%s/sections/.text", name);
	file_read(path, address, sizeof(address));
	append(text, " %.*s", (int)strcspn(address, "\n"), address);
	snprintf(path, sizeof(path), "/sys/module/%s/sections", name);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		if (!strstr(entry->d_name, "text"))
			continue;
		snprintf(path, sizeof(path), "/sys/module/%s/sections/%.100s", name,
			 entry->d_name);
		if (file_read(path, address, sizeof(address)) > 0)
			append(text, " %s=%.*s", entry->d_name,
			       (int)strcspn(address, "\n"), address);
	}
	if (dir)
		closedir(dir);
}

/* Returns the number of marks. */
static unsigned int load_one(const struct params *params, const char *path,
			     const char *options)
{
	char name[NAME_MOST], notes[64 + NAME_MOST], build_id[65];
	char text[LINE_MOST];
	unsigned int phase = 0, marks = 0;
	int error;

	module_name(path, name);
	if (list_has(params->watch, name))
		phase = machine_mark();
	error = load_file(path, options);
	if (phase)
		marks = machine_mark();
	snprintf(text, sizeof(text), "# kferry: module %s", name);
	if (error) {
		ktap_line("%s failed: %s", text, strerror(-error));
		return marks;
	}
	append_sections(name, text);
	if (phase)
		append(text, " phase=%u", phase);
	snprintf(notes, sizeof(notes), "/sys/module/%s/notes/.note.gnu.build-id", name);
	build_id_read(notes, build_id, sizeof(build_id));
	append(text, " build-id=%s", build_id);
	ktap_line("%s", text);
	return marks;
}

void modules_load(const struct params *params)
{
	FILE *list = fopen(MODULES_LIST, "re");
	unsigned int marks = 0, made;
	char line[512];

	while (list && fgets(line, sizeof(line), list)) {
		size_t length;

		line[strcspn(line, "\n")] = '\0';
		length = strcspn(line, " ");
		if (!length)
			continue;
		if (line[length])
			line[length++] = '\0';
		made = load_one(params, line, line + length);
		if (made)
			marks = made;
	}
	if (marks)
		ktap_line("# kferry: marks %u", marks);
	if (list)
		fclose(list);
}
