s/^ok 9 v2-oom/& # SKIP no such controller/
