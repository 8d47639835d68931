struct dev_priv {
	u32 field_1;
	u32 field_2;
	u32 field_3;
	spinlock_t reset_lock;
	u32 field_4;
	u32 field_5;
	u32 field_6;
	u32 field_7;
	u32 field_8;
	u32 field_9;
	u32 field_10;
	u32 field_11;
	u32 field_12;
	u32 field_13;
	u32 field_14;
	u32 field_15;
	u32 field_16;
	u32 field_17;
	u32 field_18;
	u32 field_19;
	u32 field_20;
	u32 field_21;
	u32 field_22;
	u32 field_23;
	u32 field_24;
	u32 field_25;
	u32 field_26;
	u32 field_27;
	u32 field_28;
<<<<<<< new
||||||| old
=======
	struct mutex reset_lock;
>>>>>>> p.patch
	u32 field_29;
	u32 field_30;
};
