#define _GNU_SOURCE
#include "link.h"
#include "stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    BATCH = 32,
    DATAGRAM = 8192,
    SOCKET_BUFFER = 8 << 20,                // so that the load never is what loses datagrams
};

static int poll;
static message_handler *handle_message;
static struct link *closed[1 << 16];
static unsigned closed_count;

void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(2);
}

const char *transport_name(enum transport transport)
{
    static const char *const names[] = {"UDP", "TCP", "TLS"};
    return names[transport];
}

const char *host_text(uint32_t host)
{
    static char text[4][INET_ADDRSTRLEN];
    static unsigned next;
    struct in_addr address = {htonl(host)};
    return inet_ntop(AF_INET, &address, text[next++ % 4], INET_ADDRSTRLEN);
}

void links_start(struct address server, message_handler *on_message, bytes_handler *on_push_bytes)
{
    poll = epoll_create1(EPOLL_CLOEXEC);
    handle_message = on_message;
    streams_start(server, on_message, on_push_bytes);
}

void link_watch(struct link *link, uint32_t events, bool is_new)
{
    struct epoll_event event = {.events = events, .data.ptr = link};
    if (epoll_ctl(poll, is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, link->socket, &event) != 0)
        fail("epoll: %s", strerror(errno));
}

static void enlarge_buffers(int socket)
{
    int size = SOCKET_BUFFER;
    // Without the capability the system's limit applies.
    if (setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (setsockopt(socket, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size) != 0)
        setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
}

struct link *link_datagrams(enum role role)
{
    struct link *link = calloc(1, sizeof *link);
    *link = (struct link){.socket = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), .transport = UDP, .role = role};
    int yes = 1;
    enlarge_buffers(link->socket);
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    if (setsockopt(link->socket, IPPROTO_IP, IP_PKTINFO, &yes, sizeof yes) != 0
        || bind(link->socket, (struct sockaddr *)&address, sizeof address) != 0
        || getsockname(link->socket, (struct sockaddr *)&address, &length) != 0)
        fail("datagram socket: %s", strerror(errno));
    link->local.port = ntohs(address.sin_port);
    link_watch(link, EPOLLIN, true);
    return link;
}

static void send_datagram(struct link *link, const char *bytes, size_t length, struct address local, struct address remote)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(remote.port), .sin_addr.s_addr = htonl(remote.host)};
    char control[CMSG_SPACE(sizeof(struct in_pktinfo))] = {0};
    struct iovec part = {(void *)bytes, length};
    struct msghdr header = {
        .msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &part, .msg_iovlen = 1,
        .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *first = CMSG_FIRSTHDR(&header);
    first->cmsg_level = IPPROTO_IP;
    first->cmsg_type = IP_PKTINFO;
    first->cmsg_len = CMSG_LEN(sizeof(struct in_pktinfo));
    struct in_pktinfo source = {.ipi_spec_dst.s_addr = htonl(local.host)};
    memcpy(CMSG_DATA(first), &source, sizeof source);
    // What finds no room is lost, as on a network; ICMP of a server that has gone shows up as units without answer.
    if (sendmsg(link->socket, &header, 0) < 0 && errno != EAGAIN && errno != ENOBUFS && errno != ECONNREFUSED)
        fail("sendmsg to %s:%d: %s", host_text(remote.host), remote.port, strerror(errno));
}

void link_send(struct link *link, const char *bytes, size_t length, struct address local, struct address remote)
{
    if (link->is_closed)
        return;
    if (link->transport == UDP)
        send_datagram(link, bytes, length, local, remote);
    else
        stream_send(link, bytes, length);
}

static uint32_t destination_host(struct msghdr *header)
{
    for (struct cmsghdr *part = CMSG_FIRSTHDR(header); part != NULL; part = CMSG_NXTHDR(header, part)) {
        if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo source;
            memcpy(&source, CMSG_DATA(part), sizeof source);
            return ntohl(source.ipi_addr.s_addr);
        }
    }
    return INADDR_LOOPBACK;
}

static void receive_datagrams(struct link *link)
{
    static char bytes[BATCH][DATAGRAM], controls[BATCH][CMSG_SPACE(sizeof(struct in_pktinfo))];
    struct mmsghdr headers[BATCH];
    struct iovec parts[BATCH];
    struct sockaddr_in senders[BATCH];
    for (int i = 0; i < BATCH; i++) {
        parts[i] = (struct iovec){bytes[i], DATAGRAM - 1};
        headers[i].msg_hdr = (struct msghdr){
            .msg_name = &senders[i], .msg_namelen = sizeof senders[i], .msg_iov = &parts[i], .msg_iovlen = 1,
            .msg_control = controls[i], .msg_controllen = sizeof controls[i]};
    }
    int count = recvmmsg(link->socket, headers, BATCH, MSG_DONTWAIT, NULL);
    for (int i = 0; i < count; i++) {
        struct message message;
        bytes[i][headers[i].msg_len] = 0;
        struct address remote = {ntohl(senders[i].sin_addr.s_addr), ntohs(senders[i].sin_port)};
        struct address local = {destination_host(&headers[i].msg_hdr), link->local.port};
        if (message_parse(bytes[i], headers[i].msg_len, &message))
            handle_message(link, &message, local, remote);
    }
}

void link_close(struct link *link)
{
    if (link->is_closed)
        return;
    link->is_closed = true;
    stream_end(link);
    close(link->socket);
    // The events of this turn may still name it.
    if (closed_count < sizeof closed / sizeof *closed)
        closed[closed_count++] = link;
}

static void free_closed(void)
{
    while (closed_count > 0) {
        struct link *link = closed[--closed_count];
        free(link->in);
        free(link->out);
        free(link);
    }
}

static void handle_event(struct link *link, uint32_t events)
{
    if (link->is_closed)
        return;
    if (link->is_listener) {
        stream_accept(link);
        return;
    }
    if (events & EPOLLOUT)
        stream_flush(link);
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) == 0)
        return;
    if (link->transport == UDP)
        receive_datagrams(link);
    else
        stream_receive(link);
}

void links_wait(uint64_t nanoseconds)
{
    struct epoll_event events[BATCH];
    struct timespec patience = {(time_t)(nanoseconds / 1000000000), (long)(nanoseconds % 1000000000)};
    int count = epoll_pwait2(poll, events, BATCH, &patience, NULL);
    for (int i = 0; i < count; i++)
        handle_event(events[i].data.ptr, events[i].events);
    free_closed();
}
