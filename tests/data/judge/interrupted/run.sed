s/"end": "exit"/"end": "interrupted"/; s/"status": 33/"status": 9/
