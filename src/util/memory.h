/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory allocation of the process. */
#pragma once

/*
 * To be called once, before anything big is read: memory for a few hundred source
 * files comes in huge pages where the system has them, and is not given back before
 * the end. On a virtual machine a fault costs as much as copying the page: with 4 KiB
 * pages, faults are three quarters of applying a distribution's series.
 */
void memory_prepare(void);
