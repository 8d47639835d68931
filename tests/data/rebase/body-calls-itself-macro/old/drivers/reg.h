#ifndef REG_H
#define REG_H

#define reg_write(dev, reg, val) \
	writel(val, (dev)->base + (reg))

#define reg_read(dev, reg) \
	readl((dev)->base + (reg))

#define reg_set(dev, reg, bits) \
	writel(readl((dev)->base + (reg)) | (bits), (dev)->base + (reg))

#endif
