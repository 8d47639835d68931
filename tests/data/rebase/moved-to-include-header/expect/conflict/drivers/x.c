#include <linux/io.h>

<<<<<<< new
#include "x-regs.h"
||||||| old
#define X_CTRL	0x00
#define X_STAT	0x04
=======
#define X_CTRL	0x00
#define X_STAT	0x04
#define X_IRQ_MASK	0x08
#define X_IRQ_STAT	0x0c
>>>>>>> p.patch

int x_go(struct x *x)
{
	writel(1, x->base + X_CTRL);
	return 0;
}
