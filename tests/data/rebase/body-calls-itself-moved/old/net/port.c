#include <linux/port.h>

struct port *port_get(struct net *net)
{
	struct port *port = net->ports;

	if (!port)
		return NULL;
	refcount_inc(&port->users);
	return port;
}
EXPORT_SYMBOL_GPL(port_get);

void port_put(struct port *port)
{
	if (!refcount_dec_and_test(&port->users))
		return;
	port_release(port);
}
EXPORT_SYMBOL_GPL(port_put);

int port_count(struct net *net)
{
	return net->port_count;
}
