static int phy_probe(struct phy *phy)
{
	int ret, ccr;

	ret = phy_parse(phy);
	if (ret)
		return ret;

	ccr = phy_read(phy, CHIP_CONFIG);
	if (ccr < 0)
		goto err;
	phy->mode = ccr & MODE_MASK;

	return 0;

err:
	phy_disable(phy);
	return ret;
}
