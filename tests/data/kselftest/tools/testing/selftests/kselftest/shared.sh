# shared by all collections
