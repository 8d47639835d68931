s/"status": 33/"arch": "arm64",\n  "status": 0/
