/* The log of a pump, which a reader asks for in pieces. */
#include "pump.h"

static int log_status(struct reader *r)
{
	struct pump_log *log = r->log;

	if (!log)
		return -ENODEV;
	return log->status;
}

static int log_entries(struct reader *r)
{
	struct pump_args *args = r->args;
	struct pump_log *log = r->log;
	int words;

	trace_log_entries(args->cookie, args->count);

	/* room for the entries, without the mark at the end */
	words = (args->count >> 2) - 2;

	log->words = words;
	log->status = log_fill(r, log, &args->cookie);
	return log->status;
}

static int log_size(struct reader *r)
{
	return r->log->words << 2;
}
