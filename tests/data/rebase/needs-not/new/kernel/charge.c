static int charge_active(struct charge *charge)
{
	int cpu;

	if (charge->current)
		return charge_current(charge);

	cpu = charge_cpu(charge);
	charge_see(charge);
	charge_note(charge, cpu);
	charge_add(charge, cpu, 1);

	return 0;
}
