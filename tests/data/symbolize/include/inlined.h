static inline __attribute__((always_inline)) int inner(int *p)
{
	return p[3] + *(volatile int *)p;
}

static inline __attribute__((always_inline)) int middle(int *p)
{
	int x = inner(p);

	return x * 7;
}
