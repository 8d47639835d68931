s/"expect"/"modules": ["broken"], "absent": ["other: *"], "expect"/
