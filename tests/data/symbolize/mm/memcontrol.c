#include "../include/inlined.h"

static __attribute__((noinline)) int helper(int *p)
{
	asm volatile("nop");
	return middle(p);
}

int mem_cgroup_free(int *p, int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++)
		sum += i & 1 ? helper(p) : middle(p + i);
	return sum;
}
