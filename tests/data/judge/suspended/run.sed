s/"end": "exit"/"end": "suspended"/; s/"status": 33/"status": 9/
