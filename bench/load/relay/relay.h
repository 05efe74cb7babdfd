// A relay and its sockets.
#pragma once
#include "../sipload/message.h"

#include <stdint.h>

// Where something came from and goes to: an address over UDP, or a connection.
struct peer {
    uint32_t host;                          // in network order, as inet_addr(3) gives it
    unsigned port;
    struct connection *connection;
};

struct peer peer_at(uint32_t host, unsigned port);
bool peer_is_there(struct peer peer);
void peer_send(struct peer peer, const char *bytes, int length);

// Says whose connection it is, if it is one.
void peer_own(struct peer peer, unsigned user);

void push(unsigned user);
int relay_run(unsigned port, unsigned push_port);

// In relay.c.
void relay_receive(const char *bytes, int length, struct peer from);
void relay_closed(unsigned user);
