#include <linux/io.h>

#include "x-regs.h"

int x_go(struct x *x)
{
	writel(1, x->base + X_CTRL);
	return 0;
}
