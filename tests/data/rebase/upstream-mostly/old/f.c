int one(int n)
{
	int result = n;

	result += offset_one;
	result *= scale_one;
	return result;
}

int two(int n)
{
	int result = n;

	result += offset_two;
	result *= scale_two;
	return result;
}

int three(int n)
{
	int result = n;

	result += offset_three;
	result *= scale_three;
	return result;
}

int four(int n)
{
	int result = n;

	result += offset_four;
	result *= scale_four;
	return result;
}

