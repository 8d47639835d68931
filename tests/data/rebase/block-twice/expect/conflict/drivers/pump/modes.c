#include "pump.h"

static int pump_ready(struct pump *p)
{
	if (!p->bus)
		return -ENODEV;
	return pump_wait(p, 20);
}

void pump_modes(struct pump *p, const struct label *id,
		unsigned long *support, unsigned long *ifs)
{
	unsigned long modes = 0;

	if (id->base_hi) {
		modes |= M_HIGH;
		__set_bit(IF_HIGH, ifs);
	}
	if (id->base_lo || id->base_mid ||
	    id->base_cold) {
		modes |= M_LOW;
		__set_bit(IF_LOW, ifs);
	}

	/* Base-P or Base-B: the label says so */
	if ((id->base_p || id->base_b) &&
	    id->min <= 13 && id->max >= 12) {
		modes |= M_LOW;
		__set_bit(IF_LOW, ifs);
	}

	/* Slow-F, Slow-L, Slow-P and Slow-B */
	if (id->slow_f || id->slow_l) {
		modes |= M_SLOW;
		__set_bit(IF_SLOW, ifs);
	}
	if ((id->base_p || id->base_b) && id->nominal == 1) {
		modes |= M_SLOW;
		__set_bit(IF_SLOW, ifs);
	}

<<<<<<< new
||||||| old
=======
	/* Slow-F, Slow-L, Slow-P and Slow-B */
	if (id->slow_f || id->slow_l)
		modes |= M_SLOW;
	if ((id->base_p || id->base_b) && id->nominal == 1)
		modes |= M_SLOW;

>>>>>>> p1.patch
	/* For passive hoses, choose the modes by the
	 * width and the pressure that the label tells.
	 */
	if (id->passive && id->width)
		modes |= id->width > 12 ? M_WIDE : M_NARROW;

	*support |= modes;
}

static int pump_stop(struct pump *p)
{
	pump_write(p, REG_CTRL, 0);
	return pump_wait(p, 50);
}

static void pump_report(struct pump *p, struct seq_file *m)
{
	seq_printf(m, "speed %u\n", p->speed);
	seq_printf(m, "state %d\n", p->state);
}
