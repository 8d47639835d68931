/^ok 3/,$c [   19.0] Uhhuh. NMI received for unknown reason 31 on CPU 0.\
[   19.0] Kernel panic - not syncing: NMI: Not continuing
