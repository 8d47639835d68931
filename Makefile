# kferry: 'make help' lists what can be made.
#
# Everything made from the sources of this checkout goes to build/, everything
# made from kernels to $KFERRY_CACHE (default ~/.cache/kferry).

VERSION := 0.1
CC      ?= cc
BUILD   := build$(if $(SANITIZE),/sanitize)
KFERRY  := $(BUILD)/kferry

PACKAGES := glib-2.0 gio-2.0 gio-unix-2.0 libarchive libgit2 jansson libdw libelf
WARN     := -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes -Wshadow \
            -Wno-unused-parameter
CFLAGS   ?= -O2 -g
# Asked for once, and only when something is compiled: 'make help' needs nothing.
PACKAGE_CFLAGS = $(eval PACKAGE_CFLAGS := $(shell pkg-config --cflags $(PACKAGES)))$(PACKAGE_CFLAGS)
PACKAGE_LIBS   = $(eval PACKAGE_LIBS := $(shell pkg-config --libs $(PACKAGES)))$(PACKAGE_LIBS)
KFLAGS    = -std=gnu11 $(WARN) -D_GNU_SOURCE -DKFERRY_VERSION='"$(VERSION)"' -Isrc \
            $(PACKAGE_CFLAGS) \
            $(if $(SANITIZE),-fsanitize=address$(,)undefined -fno-omit-frame-pointer)
, := ,

# 'make V=1' shows the commands whole.
Q   := $(if $(V),,@)
say  = $(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),,@printf '  %-7s %s\n' $(1) $(2))

SOURCES := $(wildcard src/*.c)
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/obj/%.o) $(BUILD)/obj/probe.o
CORE    := $(filter-out $(BUILD)/obj/main.o,$(OBJECTS))
UNITS   := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*.c))

.PHONY: all
all: $(KFERRY)

$(KFERRY): $(OBJECTS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(KFLAGS) -o $@ $^ $(PACKAGE_LIBS)

$(BUILD)/obj/%.o: src/%.c | $(BUILD)/obj
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) $(KFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj/%.o: src/%.S | $(BUILD)/obj
	$(call say,AS,$<)
	$(Q)$(CC) -c -o $@ $<

$(BUILD)/unit/%: tests/unit/%.c $(CORE) | $(BUILD)/unit
	$(call say,TEST,$<)
	$(Q)$(CC) $(CFLAGS) $(KFLAGS) -MMD -MP -MF $@.d -o $@ $< $(CORE) $(PACKAGE_LIBS)

$(BUILD)/obj $(BUILD)/unit:
	$(Q)mkdir -p $@

-include $(OBJECTS:.o=.d) $(UNITS:=.d)

# What runs inside of the guest: one static program, against musl.
GUEST_CC ?= musl-gcc
GUESTS   := $(patsubst tests/guest/%.c,build/guest/%.o,$(wildcard tests/guest/*.c))

.PHONY: guest
guest: build/guest/init

build/guest/init: $(GUESTS)
	$(call say,LINK,$@)
	$(Q)$(GUEST_CC) -static -s -o $@.tmp $^ && mv $@.tmp $@

build/guest/%.o: tests/guest/%.c | build/guest
	$(call say,GUEST,$<)
	$(Q)$(GUEST_CC) -O2 -std=gnu11 $(WARN) -D_GNU_SOURCE -MMD -MP -c -o $@ $<

build/guest:
	$(Q)mkdir -p $@

-include $(GUESTS:.o=.d)

# Unit tests speak TAP by GLib's test framework, command tests are shell TAP.
.PHONY: check
check: $(KFERRY) $(UNITS)
	$(Q)KFERRY=$(abspath $(KFERRY)) SRCDIR=$(CURDIR) \
	prove --exec scripts/run-test $(UNITS) $(wildcard tests/cmd/*.t)

.PHONY: clean
clean:
	rm -rf build
