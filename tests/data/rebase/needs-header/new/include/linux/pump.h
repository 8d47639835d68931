int pump_start(struct pump *pump, int mode);
int pump_start_slowly(struct pump *pump);
