# SPDX-License-Identifier: GPL-2.0
# What the kernel's lib.mk is to the makefiles that include it and to whoever calls them.
TEST_GEN_PROGS := $(patsubst %,$(OUTPUT)/%,$(TEST_GEN_PROGS))

all: $(TEST_GEN_PROGS)

$(OUTPUT)/%: %.c
	$(CC) $(CFLAGS) $^ -o $@

install: all
	rsync -a $(TEST_GEN_PROGS) $(TEST_PROGS) $(wildcard settings) $(INSTALL_PATH)/

emit_tests:
	for test in $(TEST_GEN_PROGS) $(TEST_PROGS); do \
		echo "$(COLLECTION):`basename $$test`"; \
	done

.PHONY: all install emit_tests
