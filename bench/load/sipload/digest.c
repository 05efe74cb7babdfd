#include "digest.h"
#include "request.h"

#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MD5_BYTES = 16, MD5_HEX = 2 * MD5_BYTES + 1 };

static void md5(char hex[MD5_HEX], const char *format, ...)
{
    char text[1024];
    unsigned char bytes[EVP_MAX_MD_SIZE];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    EVP_Digest(text, (size_t)length, bytes, NULL, EVP_md5(), NULL);
    for (int i = 0; i < MD5_BYTES; i++)
        sprintf(hex + 2 * i, "%02x", bytes[i]);
}

bool take_challenge(struct unit *unit, struct text challenge)
{
    static const char name[] = "nonce=\"";
    for (int i = 0; i + (int)sizeof name < challenge.length; i++) {
        const char *start = challenge.start + i + sizeof name - 1;
        if (!text_is((struct text){challenge.start + i, sizeof name - 1}, name))
            continue;
        const char *end = memchr(start, '"', (size_t)(challenge.start + challenge.length - start));
        if (end == NULL || end - start >= LONGEST_NONCE)
            return false;
        memcpy(unit->nonce, start, (size_t)(end - start));
        unit->nonce[end - start] = 0;
        unit->has_qop = text_contains(challenge, "qop=");
        unit->is_authorized = true;
        return true;
    }
    return false;
}

int write_credentials(const struct unit *unit, char *to)
{
    if (!unit->is_authorized)
        return 0;
    char secret[MD5_HEX], request[MD5_HEX], response[MD5_HEX], uri[128], cnonce[17];
    uint32_t who = unit->method == REGISTER ? unit->user : unit->caller;
    if (unit->method == REGISTER)
        snprintf(uri, sizeof uri, "sip:%s", options.domain);
    else
        snprintf(uri, sizeof uri, "sip:user%u@%s", unit->user, options.domain);
    snprintf(cnonce, sizeof cnonce, "%016llx", (unsigned long long)unit->id);
    md5(secret, "user%u:%s:pw%u", who, options.domain, who);
    md5(request, "%s:%s", method_name(unit->method), uri);
    if (unit->has_qop)
        md5(response, "%s:%s:00000001:%s:auth:%s", secret, unit->nonce, cnonce, request);
    else
        md5(response, "%s:%s:%s", secret, unit->nonce, request);
    int length = sprintf(to, "%s: Digest username=\"user%u\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\", algorithm=MD5",
        unit->method == REGISTER ? "Authorization" : "Proxy-Authorization", who, options.domain, unit->nonce, uri, response);
    if (unit->has_qop)
        length += sprintf(to + length, ", qop=auth, nc=00000001, cnonce=\"%s\"", cnonce);
    return length + sprintf(to + length, "\r\n");
}
