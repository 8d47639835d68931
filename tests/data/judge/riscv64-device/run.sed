s/"status": 33/"arch": "riscv64",\n  "status": 33/
