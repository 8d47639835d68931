/state after/s/prove_locking=1/prove_locking=0/
