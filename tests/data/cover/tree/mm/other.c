int other;

static __attribute__((noinline)) int release(int n)
{
	other |= n;
	return other;
}

int other_free(int n)
{
	return release(n) + 1;
}
