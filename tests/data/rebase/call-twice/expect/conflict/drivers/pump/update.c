#include "pump.h"

static int pump_ready(struct pump *p)
{
	if (!p->bus)
		return -ENODEV;
	return pump_wait(p, 20);
}

void pump_update(struct pump_set *set, struct pump *p, struct port *source)
{
	struct entry *e = entry_find(set, p->id);
	bool changed = false;

	if (likely(e)) {
		if (unlikely(e->local)) {
			pr_warn_ratelimited("own id %u seen\n", p->id);
		} else {
			/* the usual case: an entry that is known */
			if (unlikely(source != READ_ONCE(e->port) &&
				     !test_bit(ENTRY_STICKY, &e->flags))) {
<<<<<<< new
				entry_switch_notify(set, e, ENTRY_GONE);
				WRITE_ONCE(e->port, source);
||||||| old
				e->port = source;
=======
				entry_switch_notify(e, ENTRY_GONE);
				e->port = source;
>>>>>>> p1.patch
				changed = true;
			}
			e->seen = jiffies;
		}
	}
	if (changed)
		entry_notify(set, e);
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
