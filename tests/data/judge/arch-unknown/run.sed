s/"status": 33/"arch": "vax",\n  "status": 33/
