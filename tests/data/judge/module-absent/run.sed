s/"expect"/"modules": ["driver", "user"], "absent": ["dr*: No such device", "user needs driver"], "expect"/
