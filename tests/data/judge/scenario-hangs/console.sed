s/^ok 6 v2-storm/not ok 6 v2-storm # TIMEOUT after 80 s/
/kferry: end/s/status=ok/status=fail/
