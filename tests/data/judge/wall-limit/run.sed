s/"end": "exit"/"end": "wall"/; s/"status": 33/"status": 9/
