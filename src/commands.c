#include "commands.h"

const struct command commands[] = {
	{"source", "[options] BRANCH...", "get, verify and unpack pristine kernel sources",
	 cmd_source},
	{NULL, NULL, NULL, NULL},
};
