#include "commands.h"

const struct command commands[] = {
	{"source", "[options] BRANCH...", "get, verify and unpack pristine kernel sources",
	 cmd_source},
	{"triage", "[options] LOG...", "find, name and explain the reports in kernel logs",
	 cmd_triage},
	{NULL, NULL, NULL, NULL},
};
