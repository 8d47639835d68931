# SPDX-License-Identifier: GPL-2.0-or-later
# kferry: 'make help' lists the targets.
#
# Everything made from the sources of this checkout goes to build/, everything made from kernels
# to $KFERRY_CACHE (default ~/.cache/kferry).

VERSION := 0.2~dev
PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= cc
BUILD   := build$(if $(SANITIZE),/sanitize)$(if $(COVERAGE),/coverage)
KFERRY  := $(BUILD)/kferry
PLUGIN  := $(BUILD)/libkferry-cover.so

PACKAGES := glib-2.0 gio-2.0 gio-unix-2.0 libarchive jansson libdw libelf sqlite3
# loaded when first needed, see src/util/libgit2.h
LOADED   := libgit2
WERROR   ?= -Werror
WARN     := -Wall -Wextra $(WERROR) -Wstrict-prototypes -Wmissing-prototypes -Wshadow \
            -Wno-unused-parameter
CFLAGS   ?= -O2 -g
# Evaluated once, and only if something is compiled: 'make help' needs nothing.
PACKAGE_CFLAGS = $(eval PACKAGE_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) $(LOADED)))$(PACKAGE_CFLAGS)
PACKAGE_LIBS   = $(eval PACKAGE_LIBS := $(shell pkg-config --libs $(PACKAGES)) -lm)$(PACKAGE_LIBS)
KFLAGS    = -std=gnu11 $(WARN) -D_GNU_SOURCE -DKFERRY_VERSION='"$(VERSION)"' \
            -Isrc $(CPPFLAGS) \
            $(PACKAGE_CFLAGS) \
            $(if $(SANITIZE),-fsanitize=address$(,)undefined -fno-omit-frame-pointer) \
            $(if $(COVERAGE),--coverage -O0)
, := ,

# The pipeline, which kferry smoke runs, too; defines quote and Q.
PIPELINE_NEEDS := $(KFERRY) $(PLUGIN) guest
include scripts/pipeline.mk
.DEFAULT_GOAL := all

say  = $(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),,@printf '  %-7s %s\n' $(1) $(2))

SOURCES := $(wildcard src/*/*.c)
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/obj/%.o) $(patsubst src/%.S,$(BUILD)/obj/%.o,$(wildcard src/*/*.S))
CORE    := $(filter-out $(BUILD)/obj/cmd/main.o,$(OBJECTS))
UNITS   := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*.c))
REPLAYS := $(patsubst tests/fuzz/%.c,$(BUILD)/replay/%,$(wildcard tests/fuzz/*.c))

# --- for people -------------------------------------------------------------

.PHONY: all help
all: $(KFERRY) $(PLUGIN) guest

help:
	@sed -n 's/^#:\(.*\)/\1/p' Makefile

#: make smoke [BRANCH=6.1]   the main job: source, series, build, boot, verdict;
#:                           JOBS=N stages in parallel (default: two per processor)
#:                           ARCH=arm64 on that architecture, see docs/arch.md
#: make smoke-all            the same for every branch whose source is available
#: make check                all tests that need no kernel build
#: make coverage [VM=1]      lines of src/ that make check runs, file by file; VM=1: and check-vm
#: make check-vm             tests that boot the kernels that smoke built
#: make deb, make rpm        packages of a branch's kernel, and their sources
#: make check-package        tests of the packages: their contents, and boots of them
#: make check-page           the pages of kferry report in a real browser
#: make check-slurm          smoke on a Slurm cluster of two nodes on this machine
#: make check-slurm-kill [KILLS=10]  the same, killing parts of it at random moments
#: make check-rebuild        source packages built again, and a signed build: an hour
#: make check-long           what CI omits: check-rebuild, other branches and their packages; hours
#: make hit-rate VARIANT= [BOOTS=20]  how often a variant has the expected result: kferry repeat
#: make check-kill [KILLS=1000]  kills kferry series at random moments; KILLS_DONE=N:
#:                           number of kills in earlier runs, to continue
#: make check-bisect [SERIES= TREE=]  fifty mutants in a real series, found by kferry bisect;
#:                           FLAKY=30: the test fails only in 30 % of its runs
#: make bench [TREE= SERIES=]  timings as ratios; with both variables, also bench-series
#: make bench-series TREE= SERIES=  kferry series compared with patch, git and quilt
#: make fuzz [FUZZ_TIME=60]  each fuzzer for FUZZ_TIME seconds, and a table of results
#: make bench-rebase DATA=DIR  a distribution's series, rebased from release to release
#: make check-cve-fixed DIFFS= TREE=  CVEs reported as fixed, checked in the source
#: make cve-ports TREE= DONORS=  open CVEs whose fix can be carried from newer sources
#: make bench-triage [CORPUS=DIR]  titles of a corpus of logs, by type
#: make bench-symbolize VMLINUX= MODULES= DECODE=  traces compared with decode_stacktrace.sh
#: make install [PREFIX=]    kferry and its manual pages
#: make dist                 a release tarball of kferry, in build/dist
#: make tool-deb, tool-rpm   packages of kferry itself, in build/dist
#: make check-tool-build     their contents, lintian and rpmlint, and a short use of kferry
#: make check-tool-package   also installs the deb in a minimal system and runs it
#:
#: One stage, one variant: make source | built-VARIANT | booted-VARIANT | report
#: BRANCH=     a name of branches/*.conf          FROM=   your own tree or tarball
#: CONFIG=     an additional kconfig fragment     SEED=   of the guest's scenarios
#: SANITIZE=1  with ASan and UBSan                V=1     show whole commands
#: FLAVOUR=    of the packages to test            REBUILD="deb rpm"  what to rebuild
#: RUN=        command before every stage: a launcher of a cluster, time(1), ...

# Compile on all processors, unless make was given a number.
PARALLEL = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

# Install packages first, then run make again, which can use them.
.PHONY: smoke smoke-all check check-vm deb rpm check-package check-page check-slurm check-slurm-kill check-rebuild check-long
smoke:
	$(Q)scripts/deps smoke
	$(if $(filter command,$(origin ARCH)),$(Q)scripts/deps $(call quote,$(ARCH)))
	$(Q)+$(MAKE) $(PARALLEL) --no-print-directory $(PIPELINE_NEEDS)
	$(Q)+$(MAKE) --no-print-directory prove

smoke-all:
	$(Q)scripts/deps smoke
	$(Q)scripts/deps suites
	$(Q)for arch in $$(sed -n 's/^arch=//p' branches/*.conf | tr ';' '\n' | sort -u); do \
		scripts/deps "$$arch" || exit; \
	done
	$(Q)+$(MAKE) $(PARALLEL) --no-print-directory $(PIPELINE_NEEDS)
	$(Q)+$(KFERRY) smoke --all

check:
	$(Q)scripts/deps check
	$(Q)+$(MAKE) $(PARALLEL) --no-print-directory check-needs
	$(Q)+$(MAKE) --no-print-directory run-checks

check-vm:
	$(Q)scripts/deps smoke
	$(Q)+$(MAKE) --no-print-directory run-vm-checks

deb rpm:
	$(Q)scripts/deps package
	$(if $(filter command,$(origin ARCH)),$(Q)scripts/deps $(call quote,$(ARCH)))
	$(Q)+$(MAKE) --no-print-directory package-$@

check-package:
	$(Q)scripts/deps package
	$(Q)+$(MAKE) --no-print-directory run-package-checks

check-page:
	$(Q)scripts/deps smoke
	$(Q)scripts/deps page
	$(Q)+$(MAKE) --no-print-directory run-page-checks

check-slurm:
	$(Q)scripts/deps smoke
	$(Q)scripts/deps slurm
	$(Q)+$(MAKE) --no-print-directory run-slurm-checks

check-slurm-kill:
	$(Q)scripts/deps smoke
	$(Q)scripts/deps slurm
	$(Q)+$(MAKE) --no-print-directory run-slurm-kills

check-rebuild:
	$(Q)scripts/deps package
	$(Q)+$(MAKE) --no-print-directory run-rebuild-checks

check-long:
	$(Q).ci/long

# --- kferry itself ----------------------------------------------------------

$(KFERRY): $(OBJECTS) | $(KFERRY).data
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(KFLAGS) $(LDFLAGS) -o $@ $(OBJECTS) $(PACKAGE_LIBS)

# Only one object contains the installation directories; it is compiled again for another
# PREFIX.
PLACES = -DKFERRY_DATADIR='"$(PREFIX)/share/kferry"' -DKFERRY_LIBDIR='"$(PREFIX)/lib/kferry"'
$(BUILD)/obj/util/data-file.o build/fuzz/obj/util/data-file.o: KFLAGS += $(PLACES)
$(BUILD)/obj/util/data-file.o build/fuzz/obj/util/data-file.o: $(BUILD)/places
$(BUILD)/places: FORCE
	$(Q)mkdir -p $(@D)
	$(Q)echo $(call quote,$(PLACES)) | cmp -s - $@ || echo $(call quote,$(PLACES)) >$@

.PHONY: FORCE
FORCE:

# Files that kferry finds beside itself before it is installed, under their installed names.
$(KFERRY).data: Makefile
	$(Q)mkdir -p $@
	$(Q)ln -sfnr $(addprefix $(CURDIR)/,configs specs scripts suites packaging/completion tests/guest/kit tests/guest/installed) $(CURDIR)/build/guest \
		$(abspath $(PLUGIN)) $@
	$(Q)ln -sfnr $(CURDIR)/$(TEMPLATES) $@/debian
	$(Q)touch $@

# QEMU loads this, so it contains nothing of kferry, and sanitizers cannot be used.
$(PLUGIN): src/cover/plugin/cover.c src/cover/plugin/api.h src/cover/plugin/map.h | $(BUILD)/obj
	$(call say,PLUGIN,$@)
	$(Q)$(CC) $(CFLAGS) -std=gnu11 $(WARN) -D_GNU_SOURCE $(CPPFLAGS) $(LDFLAGS) -fPIC -shared -fvisibility=hidden \
	$$(pkg-config --cflags glib-2.0) -o $@.tmp $< && mv $@.tmp $@

$(BUILD)/obj/%.o: src/%.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(KFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj/%.o: src/%.S
	$(call say,AS,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -c -o $@ $<

# All of kferry except main(); tests are linked with the parts that they need.
$(BUILD)/core.a: $(CORE)
	$(Q)rm -f $@
	$(Q)ar rcs --thin $@ $^

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/core.a | $(BUILD)/unit
	$(call say,TEST,$<)
	$(Q)$(CC) $(CFLAGS) $(KFLAGS) -MMD -MP -MF $@.d -o $@ $< $(BUILD)/core.a $(PACKAGE_LIBS)

# A fuzzer, linked with a program that runs the inputs in tests/data/fuzz instead of libFuzzer.
$(BUILD)/replay/%: tests/fuzz/%.c $(BUILD)/obj/replay-inputs.o $(BUILD)/core.a | $(BUILD)/replay
	$(call say,REPLAY,$<)
	$(Q)$(CC) $(CFLAGS) $(KFLAGS) -MMD -MP -MF $@.d -o $@ $< \
		$(BUILD)/obj/replay-inputs.o $(BUILD)/core.a $(PACKAGE_LIBS)

$(BUILD)/obj/replay-inputs.o: tests/replay/inputs.c | $(BUILD)/obj
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) $(KFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj $(BUILD)/unit $(BUILD)/replay:
	$(Q)mkdir -p $@

-include $(OBJECTS:.o=.d) $(UNITS:=.d) $(REPLAYS:=.d)

# The guest's program: static, with musl. For an architecture other than the host's, with glibc
# and a cross compiler, if there is one: distributions have no musl for other architectures.
GUEST_CC     ?= musl-gcc
# the name in src/arch/
HOST_ARCH    := $(patsubst aarch64,arm64,$(shell uname -m))
GUEST_SOURCES := $(wildcard tests/guest/*.c tests/guest/kit/*.c)
GUEST_FLAGS   = -O2 -std=gnu11 $(WARN) -D_GNU_SOURCE -Itests/guest -MMD -MP

.PHONY: guest
guest: build/guest/init

# $(call guest-of,DIRECTORY,COMPILER,ARCH)
define guest-of
$1/init: $(GUEST_SOURCES:tests/guest/%.c=$1/%.o)
	$$(call say,LINK,$$@)
	$$(Q)$2 -static -s -o $$@.tmp $$^ && mv $$@.tmp $$@

$(GUEST_SOURCES:tests/guest/%.c=$1/%.o): $1/%.o: tests/guest/%.c
	$$(Q)mkdir -p $$(@D)
	$$(call say,GUEST,$$@)
	$$(Q)$2 $$(GUEST_FLAGS) -Itests/guest/arch/$3 -c -o $$@ $$<

-include $(GUEST_SOURCES:tests/guest/%.c=$1/%.d)
endef
$(eval $(call guest-of,build/guest,$(GUEST_CC),$(HOST_ARCH)))

# Guests for other architectures are built if there is a compiler. Packages set this variable,
# so that their contents do not depend on compilers of the build machine.
FOREIGN_GUESTS ?= arm64 riscv64 x86_64

# $(call guest-for,ARCH,TRIPLET): unless it is the host's
define guest-for
ifneq ($$(if $$(filter $1,$$(FOREIGN_GUESTS)),$$(shell command -v $2-gcc)),)
guest: build/guest/$1/init
$$(eval $$(call guest-of,build/guest/$1,$2-gcc,$1))
endif
endef
$(if $(filter arm64,$(HOST_ARCH)),,$(eval $(call guest-for,arm64,aarch64-linux-gnu)))
$(if $(filter x86_64,$(HOST_ARCH)),,$(eval $(call guest-for,x86_64,x86_64-linux-gnu)))
$(if $(filter riscv64,$(HOST_ARCH)),,$(eval $(call guest-for,riscv64,riscv64-linux-gnu)))

# Unit tests print TAP by GLib's test framework; command tests are shell scripts that print TAP.
PROVE = KFERRY=$(call quote,$(abspath $(KFERRY))) SRCDIR=$(call quote,$(CURDIR)) prove $(PROVE_JOBS) --exec scripts/run-test

.PHONY: coverage
coverage:
	$(Q)scripts/deps check
	$(Q)+$(MAKE) $(PARALLEL) --no-print-directory COVERAGE=1 check-needs
	$(Q)+$(MAKE) --no-print-directory COVERAGE=1 count-lines

# Lines are counted even if a test fails. An instrumented program is slower.
.PHONY: count-lines
count-lines: export TEST_TIME ?= 1800
count-lines: check-needs
	$(Q)find $(BUILD) -name '*.gcda' -delete
	$(Q)+$(MAKE) --no-print-directory -k run-checks $(if $(VM),run-vm-checks); made=$$?; \
	VM=$(call quote,$(VM)) scripts/check-coverage $(BUILD) && exit $$made

.PHONY: check-needs run-checks run-vm-checks
check-needs: $(KFERRY) $(PLUGIN) guest $(UNITS) $(REPLAYS)

run-checks: PROVE_JOBS = -j2
run-checks: check-needs
	$(Q)$(PROVE) $(UNITS) $(REPLAYS) $(wildcard tests/cmd/*.t)

# An emulated boot may take minutes, an installation many.
run-vm-checks run-package-checks: export TEST_TIME ?= 3600
run-vm-checks: $(KFERRY) $(PLUGIN) guest
	$(Q)BRANCH=$(call quote,$(BRANCH)) $(PROVE) $(wildcard tests/vm/*.t)

# Each test needs the result of 'make deb' or 'make rpm', and says so if it is missing. Tests
# that build their own kernel are separate.
REBUILD_TESTS := tests/package/rebuild.t tests/package/sign.t
.PHONY: run-package-checks run-rebuild-checks
run-package-checks: $(KFERRY) $(PLUGIN) guest
	$(Q)BRANCH=$(call quote,$(BRANCH)) $(PROVE) \
		$(filter-out $(REBUILD_TESTS),$(wildcard tests/package/*.t))

.PHONY: run-slurm-checks
run-slurm-checks: export TEST_TIME ?= 3600
run-slurm-checks: $(KFERRY) $(PLUGIN) guest
	$(Q)BRANCH=$(call quote,$(BRANCH)) $(PROVE) tests/slurm/smoke.t tests/slurm/branches.t

.PHONY: run-slurm-kills
run-slurm-kills: export TEST_TIME ?= 7200
run-slurm-kills: export KILLS ?= 10
run-slurm-kills: $(KFERRY) $(PLUGIN) guest
	$(Q)BRANCH=$(call quote,$(BRANCH)) $(PROVE) -v tests/slurm/stage.t tests/slurm/kills.t

.PHONY: run-page-checks
run-page-checks: $(KFERRY)
	$(Q)$(PROVE) tests/page/*.t

run-rebuild-checks: export TEST_TIME ?= 14400
run-rebuild-checks: $(KFERRY) $(PLUGIN) guest
	$(Q)BRANCH=$(call quote,$(BRANCH)) $(PROVE) $(REBUILD_TESTS)

# --- titles by triage --------------------------------------------------------

# The corpus: files with a header of 'TITLE: ', 'TYPE: ' and so on, a blank line, a log.
CORPUS ?= ../shared/triage-corpus/report

.PHONY: bench-rebase
bench-rebase: $(KFERRY) build/bench/rebase-truth
	$(Q)KFERRY=$(call quote,$(abspath $(KFERRY))) scripts/bench-rebase $(call quote,$(DATA)) build/bench/rebase-truth

.PHONY: bench-triage
bench-triage: build/bench/triage
	$(Q)build/bench/triage $(call quote,$(CORPUS))

.PHONY: bench-symbolize
bench-symbolize: $(KFERRY)
	$(Q)KFERRY=$(call quote,$(abspath $(KFERRY))) scripts/bench-symbolize \
	$(foreach word,VMLINUX MODULES DECODE,$(if $($(word)),$(call quote,$($(word)))))

build/bench/%: tests/bench/%.c $(BUILD)/core.a | build/bench
	$(call say,BENCH,$<)
	$(Q)$(CC) $(CFLAGS) $(KFLAGS) -MMD -MP -MF $@.d -o $@ $< $(BUILD)/core.a $(PACKAGE_LIBS)

build/bench:
	$(Q)mkdir -p $@

-include $(wildcard build/bench/*.d)

.PHONY: bench-series
bench-series: $(KFERRY)
	$(Q)KFERRY=$(call quote,$(abspath $(KFERRY))) scripts/bench-series $(call quote,$(TREE)) $(call quote,$(SERIES))

# Checks by kferry has the CVEs that are reported as fixed in the release of the source TREE.
# DIFFS has diffs between releases of another branch (DONOR). See the script.
LIST ?= tests/data/cve-fixed/6.1.180

.PHONY: check-cve-fixed
check-cve-fixed: $(KFERRY)
	$(Q)KFERRY=$(call quote,$(abspath $(KFERRY))) scripts/check-cve-fixed $(if $(COUNT),-n $(call quote,$(COUNT)),-l $(call quote,$(LIST))) $(if $(SEED),-s $(call quote,$(SEED))) $(if $(DONOR),-b $(call quote,$(DONOR))) $(if $(OLD),-o $(call quote,$(OLD))) $(call quote,$(DIFFS)) $(call quote,$(TREE))

# Open CVEs in the release of the source TREE whose fix can be carried from the newer releases
# DONORS; with OBJECTS (a build directory), those that affect compiled files. See the script.
.PHONY: cve-ports
cve-ports: $(KFERRY)
	$(Q)KFERRY=$(call quote,$(abspath $(KFERRY))) scripts/cve-ports $(if $(OBJECTS),-b $(call quote,$(OBJECTS))) $(if $(DIFFS),-d $(call quote,$(DIFFS))) $(if $(DONOR),-r $(call quote,$(DONOR))) $(if $(OUT),-o $(call quote,$(OUT))) $(call quote,$(TREE)) $(DONORS)

# Mutants that kferry bisect has to find; see the script.
.PHONY: check-bisect
check-bisect: $(KFERRY)
	$(Q)KFERRY=$(call quote,$(abspath $(KFERRY))) scripts/check-bisect $(if $(COUNT),-n $(call quote,$(COUNT))) $(if $(SEED),-s $(call quote,$(SEED))) $(if $(FLAKY),-f $(call quote,$(FLAKY))) $(if $(SERIES),$(call quote,$(SERIES)) $(call quote,$(TREE)))

KILLS ?= 1000
KILLS_DONE ?= 0

.PHONY: check-kill
check-kill: $(KFERRY)
	$(Q)KFERRY=$(call quote,$(abspath $(KFERRY))) scripts/kill-runs $(call quote,$(KILLS)) $(call quote,$(KILLS_DONE))

# Fuzzers with clang's libFuzzer, one for each kind of untrusted input. Findings are stored in
# build/fuzz/found/; after the fix they go to tests/data/fuzz/NAME/, which 'make check' replays.
# The linker takes what a fuzzer needs from the archive.
FUZZ_TIME ?= 60
FUZZERS   := $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/*.c))
FUZZ_CORE := $(patsubst $(BUILD)/%,build/fuzz/%,$(filter-out $(BUILD)/obj/cmd/%,$(CORE)))
FUZZ_CC   := clang -gline-tables-only -O1 -fsanitize=fuzzer-no-link,address,undefined \
             -fno-sanitize-recover=undefined
# warnings are left to the normal compiler
FUZZ_FLAGS = $(filter-out -fsanitize=% $(WARN),$(KFLAGS))

build/fuzz/obj/%.o: src/%.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(FUZZ_FLAGS) -MMD -MP -c -o $@ $<

build/fuzz/obj/%.o: src/%.S
	$(call say,AS,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -c -o $@ $<

build/fuzz/libkferry.a: $(FUZZ_CORE)
	$(Q)rm -f $@
	$(Q)ar rcs $@ $^

build/fuzz/%: tests/fuzz/%.c build/fuzz/libkferry.a
	$(call say,FUZZER,$@)
	$(Q)$(FUZZ_CC) $(FUZZ_FLAGS) -fsanitize=fuzzer \
		-MMD -MP -MF $@.d -o $@ $< build/fuzz/libkferry.a $(PACKAGE_LIBS)

-include $(wildcard build/fuzz/obj/*/*.d build/fuzz/*.d)

.SECONDARY: $(FUZZ_CORE)
.PHONY: fuzz fuzzers
fuzzers: $(FUZZERS)

fuzz: $(FUZZERS)
	$(Q)scripts/fuzz-seeds build/fuzz/seeds
	$(Q)scripts/fuzz $(call quote,$(FUZZ_TIME)) $(FUZZERS)

# Timings are ratios within one run, since machines differ and are noisy.
.PHONY: bench
bench: $(KFERRY) $(PLUGIN) guest $(if $(and $(TREE),$(SERIES)),bench-series)
	$(Q)scripts/bench $(call quote,$(BRANCH))
	$(if $(and $(TREE),$(SERIES)),,@echo 'TREE= and SERIES= add kferry series beside patch, git and quilt')

# The templates of kernel packages. In a source package of kferry, debian/ is its own.
TEMPLATES := $(if $(wildcard debian/control.in),debian,packaging/kernel-debian)

# What a project outside of this checkout needs, see src/util/data-file.h.
DATA := configs specs suites $(addprefix scripts/,stage-kernel stage-slurm pipeline.mk install-boot debian-root.sh)

# Each shell finds a link to the output of kferry completion in its directory.
link_completion = $(Q)mkdir -p $(to)/share/$(dir $(2)) && ln -sfr $(to)/share/kferry/completion/$(1) $(to)/share/$(2)

.PHONY: install
install: to = $(call quote,$(DESTDIR)$(PREFIX))
install: $(KFERRY) $(PLUGIN) guest
	$(Q)install -Dm755 $(KFERRY) $(to)/bin/kferry
	$(Q)install -Dm755 $(PLUGIN) -t $(to)/lib/kferry
	$(Q)for init in build/guest/init build/guest/*/init; do \
		[ ! -e "$$init" ] || install -Dm755 "$$init" $(to)/lib/kferry/guest/"$${init#build/guest/}" || exit; \
	done
	$(Q)install -Dm644 tests/guest/installed/kferry.service -t $(to)/share/kferry/installed
	$(Q)find $(DATA) -type f | while IFS= read -r file; do \
		mode=644; [ ! -x "$$file" ] || mode=755; \
		install -Dm$$mode "$$file" $(to)/share/kferry/"$$file" || exit; \
	done
	$(Q)(cd $(TEMPLATES) && find . -type f) | while IFS= read -r file; do \
		mode=644; [ ! -x "$(TEMPLATES)/$$file" ] || mode=755; \
		install -Dm$$mode "$(TEMPLATES)/$$file" $(to)/share/kferry/debian/"$$file" || exit; \
	done
	$(Q)install -Dm644 -t $(to)/share/kferry/kit tests/guest/kit/*
	$(Q)for page in docs/man/*.[1-9]; do \
		install -Dm644 $$page -t $(to)/share/man/man$${page##*.} || exit; \
	done
	$(Q)install -Dm644 packaging/completion/kferry.* -t $(to)/share/kferry/completion
	$(call link_completion,kferry.bash,bash-completion/completions/kferry)
	$(call link_completion,kferry.zsh,zsh/site-functions/_kferry)
	$(call link_completion,kferry.fish,fish/vendor_completions.d/kferry.fish)
	$(Q)install -Dm644 'packaging/systemd/kferry-nightly@.timer' -t $(to)/lib/systemd/user
	$(Q)sed $(call quote,s|@PREFIX@|$(PREFIX)|) 'packaging/systemd/kferry-nightly@.service.in' \
		>$(to)'/lib/systemd/user/kferry-nightly@.service'

include packaging/packages.mk

# What reviewers should not have to look for.
.PHONY: check-style
check-style:
	$(Q)scripts/check-rooms
	$(Q)! git grep -L SPDX-License-Identifier -- Makefile scripts .ci "src/*.[chS]" "tests/*.[ch]" "tests/*.t" "tests/*.sh" "suites/*.[ch]" ":!tests/data" | sed "s/$$/: no SPDX line/" | grep .
	$(Q)clang-format --dry-run -Werror $(wildcard src/*/*.[ch] src/cover/plugin/*.[ch] tests/*/*.[ch] tests/guest/kit/*.[ch] suites/*/*.[ch])
	$(Q)mandoc -T lint -W warning $(wildcard docs/man/*.[1-9])
	$(Q)shellcheck -S warning -s sh $(filter-out %.t %.mk,$(wildcard scripts/*)) $(wildcard .ci/*)
	$(Q)shellcheck -S warning packaging/completion/kferry.bash

.PHONY: clean
clean:
	rm -rf build
