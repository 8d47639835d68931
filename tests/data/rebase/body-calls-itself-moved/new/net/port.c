#include <linux/port.h>

struct port *port_get_at(struct net *net, unsigned int at)
{
	struct port *port = &net->ports[at];

	if (!port)
		return NULL;
	refcount_inc(&port->users);
	return port;
}
EXPORT_SYMBOL_GPL(port_get_at);

void port_put(struct port *port)
{
	if (!refcount_dec_and_test(&port->users))
		return;
	port_release(port);
}
EXPORT_SYMBOL_GPL(port_put);

struct port *port_get(struct net *net)
{
	return port_get_at(net, 0);
}
EXPORT_SYMBOL_GPL(port_get);

int port_count(struct net *net)
{
	return net->port_count;
}
