#include <linux/memory.h>
#include <linux/slab.h>

static int pool_count;

/* Takes a page from the pool. */
static struct page *pool_take(struct pool *pool)
{
	struct page *page;

	spin_lock(&pool->lock);
	page = list_first_entry_or_null(&pool->free, struct page, lru);
	if (page)
		list_del(&page->lru);
	spin_unlock(&pool->lock);
	return page;
}

<<<<<<< to
||||||| from
static void pool_put(struct pool *pool, struct page *page)
{
	spin_lock(&pool->lock);
	list_add(&page->lru, &pool->free);
	pool_count++;
	spin_unlock(&pool->lock);
}
=======
static void pool_put(struct pool *pool, struct page *page)
{
	spin_lock(&pool->lock);
	list_add(&page->lru, &pool->free);
	pool_count += 1 << page_order(page);
	spin_unlock(&pool->lock);
}
>>>>>>> patch

int pool_init(struct pool *pool, gfp_t gfp)
{
	int ret;

	INIT_LIST_HEAD(&pool->free);
	spin_lock_init(&pool->lock);
	ret = pool_fill(pool, gfp);
	if (ret)
		return ret;
	pool_count = 0;
	return 0;
}

void pool_exit(struct pool *pool)
{
	pool_drain_all(pool);
	kfree(pool->name);
}
