extern int mem_cgroup_free(int *p, int n);

__attribute__((noinline)) int kernel_init(int *p)
{
	return mem_cgroup_free(p, 3) + 1;
}

int main(int argc, char **argv)
{
	int v[8] = {argc};

	return kernel_init(v);
}
