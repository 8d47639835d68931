/*
 * Create and remove storms: several CPUs make hierarchies of two and remove the
 * parent right behind the child, so that the parent's last put comes out of the
 * child's freeing. Some children are charged, and some of these charges outlive
 * the group until the memory is unmapped.
 */
#include "scenarios.h"

#include <sys/mman.h>

enum {
	TURNS = 60, /* of each worker */
	CHARGE_ONE_OF = 10,
	PAGES_MOST = 32,
};

/*
 * Charges a few pages to @child, out of which the caller goes again. Returns the
 * memory, of *@bytes.
 */
static void *charge(struct run *run, const struct group *child, size_t *bytes)
{
	struct group root = cgroup_root();
	void *pages;

	*bytes = (1 + rng_below(&run->rng, PAGES_MOST)) * PAGE_BYTES;
	if (group_enter(child))
		return NULL;
	pages = pages_touch(*bytes);
	if (group_enter(&root) || !pages)
		return NULL;
	return pages;
}

static enum result remove_both(const struct run *run, const struct group *parent,
			       const struct group *child)
{
	int error = group_remove(child);

	if (!error)
		error = group_remove(parent);
	return error ? run_error(run, error, "rmdir") : RESULT_OK;
}

static enum result turn(struct run *run, unsigned int worker, unsigned int number)
{
	struct group parent, child;
	enum result result;
	size_t bytes = 0;
	void *pages = NULL;
	int error;

	error = group_create(&parent, &run->base, true, "w%u-%u", worker, number);
	if (!error)
		error = group_create(&child, &parent, false, "child");
	if (error)
		return run_error(run, error, "mkdir");
	if (!rng_below(&run->rng, CHARGE_ONE_OF)) {
		pages = charge(run, &child, &bytes);
		if (!pages)
			return run_fail(run, "charging a group");
	}
	result = remove_both(run, &parent, &child);
	if (pages)
		munmap(pages, bytes);
	return result;
}

static enum result worker(struct run *run, unsigned int index)
{
	unsigned int turns = run_work(run, TURNS);
	enum result result = RESULT_OK;

	for (unsigned int i = 0; i < turns && result == RESULT_OK; i++)
		result = turn(run, index, i);
	return result;
}

enum result scenario_storm(struct run *run)
{
	unsigned int workers = 2 * run->cpus;

	run_note(run, "groups=%u", 2 * workers * run_work(run, TURNS));
	return run_workers(run, workers, worker);
}
