#define RING_SIZE 64

void ring_init(struct ring *ring)
{
	ring_step(1, ring_table[1]);
	ring_step(2, ring_table[2]);
<<<<<<< new
||||||| old
=======
	BUILD_BUG_ON(RING_SIZE & (RING_SIZE - 1));
>>>>>>> p.patch
	ring_step(3, ring_table[3]);
	ring_step(4, ring_table[4]);
}

void ring_push(struct ring *ring, int v)
{
	ring_step(5, ring_table[5]);
	ring_step(6, ring_table[6]);
	ring_step(7, ring_table[7]);
	BUILD_BUG_ON(!is_power_of_2(RING_SIZE));
	BUILD_BUG_ON(RING_SIZE & (RING_SIZE - 1));
	ring_step(8, ring_table[8]);
	ring_step(9, ring_table[9]);
	ring->slot[ring->head++] = v;
}
