enum sensor_id {
	SENSOR_TEMP,
	SENSOR_PRESSURE = 4,
	SENSOR_VOLT,
	SENSOR_AMP,
	SENSOR_RPM,
	SENSOR_HUM,
	SENSOR_LUX,
<<<<<<< new
||||||| old
=======
	SENSOR_PRESSURE,
>>>>>>> p.patch
	SENSOR_MAX
};
