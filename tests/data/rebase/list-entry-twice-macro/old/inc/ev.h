#define EVENTS(X) \
	X(EV_OPEN, "OPEN") \
	X(EV_CLOSE, "CLOSE") \
	X(EV_READ, "READ") \
	X(EV_WRITE, "WRITE") \
	X(EV_SYNC, "SYNC") \
	X(EV_SEEK, "SEEK") \
	/* end */
