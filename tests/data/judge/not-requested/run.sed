s/"seed": 1,/"seed": 1, "scenarios": "v1-storm,v1-swap",/
