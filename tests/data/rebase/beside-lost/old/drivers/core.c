static int core_register(struct core *core)
{
	int flags;

	flags = core_flags(core);
	core_reset(core);

	return core_add(core, flags);
}
