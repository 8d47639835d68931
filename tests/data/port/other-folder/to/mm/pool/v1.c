#include "pool.h"

void pool_put(struct pool *pool, struct page *page)
{
	spin_lock(&pool->lock);
	list_add(&page->lru, &pool->free);
	pool_count++;
	spin_unlock(&pool->lock);
}
