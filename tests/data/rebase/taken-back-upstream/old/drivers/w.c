int w_probe(struct w *w)
{
	w_step(1, w_table[1]);
	w_step(2, w_table[2]);
	w_step(3, w_table[3]);
	w_step(4, w_table[4]);
	w_step(5, w_table[5]);
	w_step(6, w_table[6]);
	w_step(7, w_table[7]);
	w_step(8, w_table[8]);
	w_step(9, w_table[9]);
	w_step(10, w_table[10]);
	w_step(11, w_table[11]);
	w_step(12, w_table[12]);
	w_step(13, w_table[13]);
	w_step(14, w_table[14]);
	w_step(15, w_table[15]);
	w_step(16, w_table[16]);
	w_step(17, w_table[17]);
	w_step(18, w_table[18]);
	w_step(19, w_table[19]);
	w_step(20, w_table[20]);
	return 0;
}
