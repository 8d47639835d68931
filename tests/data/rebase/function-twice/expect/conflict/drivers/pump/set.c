#include "pump.h"

static int pump_ready(struct pump *p)
{
	if (!p->bus)
		return -ENODEV;
	return pump_wait(p, 20);
}

static int pump_set_block(struct pump *p, void *arg)
{
	return pump_write(p, REG_BLOCK, *(u32 *)arg);
}

<<<<<<< new
static int pump_set_flow(struct pump *p, int index,
			 void *arg)
{
	struct pump *up = pump_line_upper(pump_to_line(p, index));

	if (!up->ops->set_flow)
		return -EOPNOTSUPP;

	return up->ops->set_flow(up, PUMP_SET_FLOW, arg);
}

||||||| old
=======
static int pump_set_flow(struct pump *p, int index,
			 void *arg)
{
	struct pump_line *line = pump_to_line(p, index)->first;
	struct pump *up = line->upper;

	if (!up->ops->set_flow)
		return -EOPNOTSUPP;

	return up->ops->set_flow(up, PUMP_SET_FLOW, arg);
}

>>>>>>> p1.patch
static int pump_set(struct pump *p, enum pump_set_type type, void *arg)
{
	struct pump_ops *ops = p->ops;

	switch (type) {
	case PUMP_SET_BLOCK:
		return pump_set_block(p, arg);
	case PUMP_SET_FLOW:
		return pump_set_flow(p, p->index, arg);
	default:
		break;
	}

	if (!ops->set)
		return -EOPNOTSUPP;
	return ops->set(p, type, arg);
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
