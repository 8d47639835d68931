static int phy_probe(struct phy *phy)
{
	int ret, ccr;

	ret = phy_parse(phy);
	if (ret)
		return ret;

	ccr = phy_read(phy, CHIP_CONFIG);
	if (ccr < 0)
		return ccr;
	phy->mode = ccr & MODE_MASK;

	return 0;
}
