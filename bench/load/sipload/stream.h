// Connections: framing by Content-Length (RFC 3261 §18.3), TLS by OpenSSL.
#pragma once
#include "link.h"

void streams_start(struct address server, message_handler *on_message, bytes_handler *on_push_bytes);
void stream_send(struct link *link, const char *bytes, size_t length);
void stream_flush(struct link *link);
void stream_receive(struct link *link);
void stream_accept(struct link *listener);
void stream_end(struct link *link);

// Connections that the other side closed.
unsigned long streams_lost(void);

void link_watch(struct link *link, uint32_t events, bool is_new);
