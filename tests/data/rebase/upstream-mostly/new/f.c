int one(int n)
{
	int result = n;

	result += clamp_low(offset_one);
	result *= clamp_high(scale_one);
	return result;
}

int two(int n)
{
	int result = n;

	result += clamp_low(offset_two);
	result *= scale_two;
	return result;
}

int three(int n)
{
	int result = n;

	result = saturate(result, limits);
	result <<= saturate_shift;
	return result;
}

int four(int n)
{
	int result = n;

	result += offset_four;
	result *= scale_four;
	return result;
}

