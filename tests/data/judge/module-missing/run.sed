s/"seed"/"modules": ["loop"], &/
