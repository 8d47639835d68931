s/"expect"/"lockdep": false, "expect"/
