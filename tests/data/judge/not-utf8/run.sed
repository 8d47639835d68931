s/"status": 33/"status": 35/
