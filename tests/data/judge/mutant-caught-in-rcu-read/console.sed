/^ok 2/i [    4.675638][    C1] =============================\
[    4.675639][    C1] WARNING: suspicious RCU usage\
[    4.675640][    C1] 6.1.187 #1 Not tainted\
[    4.675641][    C1] -----------------------------\
[    4.675642][    C1] include/linux/rcupdate.h:376 Illegal context switch in RCU read-side critical section!\
[    4.675643][    C1] \
[    4.675643][    C1] other info that might help us debug this:\
[    4.675643][    C1] \
[    4.675644][    C1] \
[    4.675644][    C1] rcu_scheduler_active = 2, debug_locks = 1\
[    4.679522][    C1] 2 locks held by memcg/37:\
[    4.679574][    C1]  #0: ffffffff81fb83e0 (rcu_read_lock){....}-{1:2}, at: path_init+0x1f4/0x380\
[    4.679575][    C1]  #1: ffffffff81fb8320 (rcu_callback){....}-{0:0}, at: rcu_core+0x2f4/0x880\
[    4.680140][    C1] \
[    4.680140][    C1] stack backtrace:\
[    4.680146][    C1] CPU: 1 PID: 37 Comm: memcg Not tainted 6.1.187 #1\
[    4.680290][    C1] Call Trace:\
[    4.680475][    C1]  <IRQ>\
[    4.680580][    C1]  dump_stack_lvl+0x51/0x66\
[    4.683273][    C1]  dump_stack+0x10/0x12\
[    4.683273][    C1]  lockdep_rcu_suspicious.cold+0x32/0x49\
[    4.683273][    C1]  __might_resched+0x1c7/0x1d8\
[    4.683273][    C1]  __might_sleep+0x3d/0x70\
[    4.683273][    C1]  memcg_css_free_rcu+0x49/0x1a0\
[    4.683273][    C1]  rcu_core+0x32a/0x880\
[    4.683273][    C1]  rcu_core_si+0x9/0x10\
[    4.683273][    C1]  handle_softirqs+0x153/0x3a0\
[    4.683273][    C1]  irq_exit_rcu+0x6b/0x90\
[    4.683273][    C1]  sysvec_apic_timer_interrupt+0x70/0x90\
[    4.683273][    C1]  </IRQ>\
[    4.683273][    C1]  <TASK>\
[    4.683273][    C1]  asm_sysvec_apic_timer_interrupt+0x1b/0x20
