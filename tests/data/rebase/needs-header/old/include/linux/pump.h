#define PUMP_FAST	1
struct pump_rate {
	int litres;
};
int pump_start(struct pump *pump, int mode);
int pump_start_rated(struct pump *pump, struct pump_rate *rate);
