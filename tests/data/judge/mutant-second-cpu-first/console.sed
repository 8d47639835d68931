/^ok 2/i [    6.1] ------------[ cut here ]------------\
[    6.1] \
[    6.1] =============================\
[    6.1] WARNING: suspicious RCU usage\
[    6.1] 6.1.187 #1 Not tainted\
[    6.1] -----------------------------\
[    6.1] include/linux/rcupdate.h:417 Illegal context switch in RCU read-side critical section!\
[    6.1] \
[    6.1] other info that might help us debug this:\
[    6.1] \
[    6.1] \
[    6.1] rcu_scheduler_active = 2, debug_locks = 1\
[    6.1] 7 locks held by memcg/36:\
[    6.1]  #0: ffff88800028a430 (sb_writers#5){.+.+}-{0:0}, at: do_rmdir+0xd8/0x170\
[    6.1]  #1: ffff8880004789d8 (&type->i_mutex_dir_key#5/1){+.+.}-{3:3}, at: do_rmdir+0xf5/0x170\
[    6.1]  #2: ffff8880007b8138 (&type->i_mutex_dir_key#6){++++}-{3:3}, at: vfs_rmdir+0x52/0x190\
[    6.1]  #3: ffffffff81fbfcc8 (cgroup_mutex){+.+.}-{3:3}, at: cgroup_kn_lock_live+0x4f/0x1d0\
[    6.1]  #4: ffff8880001c5948 (&root->kernfs_rwsem){++++}-{3:3}, at: kernfs_remove_by_name_ns+0x3b/0xb0\
[    6.1]  #5: ffffffff81fb83e0 (rcu_read_lock){....}-{1:2}, at: kernfs_should_drain_open_files+0x18/0x160\
[    6.1]  #6: ffffffff81fb8320 (rcu_callback){....}-{0:0}, at: rcu_core+0x2f4/0x880\
[    6.1] \
[    6.1] stack backtrace:\
[    6.1] CPU: 0 PID: 36 Comm: memcg Not tainted 6.1.187 #1\
[    6.1] Call Trace:\
[    6.1]  <IRQ>\
[    6.1]  dump_stack_lvl+0x51/0x66\
[    6.1]  dump_stack+0x10/0x12\
[    6.1]  lockdep_rcu_suspicious.cold+0x3a/0x6c\
[    6.1]  __might_resched+0x1ca/0x1d0\
[    6.1]  ? memory_reclaim+0x100/0x100\
[    6.1]  __might_sleep+0x3d/0x70\
[    6.1]  ? rcu_core+0x328/0x880\
[    6.1]  memcg_css_free_rcu+0x49/0x1a0\
[    6.1]  ? rcu_core+0x328/0x880\
[    6.1]  rcu_core+0x32a/0x880\
[    6.1]  ? mark_held_locks+0x4d/0x80\
[    6.1]  rcu_core_si+0x9/0x10\
[    6.1]  handle_softirqs+0x153/0x3a0\
[    6.1]  irq_exit_rcu+0x6b/0x90\
[    6.1]  common_interrupt+0x82/0x90\
[    6.1]  </IRQ>\
[    6.1]  <TASK>\
[    6.1]  asm_common_interrupt+0x27/0x40\
[    6.1] RIP: 0010:lock_is_held_type+0xd9/0x100\
[    6.1]  rcu_read_lock_held+0x39/0x40\
[    6.1]  kernfs_should_drain_open_files+0x110/0x160\
[    6.1]  kernfs_drain+0x155/0x1f0\
[    6.1]  __kernfs_remove+0xe7/0x220\
[    6.1]  kernfs_remove_by_name_ns+0x62/0xb0\
[    6.1]  cgroup_addrm_files+0x2a0/0x400\
[    6.1]  css_clear_dir+0x4b/0xa0\
[    6.1]  kill_css+0x2d/0x160\
[    6.1]  cgroup_destroy_locked+0xad/0x1e0\
[    6.1]  cgroup_rmdir+0x27/0x100\
[    6.1]  </TASK>\
[    6.1] WARNING: CPU: 1 PID: 37 at mm/memcontrol.c:5262 memcg_css_free_rcu+0xff/0x1a0\
[    6.1] CPU: 1 PID: 37 Comm: memcg Not tainted 6.1.187 #1\
[    6.1] RIP: 0010:memcg_css_free_rcu+0xff/0x1a0\
[    6.1] Call Trace:\
[    6.1]  <IRQ>\
[    6.1]  ? rcu_core+0x328/0x880\
[    6.1]  rcu_core+0x32a/0x880\
[    6.1]  rcu_core_si+0x9/0x10\
[    6.1]  handle_softirqs+0x153/0x3a0\
[    6.1]  irq_exit_rcu+0x6b/0x90\
[    6.1]  common_interrupt+0x82/0x90\
[    6.1]  </IRQ>\
[    6.1] ---[ end trace 0000000000000000 ]---
