#include <linux/port.h>

<<<<<<< new
struct port *port_get_at(struct net *net, unsigned int at)
||||||| old
struct port *port_get(struct net *net)
=======
struct port *port_get_at(struct net *net, int at)
>>>>>>> p.patch
{
<<<<<<< new
	struct port *port = &net->ports[at];
||||||| old
	struct port *port = net->ports;
=======
	struct port *port = net->ports + at;
>>>>>>> p.patch

	if (!port)
		return NULL;
	refcount_inc(&port->users);
	return port;
}
<<<<<<< new
EXPORT_SYMBOL_GPL(port_get_at);
||||||| old
EXPORT_SYMBOL_GPL(port_get);
=======
EXPORT_SYMBOL_GPL(port_get_at);

struct port *port_get(struct net *net)
{
	return port_get_at(net, 0);
}
EXPORT_SYMBOL_GPL(port_get);
>>>>>>> p.patch

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
