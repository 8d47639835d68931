/state after/s/debug_locks=1/debug_locks=0/
