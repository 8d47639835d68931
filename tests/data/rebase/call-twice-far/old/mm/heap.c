static int heap_init(struct heap *heap)
{
	int err;

	heap_step(1, heap_table[1]);
	heap_step(2, heap_table[2]);
	heap_step(3, heap_table[3]);
	heap_step(4, heap_table[4]);
	heap_step(5, heap_table[5]);
	heap_step(6, heap_table[6]);
	heap_step(7, heap_table[7]);
	heap_step(8, heap_table[8]);
	err = heap_map(heap);
	if (err)
		return err;
	heap_step(9, heap_table[9]);
	heap_step(10, heap_table[10]);
	heap_step(11, heap_table[11]);
	heap_step(12, heap_table[12]);
	heap_step(13, heap_table[13]);
	heap_step(14, heap_table[14]);
	heap_step(15, heap_table[15]);
	heap_step(16, heap_table[16]);
	heap_step(17, heap_table[17]);
	heap_step(18, heap_table[18]);
	heap_step(19, heap_table[19]);
	heap_step(20, heap_table[20]);
	heap_step(21, heap_table[21]);
	heap_step(22, heap_table[22]);
	heap_step(23, heap_table[23]);
	heap_step(24, heap_table[24]);
	return 0;
}
