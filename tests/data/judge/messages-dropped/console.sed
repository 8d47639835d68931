5i ** 12 printk messages dropped **
