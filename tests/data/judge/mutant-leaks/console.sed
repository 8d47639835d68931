s/^ok 6 v2-storm/not ok 6 v2-storm # LEAK 7 memory cgroups, 1 before/
/kferry: end/s/status=ok/status=fail/
