s/"status": 33/"arch": "arm64",\n  "shutdown": "guest-shutdown",\n  "status": 0/
