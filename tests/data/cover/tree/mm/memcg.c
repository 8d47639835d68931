#include <linux/memcg.h>

/* Same name as one in another file: static functions may. */
static __attribute__((noinline)) int release(int n)
{
	sink ^= n;
	return sink;
}

static __attribute__((noinline)) int free_later(int n)
{
	int left = release(n);

	left += memcg_twice(left);
	return schedule_work(left);
}

/* What the later patch adds. */
int memcg_never(int n)
{
	sink = n;
	return 1;
}

int memcg_free(int n)
{
	if (n < 0)
		return call_rcu(n);
	return free_later(n);
}
