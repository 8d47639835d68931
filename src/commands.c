#include "commands.h"

const struct command commands[] = {
	{NULL, NULL, NULL, NULL},
};
