#include <linux/memcg.h>

int sink;

__attribute__((noinline)) int schedule_work(int left)
{
	return sink += left;
}

__attribute__((noinline)) int call_rcu(int left)
{
	return sink -= left;
}

int memcg_free(int n);

int start_kernel(void)
{
	return memcg_free(sink);
}
