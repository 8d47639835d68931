/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tarballs from kernel.org, verified by the detached signature of the uncompressed
 * tarball (https://www.kernel.org/signature.html).
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/* Returns "linux-6.1.187.tar.xz": kernel.org omits a trailing ".0". The caller frees
 * it. */
char *source_kernel_org_file(const char *version);

/*
 * Returns a pin of kind=kernel.org for @version, verified by signature alone; the
 * caller frees it (branch_source_free). The address is $KFERRY_KERNEL_ORG (default:
 * kernel.org), the keyring $KFERRY_KERNEL_KEYS (default:
 * /usr/share/keyrings/kernel.org.gpg). KF_ERROR_SYSTEM without the keyring.
 */
struct branch_source *source_kernel_org_pin(const char *version, GError **error);

/*
 * The same, verified by the checksum that kernel.org lists for the tarball, for
 * machines without the keyring. It is as trustworthy as the connection. KF_ERROR_SYSTEM
 * without network, KF_ERROR_INPUT if there is no such version.
 */
struct branch_source *source_kernel_org_listed(const char *version, GError **error);

/*
 * Returns pins for the point releases of the series of @pin (kind=kernel.org) that kernel.org
 * lists, verified as @pin is: by signature if it names one, else by the listed checksums.
 * An array of struct branch_source, which owns them; empty without network.
 */
GPtrArray *source_kernel_org_siblings(const struct branch_source *pin);

/* Downloads the tarball of @pin (kind=kernel.org) to @path, see source_http_url(). */
gboolean source_kernel_org_fetch(const struct branch_source *pin, const char *path,
				 GError **error);

/* Verifies the file @path by the signature that @pin names, which is downloaded.
 * KF_ERROR_INPUT if it is not from a key of the keyring. */
gboolean source_kernel_org_verify(const struct branch_source *pin, const char *path,
				  GError **error);
