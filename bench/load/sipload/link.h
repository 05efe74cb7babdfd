// One socket of the load: a datagram socket that speaks for many loopback addresses, or a connection over TCP or TLS.
#pragma once
#include "message.h"

#include <stdint.h>

enum transport { UDP, TCP, TLS };
enum role { CALLER, PHONE };

struct address {
    uint32_t host;                          // in host order, as the port
    uint16_t port;
};

struct link {
    int socket;
    enum transport transport;
    enum role role;
    uint32_t user;                          // who a phone's connection belongs to
    struct address local;                   // of a datagram socket only the port counts
    void *tls;                              // SSL of OpenSSL
    char *in, *out;
    size_t in_length, out_length, out_capacity;
    bool waits_to_write, is_closed;
    bool is_listener, is_push;              // the stub of the push service
};

typedef void message_handler(struct link *link, const struct message *message, struct address local, struct address remote);
// Returns how many of the bytes it needs no more.
typedef size_t bytes_handler(struct link *link, const char *bytes, size_t length);

void links_start(struct address server, message_handler *on_message, bytes_handler *on_push_bytes);
struct link *link_datagrams(enum role role);
struct link *link_connect(enum transport transport, enum role role, uint32_t user, uint32_t host);
struct link *link_push_listener(uint16_t port);
void link_send(struct link *link, const char *bytes, size_t length, struct address local, struct address remote);
void link_close(struct link *link);

// Handles what has come, after waiting for it for so long at most.
void links_wait(uint64_t nanoseconds);

const char *transport_name(enum transport transport);
const char *host_text(uint32_t host);
void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
