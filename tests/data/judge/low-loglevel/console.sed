s/printk=7/printk=4/
