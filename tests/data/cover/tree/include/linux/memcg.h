extern int sink;
void *allocate(int size);
int schedule_work(int left);
int call_rcu(int left);

static inline int memcg_twice(int n)
{
	sink += n;
	return sink * 2;
}
