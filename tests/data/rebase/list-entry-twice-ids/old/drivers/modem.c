static const struct usb_device_id modem_ids[] = {
	{ USB_DEVICE(0x1001, 0x2001) },
	{ USB_DEVICE(0x1002, 0x2002) },
	{ USB_DEVICE(0x1003, 0x2003) },
	{ USB_DEVICE(0x1004, 0x2004) },
	{ USB_DEVICE(0x1005, 0x2005) },
	{ USB_DEVICE(0x1006, 0x2006) },
	{ USB_DEVICE(0x1007, 0x2007) },
	{ USB_DEVICE(0x1008, 0x2008) },
	{ USB_DEVICE(0x1009, 0x2009) },
	{ USB_DEVICE(0x1010, 0x2010) },
	{ USB_DEVICE(0x1011, 0x2011) },
	{ USB_DEVICE(0x1012, 0x2012) },
	{ }
};
MODULE_DEVICE_TABLE(usb, modem_ids);
