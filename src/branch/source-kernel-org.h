/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tarballs from kernel.org, trusted by the detached signature over the uncompressed
 * tarball (https://www.kernel.org/signature.html).
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/* "linux-6.1.187.tar.xz": kernel.org leaves out a last ".0". The caller frees it. */
char *source_kernel_org_file(const char *version);

/*
 * A pin of kind=kernel.org for @version, by signature alone, to be freed
 * (branch_source_free). The address is $KFERRY_KERNEL_ORG, by default kernel.org's; the
 * keyring $KFERRY_KERNEL_KEYS, by default /usr/share/keyrings/kernel.org.gpg.
 * KF_ERROR_SYSTEM if there is no such keyring: nothing is trusted without.
 */
struct branch_source *source_kernel_org_pin(const char *version, GError **error);

/*
 * The same by the checksum that kernel.org lists for the tarball, for machines without the
 * keyring: as good as the connection that it comes by. KF_ERROR_SYSTEM without a network,
 * KF_ERROR_INPUT if there is no such version.
 */
struct branch_source *source_kernel_org_listed(const char *version, GError **error);

/* Fetches the tarball of @pin (kind=kernel.org) to @path, see source_http_url(). */
gboolean source_kernel_org_fetch(const struct branch_source *pin, const char *path,
				 GError **error);

/*
 * Holds the file @path against the signature that @pin names, which is fetched.
 * KF_ERROR_INPUT if it is not by a key of the keyring.
 */
gboolean source_kernel_org_verify(const struct branch_source *pin, const char *path,
				  GError **error);
