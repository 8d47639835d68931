static int charge_active(struct charge *charge)
{
	int cpu;

	if (in_task())
		return charge_current(charge);

	cpu = charge_cpu(charge);
	charge_note(charge, cpu);
	charge_add(charge, cpu, 1);

	return 0;
}
