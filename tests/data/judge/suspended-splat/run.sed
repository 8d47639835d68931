/"expect"/s/clean/splat/; s/"splats": \[\]/"splats": ["BUG: sleeping function called from invalid context in __mem_cgroup_free", "ktap: * # LEAK*"]/
s/"end": "exit"/"end": "suspended"/; s/"status": 33/"status": 9/
