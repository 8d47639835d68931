# SPDX-License-Identifier: GPL-2.0-or-later
# The pipeline: make -f pipeline.mk prove BRANCH=6.1, in a project's directory.
#
# Each stage is one command that a user can run by hand. Each command decides for itself what is
# up to date, by content rather than by timestamp. Builds of a branch share a directory and wait
# for each other; boots run in parallel with them. kferry smoke and kferry packages run this
# file; the Makefile of kferry's own repository includes it.
#
#   KFERRY=    the program               PIPELINE_NEEDS= targets to make first
#   BRANCH=    a name of branches/*.conf VARIANTS=       default: those without by-name=yes
#   ALL=yes    all variants
#   ARCH=      an architecture of the branch, only on make's command line: make ARCH=arm64
#   FROM=      a tree or tarball for it  CONFIG=         an additional kconfig fragment
#   SEED=      of the guest's scenarios  JOBS=           stages in parallel
#   PACKAGE=   options of kferry package, as in PACKAGE="--fast --flavour generic"
#   REPORT=    command to run at the end RUN=            command before every stage: a launcher
#   RUN_SOURCE=, RUN_BUILD=, RUN_BOOT= the same for one stage
#   VARIANT=, BOOTS= for hit-rate        OUT=            run directory of payload
#   PACKAGES=  package files as words for the shell: for payload, install-boot-deb and -rpm

KFERRY   ?= kferry
BRANCH   ?= 6.1
# ARCH in the environment is for makefiles of kernels.
TARGET    = $(call quote,$(BRANCH)$(addprefix @,$(if $(filter command,$(origin ARCH)),$(ARCH))))
SEED     ?= 1
RUN      ?=
RUN_SOURCE ?= $(RUN)
RUN_BUILD  ?= $(RUN)
RUN_BOOT   ?= $(RUN)
VARIANTS  = $(shell $(KFERRY) variants --slow-first $(if $(ALL),,--usual) $(TARGET))
REPORT   ?= $(KFERRY) report $(TARGET)
# A guest often waits: for the OOM reaper, for RCU, for more of a splat.
JOBS     ?= $(shell expr 2 \* $$(nproc))
PACKAGE  ?=
BOOTS    ?= 20

# The directory of the scripts, and the makefile that make was called with: this one, or one
# that includes it.
PIPELINE_DIR := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
PIPELINE     := $(firstword $(MAKEFILE_LIST))
KEEP_GOING    = $(MAKE) --no-print-directory -f $(PIPELINE) -k -j$(JOBS)

# Quotes text as one word for the shell: $(call quote,TEXT).
quote = '$(subst ','\'',$(1))'

# 'make V=1' shows whole commands.
Q := $(if $(V),,@)

.PHONY: source prove report
source: $(PIPELINE_NEEDS)
	$(Q)$(RUN_SOURCE) $(KFERRY) source $(if $(FROM),--from $(call quote,$(FROM))) $(TARGET)

BUILD_VARIANT = $(RUN_BUILD) $(KFERRY) build $(if $(FROM),--from $(call quote,$(FROM))) \
                $(if $(CONFIG),--config $(call quote,$(CONFIG))) --variant $(call quote,$*) $(TARGET)
BOOT_VARIANT  = $(RUN_BOOT) $(KFERRY) boot --seed $(call quote,$(SEED)) $(TARGET) $(call quote,$*)

built-%: source
	$(BUILD_VARIANT)

booted-%: built-% $(PIPELINE_NEEDS)
	$(BOOT_VARIANT)

# Both in one job: with several jobs, one builds while others boot.
proved-%:
	$(Q)$(BUILD_VARIANT)
	$(Q)$(BOOT_VARIANT)

report: $(PIPELINE_NEEDS)
	$(Q)$(KFERRY) report $(TARGET)

# If the shell were stopped, make and its children would continue.
prove: $(PIPELINE_NEEDS) source
	$(Q)+$(KEEP_GOING) $(addprefix proved-,$(VARIANTS)) & inner=$$!; \
	trap 'kill $$inner; wait; exit 1' HUP INT TERM; wait $$inner; made=$$?; \
	$(REPORT) && exit $$made

.PHONY: hit-rate
hit-rate: $(PIPELINE_NEEDS)
	$(Q)$(KFERRY) repeat --boots $(call quote,$(BOOTS)) $(TARGET) $(call quote,$(VARIANT))

.PHONY: package-deb package-rpm
package-deb package-rpm: package-%: $(PIPELINE_NEEDS)
	$(Q)$(RUN) $(KFERRY) package $* $(if $(FROM),--from $(call quote,$(FROM))) $(PACKAGE) $(TARGET)

.PHONY: payload install-boot-deb install-boot-rpm
payload: $(PIPELINE_NEEDS)
	$(Q)$(RUN) $(KFERRY) payload --out $(call quote,$(OUT)) $(PACKAGES)

install-boot-deb install-boot-rpm: install-boot-%: $(PIPELINE_NEEDS)
	$(Q)KFERRY=$(call quote,$(KFERRY)) $(PIPELINE_DIR)/install-boot $* $(PACKAGES)
