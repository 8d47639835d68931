#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "error.h"
#include "fs.h"
#include "port.h"
#include "report-carry.h"

struct port_options {
	char *from, *to, *out;
	int strip;
	gboolean json;
};

static gboolean write_bytes(const char *path, const char *data, gsize size,
			    GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autoptr(GError) why = NULL;

	if (!fs_make_dir(folder, error))
		return FALSE;
	if (g_file_set_contents_full(path, data, size, G_FILE_SET_CONTENTS_NONE, 0666,
				     &why))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s", why->message);
	return FALSE;
}

/* Of a conflict: FILE.rej, and the files with markers below FILE.conflict. */
static gboolean write_conflict(const struct carry *carry, const char *out,
			       GError **error)
{
	g_autofree char *rejects = g_strconcat(out, ".rej", NULL);
	g_autofree char *folder = g_strconcat(out, ".conflict", NULL);

	for (guint i = 0; i < carry->work->len; i++) {
		const struct carry_work *work = g_ptr_array_index(carry->work, i);
		g_autofree char *path = g_build_filename(folder, work->path, NULL);
		gsize size;
		const char *data =
			work->bytes ? g_bytes_get_data(work->bytes, &size) : NULL;

		if (data && !write_bytes(path, data, size, error))
			return FALSE;
	}
	return write_bytes(rejects, carry->rejects->str, carry->rejects->len, error);
}

static gboolean write_result(const struct carry *carry, const char *out, GError **error)
{
	gsize size;
	const char *data;

	if (carry->status == CARRY_CONFLICT)
		return write_conflict(carry, out, error);
	if (!carry->patch)
		return TRUE;
	data = g_bytes_get_data(carry->patch, &size);
	return write_bytes(out, data, size, error);
}

static int port(const struct command *self, const struct port_options *options,
		const char *path)
{
	GError *error = NULL;
	g_autoptr(Patch) patch = patch_load(path, &error);
	g_autoptr(Tree) from = patch ? tree_open(options->from, &error) : NULL;
	g_autoptr(Tree) to = from ? tree_open(options->to, &error) : NULL;
	g_autoptr(Carry) carry =
		to ? port_patch(from, to, patch, options->strip, &error) : NULL;

	if (!carry || !write_result(carry, options->out, &error))
		return command_failed(self, error);
	if (options->json)
		report_json_print(report_carry_json(
			path, carry, carry->patch ? options->out : NULL));
	else
		report_carry_text(path, carry);
	return carry->status == CARRY_CONFLICT ? EXIT_NEGATIVE : EXIT_OK;
}

static const char notes[] =
	"PATCH applies to the donor's tree, or has been applied there already.\n"
	"Nothing is written when TO has the change; of a conflict, FILE.rej and the\n"
	"files with markers below FILE.conflict are.";

int cmd_port(const struct command *self, int argc, char **argv)
{
	g_autofree char *from = NULL, *to = NULL, *out = NULL;
	struct port_options options = {.strip = 1};
	const GOptionEntry entries[] = {
		{"from-tree", 0, 0, G_OPTION_ARG_FILENAME, &from,
		 "The donor's source tree", "DIR"},
		{"to-tree", 0, 0, G_OPTION_ARG_FILENAME, &to,
		 "The tree that the patch is to be for", "DIR"},
		{"out", 0, 0, G_OPTION_ARG_FILENAME, &out, "Where the new patch goes",
		 "FILE"},
		{"strip", 'p', 0, G_OPTION_ARG_INT, &options.strip,
		 "Leading components of file names to drop (1)", "N"},
		{"json", 0, 0, G_OPTION_ARG_NONE, &options.json, "Print JSON", NULL},
		{NULL, 0, 0, 0, NULL, NULL, NULL}};

	if (!command_options(self, entries, notes, &argc, &argv))
		return EXIT_TROUBLE;
	if (!from || !to || !out)
		return command_usage(self,
				     "--from-tree, --to-tree and --out are needed");
	if (argc != 2)
		return command_usage(self, "one PATCH is needed");
	options.from = from;
	options.to = to;
	options.out = out;
	return port(self, &options, argv[1]);
}
