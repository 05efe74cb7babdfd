// The floor: what a server costs that does no more than pass bytes on. It remembers where phones are, sends requests to them and responses
// back, and for a phone whose connection is closed it asks a push service and keeps the INVITE until the phone registers. No transactions,
// no repetition, no checks, one thread.
//   relay PORT [PUSH_PORT]
#include "relay.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_USERS = 1 << 20, LONGEST = 8192 };

struct phone {
    struct peer peer;
    char *held;                             // an INVITE
    int held_length;
};

static struct phone phones[MOST_USERS];
static unsigned own_port;

static unsigned number_in(struct text text, const char *before)
{
    for (int i = 0; i + (int)strlen(before) < text.length; i++)
        if (memcmp(text.start + i, before, strlen(before)) == 0)
            return (unsigned)strtoul(text.start + i + strlen(before), NULL, 10) % MOST_USERS;
    return 0;
}

// Phones have addresses by their numbers: 127.1.0.1 is that of user0.
static struct phone *phone_at(struct text uri)
{
    unsigned second, third, fourth;
    const char *at = memchr(uri.start, '@', (size_t)uri.length);
    if (at == NULL || sscanf(at, "@127.%u.%u.%u", &second, &third, &fourth) != 3)
        return &phones[number_in(uri, "sip:user")];
    return &phones[((second - 1) * 62500 + third * 250 + fourth - 1) % MOST_USERS];
}

// Writes a request with a Via of its own on top. The branch of the caller with a letter more is as unique as that.
static int with_via(const struct message *message, const char *bytes, int length, char *to)
{
    int line = (int)(strchr(bytes, '\n') + 1 - bytes);
    const char *branch = strstr(message->vias[0].start, "branch=");
    int head = sprintf(to, "%.*sVia: SIP/2.0/UDP 127.0.0.1:%u;%.*sr\r\n", line, bytes, own_port, (int)strcspn(branch, ";\r"), branch);
    memcpy(to + head, bytes + line, (size_t)(length - line));
    return head + length - line;
}

static void forward_response(const struct message *message, const char *bytes, int length)
{
    if (message->via_count < 2)
        return;
    char text[LONGEST];
    const char *own = message->vias[0].start, *next = strchr(own, '\n') + 1;
    while (own[-1] != '\n')
        own--;
    int head = (int)(own - bytes);
    memcpy(text, bytes, (size_t)head);
    memcpy(text + head, next, (size_t)(bytes + length - next));
    char host[32] = "";
    unsigned port = 0;
    if (sscanf(message->vias[1].start, "SIP/2.0/UDP %31[0-9.]:%u", host, &port) == 2)
        peer_send(peer_at(inet_addr(host), port), text, head + (int)(bytes + length - next));
}

static void answer(const struct message *request, struct peer to)
{
    char text[LONGEST];
    int length = sprintf(text, "SIP/2.0 200 OK\r\nVia: %.*s\r\nFrom: %.*s\r\nTo: %.*s;tag=relay\r\nCall-ID: %.*s\r\nCSeq: %.*s\r\n",
        request->vias[0].length, request->vias[0].start, request->from.length, request->from.start, request->to.length, request->to.start,
        request->call_id.length, request->call_id.start, request->cseq.length, request->cseq.start);
    length += sprintf(text + length, "Contact: %.*s;expires=3600\r\nContent-Length: 0\r\n\r\n", request->contact.length,
        request->contact.start);
    peer_send(to, text, length);
}

static void register_phone(const struct message *request, struct peer from)
{
    unsigned user = number_in(request->to, "sip:user");
    struct phone *phone = &phones[user];
    answer(request, from);
    peer_own(from, user);
    phone->peer = from;
    if (phone->held == NULL)
        return;
    peer_send(from, phone->held, phone->held_length);
    free(phone->held);
    phone->held = NULL;
}

static void hold(struct phone *phone, const char *text, int length)
{
    free(phone->held);
    phone->held = memcpy(malloc((size_t)length), text, (size_t)length);
    phone->held_length = length;
    push((unsigned)(phone - phones));
}

static void forward_request(const struct message *message, const char *bytes, int length)
{
    char text[LONGEST + 128];
    struct phone *phone = phone_at(message->uri);
    length = with_via(message, bytes, length, text);
    if (peer_is_there(phone->peer))
        peer_send(phone->peer, text, length);
    else if (text_is(message->method, "INVITE"))
        hold(phone, text, length);
}

void relay_receive(const char *bytes, int length, struct peer from)
{
    struct message message;
    if (!message_parse(bytes, (size_t)length, &message) || message.via_count == 0)
        return;
    if (message.status > 0) {
        forward_response(&message, bytes, length);
    } else if (text_is(message.method, "REGISTER")) {
        register_phone(&message, from);
    } else if (text_is(message.method, "OPTIONS")) {
        answer(&message, from);
    } else {
        forward_request(&message, bytes, length);
    }
}

void relay_closed(unsigned user)
{
    phones[user].peer = (struct peer){0};
}

int main(int count, char **arguments)
{
    if (count < 2)
        return 2;
    signal(SIGPIPE, SIG_IGN);
    own_port = (unsigned)atoi(arguments[1]);
    return relay_run(own_port, count > 2 ? (unsigned)atoi(arguments[2]) : 0);
}
