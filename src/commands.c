#include "commands.h"

const struct command commands[] = {
	{"source", "[options] BRANCH...", "get, verify and unpack pristine kernel sources",
	 cmd_source},
	{"tree", "--pristine DIR --out TREE [SERIES]...",
	 "make or switch a hard-linked worktree with series applied", cmd_tree},
	{"series", "apply|unapply|check --tree DIR [--fuzz N] [--json] SERIES",
	 "apply quilt series to a tree, take them off, check them", cmd_series},
	{"kconfig", "[options] BRANCH", "compose and check a kernel configuration",
	 cmd_kconfig},
	{"initramfs", "--out FILE [--add SOURCE=/PATH]... INIT",
	 "pack an init and other files for a guest", cmd_initramfs},
	{"boot", "[--shell] BRANCH VARIANT | --kernel FILE --out DIR",
	 "run a kernel with the guest, into a run folder", cmd_boot},
	{"triage", "[options] LOG...", "find, name and explain the reports in kernel logs",
	 cmd_triage},
	{NULL, NULL, NULL, NULL},
};
