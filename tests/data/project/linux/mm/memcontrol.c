int memcg_free(int how);

int memcg_free(int how)
{
	return how;
}
