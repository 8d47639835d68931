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
KFLAGS    = -std=gnu11 $(WARN) -D_GNU_SOURCE -DKFERRY_VERSION='"$(VERSION)"' -Isrc \
            $(shell pkg-config --cflags $(PACKAGES)) \
            $(if $(SANITIZE),-fsanitize=address$(,)undefined -fno-omit-frame-pointer)
LIBS      = $(shell pkg-config --libs $(PACKAGES))
, := ,

SOURCES := $(wildcard src/*.c)
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/obj/%.o)
CORE    := $(filter-out $(BUILD)/obj/main.o,$(OBJECTS))
UNITS   := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*.c))

.PHONY: all
all: $(KFERRY)

$(KFERRY): $(OBJECTS)
	$(CC) $(CFLAGS) $(KFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/obj/%.o: src/%.c | $(BUILD)/obj
	$(CC) $(CFLAGS) $(KFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/unit/%: tests/unit/%.c $(CORE) | $(BUILD)/unit
	$(CC) $(CFLAGS) $(KFLAGS) -MMD -MP -MF $@.d -o $@ $< $(CORE) $(LIBS)

$(BUILD)/obj $(BUILD)/unit:
	mkdir -p $@

-include $(OBJECTS:.o=.d) $(UNITS:=.d)

# What runs inside of the guest: one static program, against musl.
GUEST_CC ?= musl-gcc
GUESTS   := $(patsubst tests/guest/%.c,build/guest/%.o,$(wildcard tests/guest/*.c))

.PHONY: guest
guest: build/guest/init

build/guest/init: $(GUESTS)
	$(GUEST_CC) -static -s -o $@.tmp $^
	mv $@.tmp $@

build/guest/%.o: tests/guest/%.c | build/guest
	$(GUEST_CC) -O2 -std=gnu11 $(WARN) -D_GNU_SOURCE -MMD -MP -c -o $@ $<

build/guest:
	mkdir -p $@

-include $(GUESTS:.o=.d)

# Unit tests speak TAP by GLib's test framework, command tests are shell TAP.
.PHONY: check
check: $(KFERRY) $(UNITS)
	KFERRY=$(abspath $(KFERRY)) SRCDIR=$(CURDIR) \
	prove --exec scripts/run-test $(UNITS) $(wildcard tests/cmd/*.t)

.PHONY: clean
clean:
	rm -rf build
