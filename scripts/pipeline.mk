# SPDX-License-Identifier: GPL-2.0-or-later
# The pipeline: make -f pipeline.mk prove BRANCH=6.1, in a project's directory.
#
# Each stage is one command that a user can give by hand. Each command decides for itself
# what is up to date, by content rather than by timestamp. Builds of a branch share one
# directory and wait for each other; boots run beside them. kferry smoke and kferry packages
# run this file; so does the Makefile of kferry's own repository, which includes it.
#
#   KFERRY=    the program               PIPELINE_NEEDS= targets that come before all
#   BRANCH=    a name of branches/*.conf VARIANTS=       of it, by default those of no by-name=yes
#   ALL=yes    all of its variants
#   ARCH=      an architecture of it, on make's command line: make ARCH=arm64
#   FROM=      a tree or tarball of it   CONFIG=         one more kconfig fragment
#   SEED=      of the guest's scenarios  JOBS=           stages at once
#   PACKAGE=   options of kferry package, as in PACKAGE="--fast --flavour generic"
#   REPORT=    what is run at the end    RUN=            what runs every stage: a launcher
#   RUN_SOURCE=, RUN_BUILD=, RUN_BOOT= the same of one stage
#   VARIANT=, BOOTS= of hit-rate         OUT=            run directory, of payload
#   PACKAGES=  files of packages, as words of the shell: of payload, install-boot-deb and -rpm

KFERRY   ?= kferry
BRANCH   ?= 6.1
# An ARCH of the environment is meant for the makefiles of a kernel.
TARGET    = $(call quote,$(BRANCH)$(addprefix @,$(if $(filter command,$(origin ARCH)),$(ARCH))))
SEED     ?= 1
RUN      ?=
RUN_SOURCE ?= $(RUN)
RUN_BUILD  ?= $(RUN)
RUN_BOOT   ?= $(RUN)
VARIANTS  = $(shell $(KFERRY) variants --slow-first $(if $(ALL),,--usual) $(TARGET))
REPORT   ?= $(KFERRY) report $(TARGET)
# A guest waits much of its time: for the OOM reaper, for RCU, for more of a splat.
JOBS     ?= $(shell expr 2 \* $$(nproc))
PACKAGE  ?=
BOOTS    ?= 20

# Where the scripts are, and the makefile that make was called with: this one, or one that
# includes it.
PIPELINE_DIR := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
PIPELINE     := $(firstword $(MAKEFILE_LIST))
KEEP_GOING    = $(MAKE) --no-print-directory -f $(PIPELINE) -k -j$(JOBS)

# A word for the shell, whatever is in it: $(call quote,TEXT).
quote = '$(subst ','\'',$(1))'

# 'make V=1' shows the commands whole.
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

# Both as one job: several of them keep one building and the others booting.
proved-%:
	$(Q)$(BUILD_VARIANT)
	$(Q)$(BOOT_VARIANT)

report: $(PIPELINE_NEEDS)
	$(Q)$(KFERRY) report $(TARGET)

# A shell that is asked to stop would leave make behind, with all that it runs.
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
