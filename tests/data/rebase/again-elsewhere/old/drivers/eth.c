#include "eth.h"

struct eth;

static inline bool eth_is_v1(struct eth *eth)
{
	return eth->version == 1;
}

static inline bool eth_is_v2(struct eth *eth)
{
	return eth->version > 1;
}

static int eth_open(struct eth *eth)
{
	return eth_is_v1(eth) ? eth_up(eth, 1) : eth_up(eth, 2);
}
