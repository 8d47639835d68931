#include <linux/io.h>

#define X_CTRL	0x00
#define X_STAT	0x04

int x_go(struct x *x)
{
	writel(1, x->base + X_CTRL);
	return 0;
}
