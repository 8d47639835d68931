#define EVENTS(X) \
	X(EV_OPEN, "OPEN") \
	X(EV_TRIM, "trim", 1) \
	X(EV_CLOSE, "CLOSE") \
	X(EV_READ, "READ") \
	X(EV_WRITE, "WRITE") \
	X(EV_SYNC, "SYNC") \
<<<<<<< new
||||||| old
=======
	X(EV_TRIM, "TRIM") \
>>>>>>> p.patch
	X(EV_SEEK, "SEEK") \
	/* end */
