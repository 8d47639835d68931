s/"end": "exit"/"end": "silence"/; s/"status": 33/"status": 9/
