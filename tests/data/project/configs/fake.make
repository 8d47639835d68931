# Variables for the fake kernel.
KCFLAGS=-O1 -I$(KFERRY_DIR)/configs/include
