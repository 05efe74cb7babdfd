// A received SIP message: where its parts are (RFC 3261 §7). Nothing is copied.
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct text {
    const char *start;
    int length;
};

enum { MOST_VIAS = 16, MOST_ROUTES = 8 };

struct message {
    int status;                             // 0: a request
    struct text method, uri;
    struct text vias[MOST_VIAS], record_routes[MOST_ROUTES];
    int via_count, record_route_count;
    struct text from, to, call_id, cseq, contact, challenge;
    int content_length;                     // -1: none given
    int head_length;                        // with the empty line
};

// False if the head is not complete.
bool message_parse(const char *bytes, size_t length, struct message *message);

bool text_is(struct text text, const char *other);
bool text_contains(struct text text, const char *part);
struct text message_contact_uri(const struct message *message);
