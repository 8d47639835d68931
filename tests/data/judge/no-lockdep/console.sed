s/debug_locks=1 prove_locking=1/debug_locks=absent prove_locking=absent/
