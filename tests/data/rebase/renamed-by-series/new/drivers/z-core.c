int z_probe(struct z *z)
{
	z_step(1, z_table[1]);
	z_step(2, z_table[2]);
	z_step(3, z_table[3]);
	z_step(4, z_table[4]);
	z_step(5, z_table[5]);
	z_step(6, z_table[6]);
	z_enable_clock(z, Z_CLOCK_MAIN);
	z_step(7, z_table[7]);
	z_step(8, z_table[8]);
	z_step(9, z_table[9]);
	z_step(10, z_table[10]);
	z_step(11, z_table[11]);
	z_step(12, z_table[12]);
	return 0;
}
