#ifdef CONFIG_POOL
bool pool_ready(struct pool *pool);
#else
static inline bool pool_ready(struct pool *pool)
{
	return false;
}

static inline bool pool_empty(struct pool *pool)
{
	return true;
}
#endif
