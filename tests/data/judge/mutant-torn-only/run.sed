/"expect"/s/clean/splat/; s/"splats": \[\]/"splats": ["BUG: sleeping function called from invalid context in somewhere_else", "ktap: * # LEAK*"]/
