static int parser_setup(char *s)
{
	struct part *part;

	for (;;) {
		part = parser_next(&s);
		if (!part)
			break;
		part->next = parts;
		parts = part;

		pr_debug("%s: %d parts\n", part->name, part->n);

		if (*s == 0)
			break;

		if (*s != ';') {
			parser_complain(s);
			return -EINVAL;
		}
		s++;
	}

	return 0;
}

/*
 * Called by the core for each device that says so: what is on the
 * command line is read when it is first asked for, and kept for the
 * devices that come later.
 */
static int parser_parse(struct device *dev)
{
	int err;

	if (!parsed) {
		err = parser_setup(line);
		if (err)
			return err;
	}
	return 0;
}
