/"expect"/s/clean/splat/; s/"splats": \[\]/"splats": ["BUG: sleeping function called from invalid context in somewhere_else", "ktap: * # LEAK*"]/
s/"status": 33/"shutdown": "host-signal",\n  "status": 0/
