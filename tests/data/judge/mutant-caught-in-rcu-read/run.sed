/"expect"/s/clean/splat/; s/"splats": \[\]/"splats": ["WARNING in memcg_css_free_rcu", "WARNING: suspicious RCU usage in handle_softirqs"]/
