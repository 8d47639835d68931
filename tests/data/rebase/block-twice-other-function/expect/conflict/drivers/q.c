#include "q.h"

static void q_setup(struct q *q)
{
	q_step(1, q_table[1]);
	q_step(2, q_table[2]);
	q_step(3, q_table[3]);
	q_step(4, q_table[4]);
	q_step(5, q_table[5]);
	q_step(6, q_table[6]);
	q_step(7, q_table[7]);
	q_step(8, q_table[8]);
	q_step(9, q_table[9]);
	q_step(10, q_table[10]);
	if (q->quirks & QUIRK_SLOW_DMA) {
		q->burst = 4;
		q->timeout = msecs_to_jiffies(250);
		q->retries = Q_SLOW_RETRIES;
	}
	q_step(11, q_table[11]);
	q_step(12, q_table[12]);
}

int q_probe(struct q *q)
{
	int err;

	q_step(13, q_table[13]);
	q_step(14, q_table[14]);
	q_step(15, q_table[15]);
	q_step(16, q_table[16]);
	q_step(17, q_table[17]);
	q_step(18, q_table[18]);
	q_step(19, q_table[19]);
	q_step(20, q_table[20]);
	q_step(21, q_table[21]);
	q_step(22, q_table[22]);
	q_step(23, q_table[23]);
	q_step(24, q_table[24]);
<<<<<<< new
||||||| old
=======
	if (q->quirks & QUIRK_SLOW_DMA) {
		q->burst = 4;
		q->timeout = msecs_to_jiffies(200);
		q->retries = Q_SLOW_RETRIES;
	}
>>>>>>> p.patch
	q_step(25, q_table[25]);
	q_step(26, q_table[26]);
	err = q_attach(q);
	return err;
}
