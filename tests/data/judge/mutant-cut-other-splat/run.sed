/"expect"/s/clean/splat/; s/"splats": \[\]/"splats": ["BUG: sleeping function called from invalid context in somewhere_else", "ktap: * # LEAK*"]/
s/"end": "exit"/"end": "killed"/; s/"status": 33/"status": 15/
