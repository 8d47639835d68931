s/^ok 6 v2-storm/not ok 6 v2-storm # LEAK \xff\xfe in \x1b[31m groups/
/kferry: end/s/status=ok/status=fail/
