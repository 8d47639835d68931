int pump_warm(int turns)
{
	return 2 * turns;
}

int pump_run(int turns)
{
	if (turns < 0)
		return -1;

	return turns;
}
