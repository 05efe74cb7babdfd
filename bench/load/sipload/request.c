#include "request.h"
#include "digest.h"

#include <stdio.h>
#include <string.h>

#define ALLOW "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, MESSAGE, SUBSCRIBE, INFO, PRACK, UPDATE\r\n"
#define SUPPORTED "Supported: replaces, outbound, gruu, path\r\n"
#define AGENT "User-Agent: load/1.0\r\n"
#define NO_BODY "Content-Length: 0\r\n\r\n"

// As long as the registration tokens that FCM gives out; the user's number comes first.
#define TOKEN "%010u:APA91bF7kQxW2vT5mZc8RjL0sYd3HnUoE6iGpBqX4aKwVtN9fMzJrC1lPuSgDyOhIeTbAxQ5kW7v" \
    "Z2mF8cRnL0jYsHd3UoGpEi6BqXa4KwVtN9fMzJrC1lPuSkTq9vXbN3wZrYs8mQfJd2Lh7GpVtCoE"

static const char offer[] =
    "v=0\r\no=caller 3655 2353 IN IP4 127.0.0.1\r\ns=Talk\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 6000 RTP/AVP 96 97 98 0 8 101\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1\r\n"
    "a=rtpmap:97 speex/16000\r\na=fmtp:97 vbr=on\r\na=rtpmap:98 speex/8000\r\na=rtpmap:0 PCMU/8000\r\n"
    "a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=sendrecv\r\n";
static const char answer[] =
    "v=0\r\no=callee 3655 2353 IN IP4 127.0.0.1\r\ns=Talk\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 6002 RTP/AVP 96 101\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=sendrecv\r\n";
static const char text[] = "An ordinary instant message of about a hundred characters, as people write them all day: number 12345.\r\n";

const char *method_name(enum method method)
{
    static const char *const names[] = {"REGISTER", "MESSAGE", "INVITE", "OPTIONS"};
    return names[method];
}

uint32_t phone_host(uint32_t user)
{
    // 127.1.0.1 and on, without .0 and .255.
    return (127u << 24) + ((1 + user / 62500) << 16) + ((user / 250 % 250) << 8) + user % 250 + 1;
}

uint32_t caller_host(uint32_t caller)
{
    return (127u << 24) + ((200 + caller / 62500) << 16) + ((caller / 250 % 250) << 8) + caller % 250 + 1;
}

static const char *parameter_of(enum transport transport)
{
    static const char *const names[] = {"udp", "tcp", "tls"};
    return names[transport];
}

static int write_via(const struct unit *unit, const char *branch_end, char *to)
{
    return sprintf(to, "Via: SIP/2.0/%s %s:%u;branch=z9hG4bK-%x-%llx-%u%s;rport\r\n", transport_name(unit->link->transport),
        host_text(unit->local.host), unit->local.port, run_id, (unsigned long long)unit->id, unit->cseq, branch_end);
}

static int write_contact(const struct unit *unit, struct address phone, char *to)
{
    int length = sprintf(to, "Contact: <sip:user%u@%s:%u;transport=%s", unit->user, host_text(phone.host), phone.port,
        parameter_of(unit->link->transport));
    if (!options.has_push)
        return length + sprintf(to + length, ">\r\n");
    return length + sprintf(to + length, ";pn-provider=fcm;pn-param=123456789012;pn-prid=" TOKEN ">"
        ";+sip.instance=\"<urn:uuid:0b5e7a52-6c1f-4d3e-8a90-%012u>\"\r\n", unit->user, unit->user);
}

static int write_register(const struct unit *unit, struct address phone, char *to)
{
    int length = sprintf(to, "REGISTER sip:%s SIP/2.0\r\n", options.domain);
    length += write_via(unit, "", to + length);
    length += sprintf(to + length, "From: <sip:user%u@%s>;tag=r%llx\r\nTo: <sip:user%u@%s>\r\nCall-ID: %x-r%u\r\nCSeq: %u REGISTER\r\n",
        unit->user, options.domain, (unsigned long long)unit->id, unit->user, options.domain, run_id, unit->user, unit->cseq);
    length += write_contact(unit, phone, to + length);
    length += write_credentials(unit, to + length);
    return length + sprintf(to + length, "Max-Forwards: 70\r\nExpires: 3600\r\n" SUPPORTED AGENT NO_BODY);
}

static int write_head_to_user(const struct unit *unit, const char *method, char *to)
{
    int length = unit->method == OPTIONS
        ? sprintf(to, "%s sip:%s SIP/2.0\r\n", method, options.domain)
        : sprintf(to, "%s sip:user%u@%s SIP/2.0\r\n", method, unit->user, options.domain);
    length += write_via(unit, "", to + length);
    length += sprintf(to + length, "From: <sip:%s%u@%s>;tag=c%llx\r\n", options.authenticates ? "user" : "caller", unit->caller,
        options.domain, (unsigned long long)unit->id);
    length += unit->method == OPTIONS
        ? sprintf(to + length, "To: <sip:%s>\r\n", options.domain)
        : sprintf(to + length, "To: <sip:user%u@%s>\r\n", unit->user, options.domain);
    return length + sprintf(to + length, "Call-ID: %x-%llx\r\nCSeq: %u %s\r\nMax-Forwards: 70\r\n",
        run_id, (unsigned long long)unit->id, unit->cseq, method);
}

int write_request(const struct unit *unit, struct address phone, char *to)
{
    if (unit->method == REGISTER)
        return write_register(unit, phone, to);
    int length = write_head_to_user(unit, method_name(unit->method), to);
    if (unit->method == OPTIONS)
        return length + sprintf(to + length, AGENT NO_BODY);
    length += write_credentials(unit, to + length);
    if (unit->method == MESSAGE)
        return length + sprintf(to + length, AGENT "Content-Type: text/plain\r\nContent-Length: %zu\r\n\r\n%s", sizeof text - 1, text);
    length += sprintf(to + length, "Contact: <sip:caller%u@%s:%u;transport=%s>\r\n", unit->caller, host_text(unit->local.host),
        unit->local.port, parameter_of(unit->link->transport));
    return length + sprintf(to + length, ALLOW SUPPORTED AGENT "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
        sizeof offer - 1, offer);
}

static int write_routes(const struct message *answer, char *to)
{
    // A value may list several: the last of all comes first (RFC 3261 §12.1.2).
    int length = 0;
    for (int i = answer->record_route_count - 1; i >= 0; i--) {
        struct text value = answer->record_routes[i];
        const char *end = value.start + value.length;
        for (const char *at = end; at-- > value.start;) {
            if (at != value.start && *at != ',')
                continue;
            const char *start = *at == ',' ? at + 1 : at;
            while (start < end && *start == ' ')
                start++;
            length += sprintf(to + length, "Route: %.*s\r\n", (int)(end - start), start);
            end = at;
        }
    }
    return length;
}

static int write_dialog_headers(const struct message *answer, const char *method, uint32_t cseq, char *to)
{
    return sprintf(to, "From: %.*s\r\nTo: %.*s\r\nCall-ID: %.*s\r\nCSeq: %u %s\r\nMax-Forwards: 70\r\n" AGENT NO_BODY,
        answer->from.length, answer->from.start, answer->to.length, answer->to.start, answer->call_id.length, answer->call_id.start,
        cseq, method);
}

int write_in_dialog(const struct unit *unit, const struct message *answer, const char *method, uint32_t cseq, char *to)
{
    struct text target = message_contact_uri(answer);
    int length = sprintf(to, "%s %.*s SIP/2.0\r\n", method, target.length, target.start);
    length += write_via(unit, method, to + length);
    length += write_routes(answer, to + length);
    return length + write_dialog_headers(answer, method, cseq, to + length);
}

int write_refusal_ack(const struct unit *unit, const struct message *answer, char *to)
{
    int length = sprintf(to, "ACK sip:user%u@%s SIP/2.0\r\n", unit->user, options.domain);
    length += write_via(unit, "", to + length);
    return length + write_dialog_headers(answer, "ACK", unit->cseq, to + length);
}

int write_cancel(const struct unit *unit, char *to)
{
    int length = write_head_to_user(unit, "CANCEL", to);
    return length + sprintf(to + length, NO_BODY);
}

int write_response(const struct message *request, int status, enum transport transport, struct address own, char *to)
{
    bool is_invite = text_is(request->method, "INVITE");
    int length = sprintf(to, "SIP/2.0 %s\r\n", status == 180 ? "180 Ringing" : "200 OK");
    for (int i = 0; i < request->via_count; i++)
        length += sprintf(to + length, "Via: %.*s\r\n", request->vias[i].length, request->vias[i].start);
    for (int i = 0; is_invite && i < request->record_route_count; i++)
        length += sprintf(to + length, "Record-Route: %.*s\r\n", request->record_routes[i].length, request->record_routes[i].start);
    length += sprintf(to + length, "From: %.*s\r\nTo: %.*s%s\r\nCall-ID: %.*s\r\nCSeq: %.*s\r\n", request->from.length, request->from.start,
        request->to.length, request->to.start, text_contains(request->to, ";tag=") ? "" : ";tag=phone", request->call_id.length,
        request->call_id.start, request->cseq.length, request->cseq.start);
    if (is_invite)
        length += sprintf(to + length, "Contact: <sip:callee@%s:%u;transport=%s>\r\n", host_text(own.host), own.port,
            parameter_of(transport));
    if (is_invite && status == 200)
        return length + sprintf(to + length, ALLOW SUPPORTED AGENT "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
            sizeof answer - 1, answer);
    return length + sprintf(to + length, AGENT NO_BODY);
}
