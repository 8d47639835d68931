#include <linux/pump.h>

static int well_probe(struct well *well)
{
	int err;

	err = well_lock(well);
	if (err)
		return err;
	return pump_start(well->pump, 0);
}
