#include "phone.h"
#include "caller.h"
#include "request.h"

#include <stdlib.h>

static struct link *shared;                 // the datagram socket, or the connection of all phones

static bool sleeps(void)
{
    return options.job == WAKE || options.job == HOLD;
}

static enum transport transport_of_phones(void)
{
    return sleeps() ? TCP : options.transport;
}

static bool share_link(void)
{
    return transport_of_phones() == UDP || options.shares_connections;
}

void phones_start(void)
{
    if (options.job == ASK)
        return;
    if (transport_of_phones() == UDP)
        shared = link_datagrams(PHONE);
    else if (options.shares_connections)
        shared = link_connect(transport_of_phones(), PHONE, options.first_user, phone_host(options.first_user));
    for (uint32_t i = 0; i < options.users; i++) {
        uint32_t user = options.first_user + i;
        if (share_link())
            user_at(user)->link = shared;
        else if (!sleeps())
            user_at(user)->link = link_connect(transport_of_phones(), PHONE, user, phone_host(user));
    }
}

struct address phone_address(uint32_t user)
{
    return (struct address){phone_host(user), shared->local.port};
}

void phone_register(struct unit *unit)
{
    struct user *user = user_at(unit->user);
    if (user->link == NULL)
        user->link = link_connect(TCP, PHONE, unit->user, phone_host(unit->user));
    unit->link = user->link;
    unit->local = unit->link->transport == UDP ? phone_address(unit->user) : unit->link->local;
    unit->cseq = ++user->cseq;
    unit->began = user->registered = now_ns();
    caller_ask(unit);
}

void phone_registered(struct unit *unit)
{
    // Before the measurement a phone that is to sleep registers and goes; in it, it waits for its call.
    if (sleeps() && unit->is_counted)
        phone_falls_asleep(unit->user);
}

void phone_falls_asleep(uint32_t number)
{
    struct user *user = user_at(number);
    if (user->link != NULL)
        link_close(user->link);
    user->link = NULL;
}

void phone_wakes(uint32_t number)
{
    if (number - options.first_user >= options.users)
        return;
    struct unit *call = unit_at(user_at(number)->unit);
    counters.pushes++;
    if (call == NULL || call->step != ASKED)
        return;
    if (call->is_pushed) {
        counters.repeated_by_server++;
        return;
    }
    call->is_pushed = true;
    if (is_measuring)
        histogram_add(&latencies.push, now_ns() - call->began);
    if (options.job != WAKE)
        return;
    struct unit *registration = unit_begin(REGISTER, number, 0, false);
    if (registration != NULL)
        phone_register(registration);
}

static void note_arrival(struct unit *unit, uint64_t now)
{
    if (unit->has_arrived) {
        counters.repeated_by_server++;
        return;
    }
    unit->has_arrived = true;
    if (!is_measuring)
        return;
    histogram_add(&latencies.arrival, now - unit->began);
    if (options.job == WAKE)
        histogram_add(&latencies.wake, now - user_at(unit->user)->registered);
}

void phone_receive(struct link *link, const struct message *request, struct address local, struct address remote)
{
    if (text_is(request->method, "ACK") || request->via_count == 0)
        return;
    bool is_invite = text_is(request->method, "INVITE");
    struct unit *unit = unit_of_via(request->vias[request->via_count - 1]);
    if (unit != NULL && (is_invite || text_is(request->method, "MESSAGE")))
        note_arrival(unit, now_ns());
    char text[LONGEST_REQUEST];
    for (int status = is_invite ? 180 : 200; status <= 200; status += 20)
        link_send(link, text, (size_t)write_response(request, status, link->transport, local, text), local, remote);
}
