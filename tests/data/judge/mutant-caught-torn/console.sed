/^ok 2/i [    1.426395] ------------[ cut here ]------------\
[    1.426398] ------------[ cut here ]------------\
[    1.427800] WARNING: CPU: 0 PID: 0 at mm/memcontrol.c:3470 memcg_css_free_rcu+0x91/0x140\
[    1.427978] WARNING: CPU: 1 PID: 0 at mm/memcontrol.c:3470 memcg_css_free_rcu+0x91/0x140\
[    1.428677] CPU: 1 UID: 0 PID: 0 Comm: swapper/1 Not tainted 6.12.107 #1\
[    1.429034] CPU: 0 UID: 0 PID: 0 Comm: swapper/0 Not tainted 6.12.107 #1\
[    1.429335] RIP: 0010:memcg_css_free_rcu+0x91/0x140\
[    1.430907] RIP: 0010:memcg_css_free_rcu+0x91/0x140\
[    1.432028] Code: 00 48 8d bb a8 02 00 00 e8 dc 25 e8 ff 4c 89 e7 e8 64 c1 ff ff 4c 89 e7 e8 dc 8f f9 ff 4c 89 e7 e8 a4 fd ff ff 5b 41 5c 5d c3 <0f> 0b eb 90 80 3d f4 7c c3 00 00 74 41 f0 ff 0d 8f 8d d7 01 eb b5\
[    1.436124] Code: 00 48 8d bb a8 02 00 00 e8 dc 25 e8 ff 4c 89 e7 e8 64 c1 ff ff 4c 89 e7 e8 dc 8f f9 ff 4c 89 e7 e8 a4 fd ff ff 5b 41 5c 5d c3 <0f> 0b eb 90 80 3d f4 7c c3 00 00 74 41 f0 ff 0d 8f 8d d7 01 eb b5\
[    1.436199] RSP: 0018:ffff88801f505ee0 EFLAGS: 00000206\
[    1.436865] RSP: 0018:ffff88801f405ee0 EFLAGS: 00000206\
[    1.437338] \
[    1.437678] RAX: 0000000000000001 RBX: ffff8880034280f8 RCX: ffffffff810d9fba\
[    1.437766] RAX: 0000000000000001 RBX: ffff888000c3b0f8 RCX: ffffffff810d9fba\
[    1.438039] RDX: ffffffff811f3930 RSI: 0000000000000001 RDI: ffff8880034280f8\
[    1.438074] RBP: ffff88801f405ef0 R08: 00000000000000a8 R09: 000000009381a7b2\
[    1.438601] RDX: ffffffff811f3930 RSI: 0000000000000001 RDI: ffff888000c3b0f8\
[    1.438612] RBP: ffff88801f505ef0 R08: 00000000000000a8 R09: 000000009381a7b2\
[    1.438639] R10: ffff8880002cb4d8 R11: 00000000ffffffff R12: ffff888000c3b000\
[    1.438653] R13: ffff88801f505f30 R14: ffffffff810d9fba R15: 0000000000000000\
[    1.438817] FS:  0000000000000000(0000) GS:ffff88801f500000(0000) knlGS:0000000000000000\
[    1.438840] CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033\
[    1.438855] CR2: 00007f903c0f1810 CR3: 0000000000e86000 CR4: 00000000000006b0\
[    1.438952] Call Trace:\
[    1.439133]  <IRQ>\
[    1.439388] R10: ffffffff81a10ad8 R11: 00000000ffffffff R12: ffff888003428000\
[    1.439402] R13: ffff88801f405f30 R14: ffffffff810d9fba R15: 0000000000000000\
[    1.439411] FS:  0000000000000000(0000) GS:ffff88801f400000(0000) knlGS:0000000000000000\
[    1.440966]  ? rcu_core+0x2f4/0x860\
[    1.441199] CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033\
[    1.441211] CR2: 00007f903c0f1810 CR3: 0000000000e7b000 CR4: 00000000000006b0\
[    1.441222] Call Trace:\
[    1.441296]  <IRQ>\
[    1.441310]  ? rcu_core+0x2f4/0x860\
[    1.442548]  rcu_core+0x2f6/0x860\
[    1.442815]  rcu_core+0x2f6/0x860\
[    1.442871]  ? lapic_next_event+0x10/0x20\
[    1.443837]  rcu_core_si+0x9/0x10\
[    1.444130]  rcu_core_si+0x9/0x10\
[    1.444146]  handle_softirqs+0x14f/0x430\
[    1.444676]  handle_softirqs+0x14f/0x430\
[    1.444722]  irq_exit_rcu+0x50/0x70\
[    1.444731]  sysvec_apic_timer_interrupt+0x6f/0x90\
[    1.444794]  </IRQ>\
[    1.444808]  <TASK>\
[    1.444814]  asm_sysvec_apic_timer_interrupt+0x1b/0x20\
[    1.444867] RIP: 0010:pv_native_safe_halt+0x13/0x20\
[    1.444884] Code: 89 e6 48 89 df e8 3d 12 00 00 5b 41 5c 5d c3 cc cc cc cc cc cc cc cc 8b 05 ca ce a8 00 85 c0 7e 07 0f 00 2d 0f 71 35 00 fb f4 <c3> cc cc cc cc cc cc cc cc cc cc cc cc 55 48 89 e5 41 57 41 56 41\
[    1.444896] RSP: 0018:ffff8880002c3ed0 EFLAGS: 00000246\
[    1.444920] RAX: 0000000000000000 RBX: ffff8880002cac80 RCX: 0000000000000000\
[    1.444928] RDX: 0000000000000000 RSI: 0000000000000000 RDI: ffffffff8109c79a\
[    1.444935] RBP: ffff8880002c3ed8 R08: 0000000000000001 R09: 0000000000000000\
[    1.444942] R10: 0000000000000001 R11: 00000000ffffffff R12: 0000000000000001\
[    1.444949] R13: 0000000000000000 R14: 0000000000000000 R15: 0000000000000000\
[    1.444979]  ? do_idle+0x7a/0xd0\
[    1.445284]  irq_exit_rcu+0x50/0x70\
[    1.445299]  sysvec_apic_timer_interrupt+0x6f/0x90\
[    1.445932]  ? default_idle+0x9/0x10\
[    1.446031]  arch_cpu_idle+0x9/0x10\
[    1.446147]  </IRQ>\
[    1.446158]  <TASK>\
[    1.446164]  asm_sysvec_apic_timer_interrupt+0x1b/0x20\
[    1.446727]  default_idle_call+0x74/0x1de\
[    1.446988] RIP: 0010:pv_native_safe_halt+0x13/0x20\
[    1.447007] Code: 89 e6 48 89 df e8 3d 12 00 00 5b 41 5c 5d c3 cc cc cc cc cc cc cc cc 8b 05 ca ce a8 00 85 c0 7e 07 0f 00 2d 0f 71 35 00 fb f4 <c3> cc cc cc cc cc cc cc cc cc cc cc cc 55 48 89 e5 41 57 41 56 41\
[    1.448044]  do_idle+0x7a/0xd0\
[    1.448189] RSP: 0018:ffffffff81a03e60 EFLAGS: 00000246\
[    1.449111]  cpu_startup_entry+0x24/0x30\
[    1.449458] RAX: 0000000000000000 RBX: ffffffff81a10280 RCX: 0000000000000000\
[    1.449829]  start_secondary+0xea/0xf0\
[    1.449932] RDX: 0000000000000000 RSI: 0000000000000000 RDI: ffffffff8109c79a\
[    1.449943] RBP: ffffffff81a03e68 R08: 0000000000000001 R09: 0000000000000000\
[    1.449950] R10: 0000000000000001 R11: 00000000ffffffff R12: 0000000000000000\
[    1.450468]  common_startup_64+0x129/0x138\
[    1.450596] R13: 0000000000000000 R14: ffff88801ffaa140 R15: ffffffff81a0f8b0\
[    1.450607]  ? do_idle+0x7a/0xd0\
[    1.451030]  </TASK>\
[    1.451347]  ? default_idle+0x9/0x10\
[    1.451362]  arch_cpu_idle+0x9/0x10\
[    1.451372]  default_idle_call+0x74/0x1de\
[    1.451575] irq event stamp: 2374\
[    1.451753]  do_idle+0x7a/0xd0\
[    1.451768]  cpu_startup_entry+0x24/0x30\
[    1.451779]  rest_init+0xe3/0x180\
[    1.452088] hardirqs last  enabled at (2382): [<ffffffff810bd973>] console_flush_all+0x343/0x4f0\
[    1.452272]  start_kernel+0x644/0x730\
[    1.452289]  x86_64_start_reservations+0x18/0x30\
[    1.452298]  x86_64_start_kernel+0xac/0xc0\
[    1.452307]  common_startup_64+0x129/0x138\
[    1.452867] hardirqs last disabled at (2389): [<ffffffff810bda99>] console_flush_all+0x469/0x4f0\
[    1.453038]  </TASK>\
[    1.453051] irq event stamp: 5802\
[    1.453388] softirqs last  enabled at (2036): [<ffffffff81058eb0>] irq_exit_rcu+0x50/0x70\
[    1.453527] hardirqs last  enabled at (5810): [<ffffffff810bd973>] console_flush_all+0x343/0x4f0\
[    1.453546] hardirqs last disabled at (5815): [<ffffffff810bed85>] vprintk_emit+0x305/0x360\
[    1.454371] softirqs last disabled at (2045): [<ffffffff81058eb0>] irq_exit_rcu+0x50/0x70\
[    1.454543] softirqs last  enabled at (5426): [<ffffffff81058eb0>] irq_exit_rcu+0x50/0x70\
[    1.454558] softirqs last disabled at (5451): [<ffffffff81058eb0>] irq_exit_rcu+0x50/0x70\
[    1.456116] ---[ end trace 0000000000000000 ]---\
[    1.456342] ---[ end trace 0000000000000000 ]---
