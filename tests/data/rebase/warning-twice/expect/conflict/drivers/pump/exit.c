#include "pump.h"

static int pump_ready(struct pump *p)
{
	if (!p->bus)
		return -ENODEV;
	return pump_wait(p, 20);
}

void pump_exit(struct pump_set *set)
{
	int i;
	int nid;
	struct job_list *jobs = job_list_of(set);

	POOL_WARN_ON_ONCE(jobs && !list_empty(&jobs->fifo));

<<<<<<< new
||||||| old
=======
	POOL_WARN_ON_ONCE(!list_empty(&set->jobs.fifo));

>>>>>>> p1.patch
	for_each_node(nid) {
		struct lane *lane = lane_of(set, nid);
		struct lane_state *state = state_of(lane);

<<<<<<< new
||||||| old
=======
		POOL_WARN_ON_ONCE(lane->state.walkers);
>>>>>>> p1.patch
		POOL_WARN_ON_ONCE(memchr_inv(lane->gen.count, 0,
					     sizeof(lane->gen.count)));

		lane->gen.list.next = LIST_POISON1;

		if (!state)
			continue;

		for (i = 0; i < NR_FILTERS; i++) {
			bitmap_free(state->filters[i]);
			state->filters[i] = NULL;
		}
	}
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
