/state after/s/taint=0/taint=512/
