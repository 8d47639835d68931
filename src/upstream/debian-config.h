/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel configuration of Debian's source package "linux": kconfig fragments in
 * debian/config, of which the package composes some for each architecture, featureset and
 * flavour (debian/bin/gencontrol.py).
 *
 * The fragment amd64/config of the package for branch 6.1 is
 * configs/debian-6.1+amd64~config.config of a project.
 */
#pragma once

#include <glib.h>

/*
 * Copies the fragments that are composed for @of, "ARCH[/FEATURESET[/FLAVOUR]]" (default:
 * featureset "none", no flavour), from the package in @dir to the project @project.
 * Returns their names in order, as for 'config' of a branch file; the caller frees them
 * (g_strfreev()). Sets *@changed to the number of files that differ. KF_ERROR_INPUT if the
 * package has no such architecture, or lacks a fragment that it names.
 */
char **debian_config_import(const char *dir, const char *project, const char *branch,
			    const char *of, guint *changed,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns the fragments of the package in @dir, relative to debian/config, that differ from
 * those of the project (char *); the caller frees the array. KF_ERROR_INPUT if one of them is, or
 * is below, a symbolic link; KF_ERROR_SYSTEM. */
GPtrArray *debian_config_changed(const char *dir, const char *project,
				 const char *branch,
				 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes these to the package. KF_ERROR_SYSTEM. */
gboolean debian_config_export(const char *dir, const char *project, const char *branch,
			      const GPtrArray *fragments,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;
