static const char name[] = "driver";

int lookup(int i);
int start(int i);
void prepare(int i);

static void init(int i)
{
	prepare(i);
	set_register(i, 1);
	set_register(i, 2);
	set_register(i, 3);
	set_register(i, 4);
	set_register(i, 5);
	set_register(i, 6);
	set_register(i, 7);
	set_register(i, 8);
	set_register(i, 9);
	set_register(i, 10);
	set_register(i, 11);
	set_register(i, 12);
	set_register(i, 13);
	set_register(i, 14);
	if (start(i) < 0)
		return;
}

static int find(int i)
{
	int found = lookup(i);

	if (found < 0)
		return found;

	pr_info("found number %d\n", found);

	return 0;
}

static int probe(int i)
{
	int ret = find(i);

	if (ret)
		return ret;
	init(i);
	return register_device(i);
}
