s/"status": 33/"arch": "riscv64",\n  "shutdown": "guest-shutdown",\n  "status": 0/
