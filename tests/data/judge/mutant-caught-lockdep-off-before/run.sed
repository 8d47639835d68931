/"expect"/s/clean/splat/; s/"splats": \[\]/"splats": ["BUG: sleeping function called from invalid context in __mem_cgroup_free", "ktap: * # LEAK*"]/
