/state after/s,lock-chains=[0-9]*/,lock-chains=130000/,
