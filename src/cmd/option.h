/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options of a command, as a table for --help, the parser, the destructor of
 * values, and shell completion. A value is stored in a member of the command's own
 * struct:
 *
 *   #define FIELD(member) OPTION_FIELD(struct lint_options, member)
 *
 *   static const struct option_entry options[] = {
 *           {"tree", 0, VALUE_DIR, FIELD(tree), "Source tree of the series", "DIR"},
 *           OPTION_JSON(FIELD(json)),
 *           {NULL},
 *   };
 *
 * Help begins with a capital, has no full stop, and ends with "(default X)" if there is
 * a default.
 */
#pragma once

#include <glib.h>

/* The kind of value of an option or an operand. */
enum value_kind {
	VALUE_NONE,    /* an option without value; no operand */
	VALUE_TEXT,    /* anything */
	VALUE_INTEGER, /* a number, may be negative */
	VALUE_COUNT,   /* a number, not negative */
	VALUE_CHOICE,  /* one of the words in @metavar, "kvm|tcg" */
	VALUE_PATH,    /* a file or a directory, or text that begins with one */
	VALUE_FILE,
	VALUE_DIR,
	VALUE_COMMAND, /* of kferry */
	VALUE_BRANCH,  /* NAME of branches/NAME.conf */
	VALUE_VARIANT, /* of a branch */
	VALUE_ARCH,    /* for which kernels are built */
	VALUE_FLAVOUR, /* of a branch's packages */
	VALUE_VERSION, /* of the kernel, one that a branch may pin */
	VALUE_SUITE,   /* NAME of suites/NAME, or its directory */
	VALUE_TEST,    /* of a suite */
	VALUE_SERIES,  /* a quilt series file */
	VALUE_PATCH,   /* a patch file, or a name in a series */
	VALUE_RUN,     /* a run directory */
	VALUE_PACKAGE, /* a .deb or an .rpm file */
};

/* The C type of the member for an option's value. */
enum option_type {
	OPTION_INT, /* also gboolean: TRUE for VALUE_NONE */
	OPTION_INT64,
	OPTION_DOUBLE,
	OPTION_STRING, /* char *, owned by the struct; the last one if repeated */
	OPTION_LIST,   /* GStrv, owned by the struct; NULL if not given */
};

struct option_field {
	gsize offset;
	enum option_type type;
};

/* The field for @member of the struct type @object. */
#define OPTION_FIELD(object, member)                                                     \
	{                                                                                \
		offsetof(object, member), _Generic(((object *)0)->member,              \
						   int: OPTION_INT,                    \
						   guint: OPTION_INT,                  \
						   gint64: OPTION_INT64,               \
						   double: OPTION_DOUBLE,              \
						   char *: OPTION_STRING,                \
						   const char *: OPTION_STRING,              \
						   char **: OPTION_LIST) \
	}

struct option_entry {
	const char *name; /* without "--" */
	char letter;	  /* of the short form, or 0 */
	enum value_kind value;
	struct option_field field;
	const char *help;
	const char *metavar; /* name of the value in help; NULL for a switch */
};

/*
 * Parses @argv by @entries, which an entry without a name ends, into @values.
 * Afterwards @argv contains the operands. @context has the other parts of --help, which
 * is printed before exit with status 0. FALSE with @error, one line, for an invalid
 * option.
 */
gboolean option_parse(GOptionContext *context, const struct option_entry *entries,
		      gpointer values, int *argc, char ***argv, GError **error);

/* Frees the strings in @values. */
void option_clear(const struct option_entry *entries, gpointer values);

/* Whether @word is one of @choices, "kvm|tcg". */
gboolean option_is_choice(const char *choices, const char *word);

/*
 * ---- options of several commands: OPTION_JSON(FIELD(json)) ------------------------
 */

/* clang-format off */
#define OPTION_JSON(field) \
	{"json", 0, VALUE_NONE, field, "Print JSON", NULL}
#define OPTION_TAP(field) \
	{"tap", 0, VALUE_NONE, field, "Print TAP", NULL}
#define OPTION_PROJECT(field) \
	{"project", 0, VALUE_DIR, field, \
	 "Project directory (default: searched upward from the current directory)", "DIR"}
#define OPTION_JOBS(field) \
	{"jobs", 'j', VALUE_COUNT, field, \
	 "Run N compile jobs in parallel (default: one per processor)", "N"}
#define OPTION_VERSION(field) \
	{"version", 'V', VALUE_VERSION, field, \
	 "Use this version instead of the branch's own", "VERSION"}
#define OPTION_FROM(field) \
	{"from", 0, VALUE_PATH, field, \
	 "Use your own tree, bare git repository or tarball", "DIR|TARBALL"}
#define OPTION_ARCH(field) \
	{"arch", 0, VALUE_ARCH, field, \
	 "Use this architecture of the branch (default: its first)", "ARCH"}
#define OPTION_CONFIG(field) \
	{"config", 0, VALUE_FILE, field, \
	 "Add a kconfig fragment to those of the branch", "FILE"}

/* For commands that boot a guest. */
#define OPTION_INIT(field) \
	{"init", 0, VALUE_FILE, field, \
	 "Init program of the guest (default: kferry's own)", "FILE"}
#define OPTION_SUITE(field, otherwise) \
	{"suite", 0, VALUE_SUITE, field, \
	 "Run this suite; may be repeated (default: " otherwise ")", "NAME|DIR"}
#define OPTION_TESTS(field) \
	{"tests", 's', VALUE_TEST, field, \
	 "Run only these tests, separated by commas", "NAMES"}
#define OPTION_MAY_SKIP(field) \
	{"may-skip", 0, VALUE_TEST, field, \
	 "Accept that this test is skipped; may be repeated", "NAME"}
#define OPTION_SEED(field) \
	{"seed", 0, VALUE_INTEGER, field, \
	 "Seed of the tests, to repeat a run (default 1)", "N"}
#define OPTION_APPEND(field) \
	{"append", 0, VALUE_TEXT, field, \
	 "Append these words to the kernel command line", "WORDS"}
#define OPTION_MEMORY(field, mib) \
	{"memory", 0, VALUE_COUNT, field, \
	 "Guest memory in MiB (default " mib ")", "MIB"}
#define OPTION_CPUS(field) \
	{"cpus", 0, VALUE_COUNT, field, \
	 "Number of guest CPUs (default 2)", "N"}
/* clang-format on */
