/^ok 2/i [    6.1] ------------[ cut here ]------------\
[    6.1] WARNING: CPU: 0 PID: 12 at mm/memcontrol.c:5260 mem_cgroup_css_free+0x12/0x34\
[    6.1] CPU: 0 PID: 12 Comm: kworker/0:1 Not tainted 6.1.187 #1\
[    6.1] RIP: 0010:mem_cgroup_css_free+0x12/0x34\
[    6.1] Call Trace:\
[    6.1]  <TASK>\
[    6.1]  css_free_rwork_fn+0x4a/0x2f0\
[    6.1]  process_one_work+0x1f0/0x570\
[    6.1]  </TASK>\
[    6.1] ---[ end trace 0000000000000000 ]---
