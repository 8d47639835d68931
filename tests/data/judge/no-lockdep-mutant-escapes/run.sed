/"expect"/s/clean/splat/; s/"splats": \[\]/"splats": ["possible deadlock*"]/; s/"expect"/"lockdep": false, "expect"/
