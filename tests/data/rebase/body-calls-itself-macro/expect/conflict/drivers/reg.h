#ifndef REG_H
#define REG_H

#define reg_write(dev, reg, val) \
	writel(val, (dev)->base + (reg))

#define reg_read(dev, reg) \
	readl((dev)->base + (reg))

<<<<<<< new
#define reg_update(dev, reg, mask, bits) \
	writel((readl((dev)->base + (reg)) & ~(mask)) | (bits), (dev)->base + (reg))

||||||| old
=======
#define reg_update(dev, reg, mask, bits) \
	reg_write(dev, reg, (reg_read(dev, reg) & ~(mask)) | (bits))

>>>>>>> p.patch
#define reg_set(dev, reg, bits) \
	reg_update(dev, reg, bits, bits)

#endif
