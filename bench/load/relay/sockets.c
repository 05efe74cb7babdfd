#define _GNU_SOURCE
#include "relay.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LONGEST = 8192, BATCH = 32, BUFFER = 8 << 20 };

struct connection {
    int socket;
    unsigned user;
    int length;
    char bytes[LONGEST];
};

static int datagrams, pushes = -1, poll;

struct peer peer_at(uint32_t host, unsigned port)
{
    return (struct peer){.host = host, .port = port};
}

bool peer_is_there(struct peer peer)
{
    return peer.port != 0 || peer.connection != NULL;
}

void peer_own(struct peer peer, unsigned user)
{
    if (peer.connection != NULL)
        peer.connection->user = user;
}

void peer_send(struct peer peer, const char *bytes, int length)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)peer.port), .sin_addr.s_addr = peer.host};
    ssize_t sent = peer.connection != NULL
        ? send(peer.connection->socket, bytes, (size_t)length, MSG_NOSIGNAL)
        : sendto(datagrams, bytes, (size_t)length, 0, (struct sockaddr *)&to, sizeof to);
    if (sent < length)
        fprintf(stderr, "not sent: %s\n", strerror(errno));
}

void push(unsigned user)
{
    char text[512];
    int length = sprintf(text, "POST /push/%010u HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n", user);
    if (send(pushes, text, (size_t)length, MSG_NOSIGNAL) < length)
        fprintf(stderr, "no push: %s\n", strerror(errno));
}

static void watch(int socket, void *tag)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = tag};
    epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event);
}

static int open_socket(int type, unsigned port)
{
    int opened = socket(AF_INET, type, 0), yes = 1, size = BUFFER;
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(opened, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    setsockopt(opened, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    if (bind(opened, (struct sockaddr *)&own, sizeof own) != 0 || (type == SOCK_STREAM && listen(opened, SOMAXCONN) != 0)) {
        perror("bind");
        exit(2);
    }
    return opened;
}

// The push service may start after the relay.
static void connect_to_pushes(unsigned port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int yes = 1;
    pushes = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(pushes, (struct sockaddr *)&to, sizeof to) != 0) {
        close(pushes);
        pushes = -1;
        return;
    }
    setsockopt(pushes, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    watch(pushes, &pushes);
}

static void read_datagrams(void)
{
    char bytes[LONGEST];
    struct sockaddr_in from;
    for (int i = 0; i < BATCH; i++) {
        socklen_t size = sizeof from;
        ssize_t length = recvfrom(datagrams, bytes, sizeof bytes - 1, MSG_DONTWAIT, (struct sockaddr *)&from, &size);
        if (length < 0)
            return;
        bytes[length] = 0;
        relay_receive(bytes, (int)length, peer_at(from.sin_addr.s_addr, ntohs(from.sin_port)));
    }
}

static void accept_phone(int listener)
{
    struct connection *connection = calloc(1, sizeof *connection);
    int yes = 1;
    connection->socket = accept(listener, NULL, NULL);
    setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    watch(connection->socket, connection);
}

static void close_connection(struct connection *connection)
{
    relay_closed(connection->user);
    close(connection->socket);
    free(connection);
}

static void read_connection(struct connection *connection)
{
    ssize_t count = recv(connection->socket, connection->bytes + connection->length, LONGEST - 1 - (size_t)connection->length, 0);
    if (count <= 0) {
        close_connection(connection);
        return;
    }
    connection->length += (int)count;
    connection->bytes[connection->length] = 0;
    struct message message;
    int done = 0;
    while (message_parse(connection->bytes + done, (size_t)(connection->length - done), &message)) {
        int whole = message.head_length + (message.content_length > 0 ? message.content_length : 0);
        if (done + whole > connection->length)
            break;
        relay_receive(connection->bytes + done, whole, (struct peer){.connection = connection});
        done += whole;
    }
    connection->length -= done;
    memmove(connection->bytes, connection->bytes + done, (size_t)connection->length);
}

int relay_run(unsigned port, unsigned push_port)
{
    poll = epoll_create1(0);
    int listener = open_socket(SOCK_STREAM, port);
    datagrams = open_socket(SOCK_DGRAM, port);
    watch(datagrams, &datagrams);
    watch(listener, &poll);
    for (;;) {
        struct epoll_event events[BATCH];
        int count = epoll_wait(poll, events, BATCH, -1);
        for (int i = 0; i < count; i++) {
            void *tag = events[i].data.ptr;
            char ignored[LONGEST];
            if (tag == &datagrams)
                read_datagrams();
            else if (tag == &poll)
                accept_phone(listener);
            else if (tag == &pushes)
                recv(pushes, ignored, sizeof ignored, 0);
            else
                read_connection(tag);
        }
        if (push_port != 0 && pushes < 0)
            connect_to_pushes(push_port);
    }
}
