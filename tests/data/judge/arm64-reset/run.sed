s/"status": 33/"arch": "arm64",\n  "shutdown": "guest-reset",\n  "status": 0/
