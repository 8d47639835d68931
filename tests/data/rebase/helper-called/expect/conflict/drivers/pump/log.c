/* The log of a pump, which a reader asks for in pieces. */
#include "pump.h"

static int log_status(struct reader *r)
{
	struct pump_log *log = r->log;

	if (!log)
		return -ENODEV;
	return log->status;
}

static void log_reserve(struct reader *r, struct pump_log *log, u32 count)
{
	unsigned int room = min_t(unsigned int, r->send.buflen,
				  pump_max_payload(r));
	struct pump_buf *buf = &log->buf;

	memset(buf, 0, sizeof(*buf));
	buf->offset = 0;
	buf->page = r->next_page;

	/* without the mark at the end */
	buf->size = clamp(count, 8u, room) - 8;
	r->next_page += (buf->size + PAGE_SIZE - 1) >> PAGE_SHIFT;
}

static int log_entries(struct reader *r)
{
	struct pump_args *args = r->args;
	struct pump_log *log = r->log;

	trace_log_entries(args->cookie, args->count);

<<<<<<< new
	log_reserve(r, log, args->count);
||||||| old
	/* room for the entries, without the mark at the end */
	words = (args->count >> 2) - 2;
=======
	args->count = min_t(unsigned int, args->count, r->send.buflen);

	/* room for the entries, without the mark at the end */
	words = (args->count >> 2) - 2;
>>>>>>> p1.patch

	log->status = log_fill(r, log, &args->cookie);
	return log->status;
}

static int log_size(struct reader *r)
{
	return r->log->words << 2;
}
