int m_a(struct m *m)
{
	m_step(1, m_table[1]);
	m_step(2, m_table[2]);
	m_step(3, m_table[3]);
<<<<<<< new
	if (m->locked && !m->force)
		return -EBUSY;
||||||| old
=======
	if (m->locked)
		return -EBUSY;
>>>>>>> p.patch
	m_step(4, m_table[4]);
	m_step(5, m_table[5]);
	m_step(6, m_table[6]);
	m_step(7, m_table[7]);
	m_step(8, m_table[8]);
	return m_b(m);
}

int m_c(struct m *m)
{
	m_step(9, m_table[9]);
	m_step(10, m_table[10]);
	m_step(11, m_table[11]);
	m_step(12, m_table[12]);
	if (m->locked) {
		m_unlock_all(m, M_FORCE);
		m->locked = false;
	}
	m_step(13, m_table[13]);
	m_step(14, m_table[14]);
	m_step(15, m_table[15]);
	m_step(16, m_table[16]);
	m_step(17, m_table[17]);
	m_step(18, m_table[18]);
	m_step(19, m_table[19]);
	m_step(20, m_table[20]);
<<<<<<< new
||||||| old
=======
	m_unlock_all(m, M_FORCE);
>>>>>>> p.patch
	m_step(21, m_table[21]);
	m_step(22, m_table[22]);
	m_step(23, m_table[23]);
	m_step(24, m_table[24]);
	return 0;
}
