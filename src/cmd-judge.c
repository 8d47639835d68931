/* kferry judge: draws the verdict on run folders, without booting. */
#include "commands.h"
#include "report.h"
#include "verdict.h"

int cmd_judge(const struct command *self, int argc, char **argv)
{
	gboolean json = FALSE, tap = FALSE;
	const GOptionEntry entries[] = {
		{"json", 0, 0, G_OPTION_ARG_NONE, &json, "print a JSON array", NULL},
		{"tap", 0, 0, G_OPTION_ARG_NONE, &tap, "print TAP", NULL},
		{NULL},
	};
	g_autoptr(GPtrArray) verdicts = report_new();
	GError *error = NULL;

	if (!command_options(self, entries, NULL, &argc, &argv))
		return EXIT_TROUBLE;
	if (argc < 2)
		return command_usage(self, "give at least one run folder");
	for (int i = 1; i < argc; i++) {
		verdict *found = verdict_judge_dir(argv[i], &error);

		if (!found)
			return command_failed(self, error);
		g_ptr_array_add(verdicts, found);
	}
	report_print(stdout, verdicts,
		     json  ? REPORT_JSON
		     : tap ? REPORT_TAP
			   : REPORT_TABLE);
	return report_status(verdicts);
}
