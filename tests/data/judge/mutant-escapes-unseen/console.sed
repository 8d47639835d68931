/state after/s/printk=7/printk=0/
