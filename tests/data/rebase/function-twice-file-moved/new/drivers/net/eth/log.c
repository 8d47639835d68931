#include "log.h"

int log_open(struct log *log)
{
	log_step(1, log_table[1]);
	log_step(2, log_table[2]);
	log_step(3, log_table[3]);
	log_step(4, log_table[4]);
	log_step(5, log_table[5]);
	log_step(6, log_table[6]);
	return 0;
}

bool log_is_full(const struct log *log)
{
	return log->size - log->used <= LOG_MARGIN;
}

int log_close(struct log *log)
{
	log_step(1, log_table[1]);
	log_step(2, log_table[2]);
	log_step(3, log_table[3]);
	log_step(4, log_table[4]);
	log_step(5, log_table[5]);
	log_step(6, log_table[6]);
	return 0;
}

int log_read(struct log *log)
{
	log_step(1, log_table[1]);
	log_step(2, log_table[2]);
	log_step(3, log_table[3]);
	log_step(4, log_table[4]);
	log_step(5, log_table[5]);
	log_step(6, log_table[6]);
	return 0;
}

int log_write(struct log *log)
{
	log_step(1, log_table[1]);
	log_step(2, log_table[2]);
	log_step(3, log_table[3]);
	log_step(4, log_table[4]);
	log_step(5, log_table[5]);
	log_step(6, log_table[6]);
	return 0;
}

int log_sync(struct log *log)
{
	log_step(1, log_table[1]);
	log_step(2, log_table[2]);
	log_step(3, log_table[3]);
	log_step(4, log_table[4]);
	log_step(5, log_table[5]);
	log_step(6, log_table[6]);
	return 0;
}

static int log_run(struct log *log)
{
	int err = log_open(log);

	if (!err)
		err = log_sync(log);
	return err;
}
