// SPDX-License-Identifier: GPL-2.0
/* <linux/demo.h> is a header of the tree, not of this machine. */
#include <linux/demo.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* The child ends with what was printed before it was there, if that was not written. */
int main(void)
{
	printf("ok 1 once\n");
	if (!fork())
		return DEMO;
	wait(NULL);
	return DEMO;
}
