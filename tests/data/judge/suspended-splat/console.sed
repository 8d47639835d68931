/^ok 2/i [    6.1] BUG: sleeping function called from invalid context at mm/memcontrol.c:5261\
[    6.1] in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 15, name: ksoftirqd/0\
[    6.1] preempt_count: 101, expected: 0\
[    6.1] CPU: 0 PID: 15 Comm: ksoftirqd/0 Not tainted 6.1.187 #1\
[    6.1] Call Trace:\
[    6.1]  <TASK>\
[    6.1]  dump_stack_lvl+0x51/0x66\
[    6.1]  __might_resched.cold+0xa5/0xb6\
[    6.1]  __might_sleep+0x38/0x60\
[    6.1]  __mem_cgroup_free+0x1b/0x90\
[    6.1]  memcg_free_rcu+0x12/0x20\
[    6.1]  rcu_core+0x2b1/0x8c0\
[    6.1]  __do_softirq+0xd8/0x2e5\
[    6.1]  </TASK>
