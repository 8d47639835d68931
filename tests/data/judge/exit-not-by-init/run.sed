s/"status": 33/"status": 0/
