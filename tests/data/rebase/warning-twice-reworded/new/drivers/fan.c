int fan_start(struct fan *fan)
{
	int err;

	fan_step(1, fan_table[1]);
	fan_step(2, fan_table[2]);
	fan_step(3, fan_table[3]);
	err = fan_spin(fan);
	if (err)
		return err;
	if (fan->rpm > FAN_LIMIT)
		dev_warn_once(fan->dev, "rpm %d above %d\n", fan->rpm,
			      FAN_LIMIT);
	fan_step(4, fan_table[4]);
	fan_step(5, fan_table[5]);
	fan_step(6, fan_table[6]);
	fan_step(7, fan_table[7]);
	fan_step(8, fan_table[8]);
	fan_step(9, fan_table[9]);
	fan_step(10, fan_table[10]);
	fan_step(11, fan_table[11]);
	fan_step(12, fan_table[12]);
	return 0;
}
