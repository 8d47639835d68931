// SPDX-License-Identifier: GPL-2.0
/* <linux/demo.h> is a header of the tree, not of this machine. */
#include <linux/demo.h>

int main(void)
{
	return DEMO;
}
