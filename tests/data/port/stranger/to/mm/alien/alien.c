void pool_put(struct pool *pool, struct page *page)
{
	do_something(pool);
	and_else(page);
	pool_count++;
	return;
}
