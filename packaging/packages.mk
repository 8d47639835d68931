# SPDX-License-Identifier: GPL-2.0-or-later
# kferry's own packages; included by the Makefile, which defines VERSION. debian/ and specs/ at
# the top are templates of kernel packages, and unrelated.

DIST    := build/dist
DISTDIR := $(DIST)/kferry-$(VERSION)
TARBALL := $(DISTDIR).tar.xz
# Time of the packed commit; empty in a tarball.
DIST_TIME = $(shell git log -1 --format=%ct)

# A tarball of HEAD, the same bytes on each machine. The version is filled in, and the templates
# in debian/ are copied to packaging/kernel-debian, because Debian's tools replace that
# directory by the packaging of kferry.
.PHONY: dist
dist:
	$(Q)git diff --quiet HEAD || echo 'dist: what is not committed is left out' >&2
	$(Q)rm -rf $(DISTDIR) $(TARBALL) && mkdir -p $(DIST)
	$(Q)git archive --prefix=kferry-$(VERSION)/ HEAD | tar -C $(DIST) -xf -
	$(Q)cp -r $(DISTDIR)/debian $(DISTDIR)/packaging/kernel-debian
	$(Q)for file in kferry.spec debian/changelog; do \
		sed -e 's/@VERSION@/$(VERSION)/' \
			-e "s/@DATE@/$$(date -ud @$(DIST_TIME) '+%a, %d %b %Y %H:%M:%S +0000')/" \
			-e "s/@DAY@/$$(date -ud @$(DIST_TIME) '+%a %b %d %Y')/" \
			$(DISTDIR)/packaging/$$file.in >$(DISTDIR)/packaging/$$file || exit; \
	done
	$(Q)tar -C $(DIST) --sort=name --owner=0 --group=0 --numeric-owner --mtime=@$(DIST_TIME) \
		--mode=u=rwX,go=rX --format=gnu -cf - kferry-$(VERSION) | xz -T1 >$(TARBALL).tmp
	$(Q)mv $(TARBALL).tmp $(TARBALL)
	$(Q)echo $(TARBALL)

.PHONY: tool-deb
tool-deb: dist
	$(Q)cp $(TARBALL) $(DIST)/kferry_$(VERSION).orig.tar.xz
	$(Q)rm -rf $(DISTDIR)/debian && cp -r $(DISTDIR)/packaging/debian $(DISTDIR)/debian
	$(Q)rm -f $(DISTDIR)/debian/changelog.in
	cd $(DISTDIR) && SOURCE_DATE_EPOCH=$(DIST_TIME) dpkg-buildpackage -us -uc -F >../deb.log 2>&1 || \
		{ tail -n 40 ../deb.log >&2; exit 1; }
	$(Q)ls $(DIST)/*.deb $(DIST)/*.dsc

.PHONY: tool-rpm
tool-rpm: dist
	$(Q)rm -rf $(DIST)/rpm && mkdir -p $(DIST)/rpm
	SOURCE_DATE_EPOCH=$(DIST_TIME) rpmbuild -ba --nodeps \
		--define '_topdir $(abspath $(DIST))/rpm' \
		--define '_sourcedir $(abspath $(DIST))' \
		--define 'use_source_date_epoch_as_buildtime 1' --define '_buildhost kferry' \
		--define '__brp_compress bash %{_rpmconfigdir}/brp-compress %{?_prefix}' \
		$(DISTDIR)/packaging/kferry.spec >$(DIST)/rpm.log 2>&1 || { tail -n 40 $(DIST)/rpm.log >&2; exit 1; }
	$(Q)ls $(DIST)/rpm/RPMS/*/*.rpm $(DIST)/rpm/SRPMS/*.rpm

# check-tool-build is short enough for CI: both packages, the messages of their linters, and a
# short use on a fake kernel. check-tool-package also installs the deb in a minimal system, and
# uses it there.
.PHONY: check-tool-build check-tool-package run-tool-build-checks run-tool-checks
check-tool-build check-tool-package: check-tool-%:
	$(Q)scripts/deps package
	$(Q)scripts/deps arm64
	$(Q)+$(MAKE) $(PARALLEL) --no-print-directory tool-deb tool-rpm
	$(Q)+$(MAKE) --no-print-directory run-tool-$(if $(filter build,$*),build-)checks

run-tool-build-checks: TOOL_TESTS := tests/tool/package.t tests/tool/first-day.t
run-tool-checks: TOOL_TESTS := tests/tool/package.t tests/tool/first-day.t tests/tool/bare.t
run-tool-build-checks run-tool-checks: export TEST_TIME ?= 3600
run-tool-build-checks run-tool-checks:
	$(Q)VERSION=$(VERSION) $(PROVE) $(TOOL_TESTS)
