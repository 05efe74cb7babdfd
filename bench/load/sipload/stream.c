#define _GNU_SOURCE
#include "stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LARGEST_MESSAGE = 16384, LISTEN_BACKLOG = 128 };

static struct address server;
static message_handler *handle_message;
static bytes_handler *handle_push;
static SSL_CTX *context;
static unsigned long lost;
// Complete messages are handled where they were received; only the rest of one is kept with its connection.
static char received[LARGEST_MESSAGE];

void streams_start(struct address to, message_handler *on_message, bytes_handler *on_push_bytes)
{
    server = to;
    handle_message = on_message;
    handle_push = on_push_bytes;
}

unsigned long streams_lost(void)
{
    return lost;
}

static void shake_hands(struct link *link)
{
    if (context == NULL) {
        context = SSL_CTX_new(TLS_client_method());
        // The certificate is made for the run; who the server is, is not the question.
        SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
        SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    }
    SSL *tls = SSL_new(context);
    SSL_set_fd(tls, link->socket);
    if (SSL_connect(tls) != 1)
        fail("TLS handshake: %s", ERR_reason_error_string(ERR_peek_error()) ?: "the server closed the connection");
    link->tls = tls;
}

static void be_stream(struct link *link)
{
    int yes = 1;
    setsockopt(link->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    fcntl(link->socket, F_SETFL, O_NONBLOCK);
    link_watch(link, EPOLLIN, true);
}

struct link *link_connect(enum transport transport, enum role role, uint32_t user, uint32_t host)
{
    struct link *link = calloc(1, sizeof *link);
    *link = (struct link){.socket = socket(AF_INET, SOCK_STREAM, 0), .transport = transport, .role = role, .user = user};
    int yes = 1;
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(host)};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(server.port), .sin_addr.s_addr = htonl(server.host)};
    socklen_t length = sizeof own;
    setsockopt(link->socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    if (link->socket < 0 || bind(link->socket, (struct sockaddr *)&own, sizeof own) != 0
        || connect(link->socket, (struct sockaddr *)&to, sizeof to) != 0
        || getsockname(link->socket, (struct sockaddr *)&own, &length) != 0)
        fail("connect from %s: %s", host_text(host), strerror(errno));
    link->local = (struct address){host, ntohs(own.sin_port)};
    if (transport == TLS)
        shake_hands(link);
    be_stream(link);
    return link;
}

struct link *link_push_listener(uint16_t port)
{
    struct link *link = calloc(1, sizeof *link);
    *link = (struct link){.socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), .transport = TCP, .is_listener = true};
    int yes = 1;
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(link->socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(link->socket, (struct sockaddr *)&own, sizeof own) != 0 || listen(link->socket, LISTEN_BACKLOG) != 0)
        fail("push service on port %d: %s", port, strerror(errno));
    link_watch(link, EPOLLIN, true);
    return link;
}

void stream_accept(struct link *listener)
{
    int accepted = accept4(listener->socket, NULL, NULL, 0);
    if (accepted < 0)
        return;
    struct link *link = calloc(1, sizeof *link);
    *link = (struct link){.socket = accepted, .transport = TCP, .is_push = true};
    be_stream(link);
}

static ssize_t write_some(struct link *link, const char *bytes, size_t length)
{
    if (link->tls != NULL)
        return SSL_write(link->tls, bytes, (int)length);
    return send(link->socket, bytes, length, MSG_NOSIGNAL);
}

static void keep(struct link *link, const char *bytes, size_t length)
{
    if (link->out_length + length > link->out_capacity) {
        link->out_capacity = (link->out_length + length) * 2;
        link->out = realloc(link->out, link->out_capacity);
    }
    memcpy(link->out + link->out_length, bytes, length);
    link->out_length += length;
    if (!link->waits_to_write) {
        link->waits_to_write = true;
        link_watch(link, EPOLLIN | EPOLLOUT, false);
    }
}

void stream_send(struct link *link, const char *bytes, size_t length)
{
    ssize_t written = link->out_length == 0 ? write_some(link, bytes, length) : 0;
    if (written < (ssize_t)length)
        keep(link, bytes + (written > 0 ? written : 0), length - (size_t)(written > 0 ? written : 0));
}

void stream_flush(struct link *link)
{
    ssize_t written = write_some(link, link->out, link->out_length);
    if (written <= 0)
        return;
    link->out_length -= (size_t)written;
    memmove(link->out, link->out + written, link->out_length);
    if (link->out_length == 0) {
        link->waits_to_write = false;
        link_watch(link, EPOLLIN, false);
    }
}

// More than 0: bytes; 0: nothing now; -1: the connection is gone.
static int read_some(struct link *link, char *to, size_t room)
{
    if (link->tls != NULL) {
        int count = SSL_read(link->tls, to, (int)room);
        int error = count > 0 ? 0 : SSL_get_error(link->tls, count);
        ERR_clear_error();
        return count > 0 ? count : error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? 0 : -1;
    }
    ssize_t count = recv(link->socket, to, room, 0);
    return count > 0 ? (int)count : count < 0 && errno == EAGAIN ? 0 : -1;
}

// How many bytes of complete messages were handled.
static size_t handle_messages(struct link *link, const char *bytes, size_t length)
{
    size_t done = 0;
    while (!link->is_closed) {
        while (done < length && (bytes[done] == '\r' || bytes[done] == '\n'))
            done++;
        struct message message;
        if (!message_parse(bytes + done, length - done, &message))
            return done;
        size_t whole = (size_t)message.head_length + (message.content_length > 0 ? (size_t)message.content_length : 0);
        if (done + whole > length)
            return done;
        handle_message(link, &message, link->local, server);
        done += whole;
    }
    return length;
}

void stream_receive(struct link *link)
{
    size_t length = link->in_length;
    if (length > 0)
        memcpy(received, link->in, length);
    for (int count; (count = read_some(link, received + length, sizeof received - 1 - length)) != 0;) {
        if (count < 0) {
            lost += !link->is_push;
            link_close(link);
            return;
        }
        length += (size_t)count;
        received[length] = 0;
        size_t done = (link->is_push ? handle_push : handle_messages)(link, received, length);
        if (link->is_closed)
            return;
        length -= done;
        memmove(received, received + done, length);
    }
    free(link->in);
    link->in = length > 0 ? memcpy(malloc(length), received, length) : NULL;
    link->in_length = length;
}

void stream_end(struct link *link)
{
    if (link->tls == NULL)
        return;
    SSL_shutdown(link->tls);
    SSL_free(link->tls);
    link->tls = NULL;
}
