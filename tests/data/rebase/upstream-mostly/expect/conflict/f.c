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

<<<<<<< new
	result = saturate(result, limits);
	result <<= saturate_shift;
||||||| old
	result += offset_three;
	result *= scale_three;
=======
	result += clamp_low(offset_three);
	result *= scale_three;
>>>>>>> most.patch
	return result;
}

int four(int n)
{
	int result = n;

	result += offset_four;
	result *= scale_four;
	return result;
}

