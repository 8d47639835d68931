/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions in the table of main.c; each file describes its path. */
#pragma once

#include "scenario.h"

enum result scenario_storm(struct run *run);
enum result scenario_exit(struct run *run);
enum result scenario_tcp_rst(struct run *run);
enum result scenario_tcp_storm(struct run *run);
enum result scenario_oom(struct run *run);
enum result scenario_hierarchy(struct run *run);
enum result scenario_swap(struct run *run);
enum result scenario_pagecache(struct run *run);
enum result scenario_kmem(struct run *run);
enum result scenario_eventfd(struct run *run);
enum result scenario_eventfd_rmdir(struct run *run);
enum result scenario_aio_eventfd(struct run *run);
enum result scenario_soft_limit(struct run *run);
enum result scenario_hotplug(struct run *run);
