void pool_put(struct pool *pool, struct page *page)
{
	alien_lock(pool);
	list_add(&page->lru, &pool->free);
	pool_count++;
	alien_unlock(pool);
}
