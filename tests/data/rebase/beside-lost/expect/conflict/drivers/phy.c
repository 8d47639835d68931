static int phy_probe(struct phy *phy)
{
	int ret, ccr;

	ret = phy_parse(phy);
	if (ret)
		return ret;

	ccr = phy_read(phy, CHIP_CONFIG);
<<<<<<< new
	if (ccr < 0)
		return ccr;
||||||| old
	if (ccr < 0)
		goto err;
=======
	if (ccr < 0) {
		ret = ccr;
		goto err;
	}
>>>>>>> enclosed.patch
	phy->mode = ccr & MODE_MASK;

	return 0;
}
