#define _GNU_SOURCE
#include "message.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool text_is(struct text text, const char *other)
{
    return (size_t)text.length == strlen(other) && memcmp(text.start, other, (size_t)text.length) == 0;
}

bool text_contains(struct text text, const char *part)
{
    return text.length > 0 && memmem(text.start, (size_t)text.length, part, strlen(part)) != NULL;
}

struct text message_contact_uri(const struct message *message)
{
    struct text contact = message->contact;
    const char *open = contact.length > 0 ? memchr(contact.start, '<', (size_t)contact.length) : NULL;
    const char *close = open ? memchr(open, '>', (size_t)(contact.start + contact.length - open)) : NULL;
    return close ? (struct text){open + 1, (int)(close - open - 1)} : contact;
}

static bool is_named(struct text name, const char *full, char compact)
{
    if (name.length == 1)
        return (name.start[0] | 0x20) == compact;
    return (size_t)name.length == strlen(full) && strncasecmp(name.start, full, (size_t)name.length) == 0;
}

static void take_header(struct message *message, struct text name, struct text value)
{
    if (is_named(name, "via", 'v')) {
        if (message->via_count < MOST_VIAS)
            message->vias[message->via_count++] = value;
    } else if (is_named(name, "record-route", 0)) {
        if (message->record_route_count < MOST_ROUTES)
            message->record_routes[message->record_route_count++] = value;
    } else if (is_named(name, "from", 'f')) {
        message->from = value;
    } else if (is_named(name, "to", 't')) {
        message->to = value;
    } else if (is_named(name, "call-id", 'i')) {
        message->call_id = value;
    } else if (is_named(name, "cseq", 0)) {
        message->cseq = value;
    } else if (is_named(name, "contact", 'm')) {
        message->contact = value;
    } else if (is_named(name, "content-length", 'l')) {
        message->content_length = atoi(value.start);
    } else if (is_named(name, "www-authenticate", 0) || is_named(name, "proxy-authenticate", 0)) {
        message->challenge = value;
    }
}

static bool take_start_line(struct message *message, struct text line)
{
    const char *space = memchr(line.start, ' ', (size_t)line.length);
    if (space == NULL)
        return false;
    if (line.length > 8 && memcmp(line.start, "SIP/2.0 ", 8) == 0) {
        message->status = atoi(line.start + 8);
        return message->status >= 100;
    }
    message->method = (struct text){line.start, (int)(space - line.start)};
    const char *end = memchr(space + 1, ' ', (size_t)(line.start + line.length - space - 1));
    if (end == NULL)
        return false;
    message->uri = (struct text){space + 1, (int)(end - space - 1)};
    return true;
}

static void take_header_line(struct message *message, struct text line)
{
    const char *colon = memchr(line.start, ':', (size_t)line.length);
    if (colon == NULL)
        return;
    const char *value = colon + 1, *end = line.start + line.length;
    while (value < end && (*value == ' ' || *value == '\t'))
        value++;
    int name_length = (int)(colon - line.start);
    while (name_length > 0 && (line.start[name_length - 1] == ' ' || line.start[name_length - 1] == '\t'))
        name_length--;
    take_header(message, (struct text){line.start, name_length}, (struct text){value, (int)(end - value)});
}

bool message_parse(const char *bytes, size_t length, struct message *message)
{
    *message = (struct message){.content_length = -1};
    const char *position = bytes, *end = bytes + length, *feed;
    for (bool first = true; (feed = memchr(position, '\n', (size_t)(end - position))) != NULL; first = false, position = feed + 1) {
        int line_length = (int)(feed - position);
        if (line_length > 0 && position[line_length - 1] == '\r')
            line_length--;
        struct text line = {position, line_length};
        if (line_length == 0) {
            message->head_length = (int)(feed + 1 - bytes);
            return !first;
        }
        if (!first)
            take_header_line(message, line);
        else if (!take_start_line(message, line))
            return false;
    }
    return false;
}
