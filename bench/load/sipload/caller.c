#include "caller.h"
#include "digest.h"
#include "phone.h"
#include "request.h"

#include <stdlib.h>
#include <string.h>

static struct link **links;                 // one for each caller; they may be the same

void callers_start(void)
{
    links = calloc(options.callers, sizeof *links);
    for (uint32_t i = 0; i < options.callers; i++) {
        bool is_shared = options.transport == UDP || options.shares_connections;
        if (i > 0 && is_shared)
            links[i] = links[0];
        else if (options.transport == UDP)
            links[i] = link_datagrams(CALLER);
        else
            links[i] = link_connect(options.transport, CALLER, 0, caller_host(i));
    }
}

static struct address remote_of(const struct unit *unit)
{
    return options.is_direct ? phone_address(unit->user) : options.server;
}

static void send_text(struct unit *unit, const char *text, int length)
{
    link_send(unit->link, text, (size_t)length, unit->local, remote_of(unit));
}

static void send_request(struct unit *unit)
{
    char text[LONGEST_REQUEST];
    struct address contact = unit->method == REGISTER ? unit->local : (struct address){0};
    send_text(unit, text, write_request(unit, contact, text));
}

void caller_ask(struct unit *unit)
{
    send_request(unit);
    unit_wait_for_answer(unit);
}

bool caller_begin(enum method method, uint32_t user, uint32_t caller)
{
    struct unit *unit = unit_begin(method, user, caller, true);
    if (unit == NULL)
        return false;
    if (method == REGISTER) {
        phone_register(unit);
        return true;
    }
    unit->link = links[caller % options.callers];
    unit->local = (struct address){caller_host(caller % options.callers), unit->link->local.port};
    if (options.job == WAKE || options.job == HOLD)
        user_at(user)->unit = unit->id;
    caller_ask(unit);
    return true;
}

static void send_bye_or_cancel(struct unit *unit)
{
    if (unit->bye != NULL) {
        send_text(unit, unit->bye, (int)strlen(unit->bye));
        return;
    }
    char text[LONGEST_REQUEST];
    send_text(unit, text, write_cancel(unit, text));
}

void caller_repeat(struct unit *unit)
{
    if (unit->step == ASKED)
        send_request(unit);
    else
        send_bye_or_cancel(unit);
}

static void leave(struct unit *unit)
{
    unit->step = LEAVING;
    unit->left = now_ns();
    send_bye_or_cancel(unit);
    unit_wait_for_answer(unit);
}

void caller_hang_up(struct unit *unit)
{
    leave(unit);
}

void caller_cancel(struct unit *unit)
{
    leave(unit);
}

static void refuse(struct unit *unit, const struct message *answer)
{
    if (unit->method == INVITE) {
        char text[LONGEST_REQUEST];
        send_text(unit, text, write_refusal_ack(unit, answer, text));
    }
}

static void authorize(struct unit *unit, const struct message *answer)
{
    refuse(unit, answer);
    if (!take_challenge(unit, answer->challenge)) {
        unit_end(unit, false);
        return;
    }
    unit->cseq = unit->method == REGISTER ? ++user_at(unit->user)->cseq : unit->cseq + 1;
    caller_ask(unit);
}

static void answered(struct unit *unit, const struct message *answer, uint64_t now)
{
    if (is_measuring && unit->is_counted)
        histogram_add(&latencies.final, now - unit->began);
    if (unit->method != INVITE) {
        if (unit->method == REGISTER)
            phone_registered(unit);
        unit_end(unit, true);
        return;
    }
    char text[LONGEST_REQUEST];
    write_in_dialog(unit, answer, "ACK", unit->cseq, text);
    unit->ack = strdup(text);
    write_in_dialog(unit, answer, "BYE", unit->cseq + 1, text);
    unit->bye = strdup(text);
    send_text(unit, unit->ack, (int)strlen(unit->ack));
    unit_talk(unit);
}

static void left(struct unit *unit, const struct message *answer, uint64_t now)
{
    bool is_cancelled = unit->bye == NULL;
    if (is_cancelled)
        refuse(unit, answer);
    else if (is_measuring)
        histogram_add(&latencies.leaving, now - unit->left);
    if (options.job == WAKE)
        phone_falls_asleep(unit->user);
    unit_end(unit, is_cancelled ? answer->status == 487 : answer->status / 100 == 2);
}

static void refused(struct unit *unit, const struct message *answer)
{
    refuse(unit, answer);
    counters.refused += answer->status == 503;
    counters.unexpected += answer->status != 503;
    unit_end(unit, false);
}

// A 2xx that comes again wants its ACK again (RFC 3261 §13.2.2.4).
static void acknowledge_again(struct unit *unit)
{
    counters.repeated_by_server++;
    send_text(unit, unit->ack, (int)strlen(unit->ack));
}

void caller_receive(const struct message *answer)
{
    struct unit *unit = answer->via_count > 0 ? unit_of_via(answer->vias[0]) : NULL;
    if (unit == NULL || unit->step == ENDED) {
        counters.late++;
        return;
    }
    bool is_invite = text_contains(answer->cseq, "INVITE");
    if (answer->status < 200) {
        unit->is_provisional |= is_invite;
    } else if (is_invite && unit->ack != NULL) {
        if (answer->status < 300)
            acknowledge_again(unit);
    } else if (unit->step == ASKED && (uint32_t)atoi(answer->cseq.start) < unit->cseq) {
        counters.late++;                    // the challenge once more
    } else if (unit->step == ASKED && (answer->status == 401 || answer->status == 407) && !unit->is_authorized) {
        authorize(unit, answer);
    } else if (unit->step == ASKED) {
        answer->status < 300 ? answered(unit, answer, now_ns()) : refused(unit, answer);
    } else if (unit->step == LEAVING && (text_contains(answer->cseq, "BYE") || (is_invite && answer->status >= 300))) {
        left(unit, answer, now_ns());
    }
}
