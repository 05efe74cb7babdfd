#define _GNU_SOURCE
#include "push.h"
#include "phone.h"

#include <stdlib.h>
#include <string.h>

static size_t body_length(const char *head, size_t length)
{
    static const char name[] = "\r\nContent-Length:";
    const char *field = strcasestr(head, name);
    return field != NULL && field < head + length ? strtoul(field + sizeof name - 1, NULL, 10) : 0;
}

size_t push_receive(struct link *link, const char *bytes, size_t length)
{
    static const char end_of_head[] = "\r\n\r\n", path[] = "/push/", accepted[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    size_t done = 0;
    for (;;) {
        const char *start = bytes + done, *end = memmem(start, length - done, end_of_head, sizeof end_of_head - 1);
        if (end == NULL)
            return done;
        size_t head = (size_t)(end - start) + sizeof end_of_head - 1, whole = head + body_length(start, head);
        if (done + whole > length)
            return done;
        const char *token = memmem(start, head, path, sizeof path - 1);
        if (token != NULL)
            phone_wakes((uint32_t)strtoul(token + sizeof path - 1, NULL, 10));
        link_send(link, accepted, sizeof accepted - 1, (struct address){0}, (struct address){0});
        done += whole;
    }
}
