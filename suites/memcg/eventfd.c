/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "eventfd.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

int eventfd_register(const struct group *group, const char *file, const char *args)
{
	int error, event, control = group_open(group, file, O_RDONLY);

	if (control < 0)
		return control;
	event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	error = event < 0 ? -errno
			  : group_write(group, "cgroup.event_control", "%d %d %s",
					event, control, args);
	close(control);
	if (error && event >= 0)
		close(event);
	return error ? error : event;
}
