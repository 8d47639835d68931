s/"end": "exit"/"end": "silence"/; s/"status": 33/"status": 9/; s/"asked": -1/"asked": 1406/
