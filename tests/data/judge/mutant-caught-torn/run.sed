/"expect"/s/clean/splat/; s/"splats": \[\]/"splats": ["WARNING in memcg_css_free_rcu", "ktap: * # LEAK*"]/
