s/"expect"/"modules": ["missing"], "expect"/
