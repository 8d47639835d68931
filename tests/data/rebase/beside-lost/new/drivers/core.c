static int core_register(struct core *core)
{
	int flags;

	flags = core_caps(core)->flags;
	core_reset(core);

	return core_add(core, flags);
}
