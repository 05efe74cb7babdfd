/* Events of the phone: one JSON object a line. */
#include "events.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static FILE *events; /* the library prints on stdout and stderr, so the events have a stream of their own */

void open_events(void) { events = fdopen(dup(STDOUT_FILENO), "w"); }

static void put_string(const char *s)
{
    fputc('"', events);
    for (; s && *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\') fprintf(events, "\\%c", c);
        else if (c < 0x20) fprintf(events, "\\u%04x", c);
        else fputc(c, events);
    }
    fputc('"', events);
}

void emit(const char *name, ...)
{
    struct timespec now;
    va_list values;
    const char *key;

    clock_gettime(CLOCK_REALTIME, &now);
    fprintf(events, "{\"event\":");
    put_string(name);
    fprintf(events, ",\"time\":%lld", now.tv_sec * 1000LL + now.tv_nsec / 1000000);
    va_start(values, name);
    while ((key = va_arg(values, const char *))) {
        fputc(',', events);
        put_string(key + 2);
        fputc(':', events);
        if (key[0] == 's') put_string(va_arg(values, const char *));
        else fprintf(events, "%lld", va_arg(values, long long));
    }
    va_end(values);
    fputs("}\n", events);
    fflush(events);
}

void emit_error(const char *message) { emit("error", "s:text", message, NULL); }

void on_registration(LinphoneCore *core, LinphoneAccount *account, LinphoneRegistrationState state, const char *message)
{
    static const char *names[] = {"None", "Progress", "Ok", "Cleared", "Failed", "Refreshing"};
    const LinphoneErrorInfo *error = linphone_account_get_error_info(account);
    (void)core;
    emit("registration", "s:state", names[state], "i:code", error ? (long long)linphone_error_info_get_protocol_code(error) : 0LL,
         "s:text", message, NULL);
}

static const char *call_id(LinphoneCall *call) { return linphone_call_log_get_call_id(linphone_call_get_call_log(call)); }

void emit_stats(LinphoneCall *call)
{
    LinphoneCallStats *stats = linphone_call_get_audio_stats(call);
    const rtp_stats_t *rtp = stats ? linphone_call_stats_get_rtp_stats(stats) : NULL;
    if (rtp)
        emit("stats", "s:call_id", call_id(call), "i:rtp_sent", (long long)rtp->packet_sent,
             "i:rtp_received", (long long)rtp->packet_recv, NULL);
    if (stats) linphone_call_stats_unref(stats);
}

void on_call(LinphoneCore *core, LinphoneCall *call, LinphoneCallState state, const char *message)
{
    const LinphoneErrorInfo *error = linphone_call_get_error_info(call);
    const char *name = linphone_call_state_to_string(state);
    char *remote = linphone_call_get_remote_address_as_string(call);
    (void)core;
    if (!strncmp(name, "LinphoneCall", 12)) name += 12;
    if (!strncmp(name, "State", 5)) name += 5;
    emit("call", "s:state", name, "s:remote", remote, "s:call_id", call_id(call),
         "i:code", error ? (long long)linphone_error_info_get_protocol_code(error) : 0LL, "s:text", message, NULL);
    if (remote) ms_free(remote);
}

void on_message(LinphoneCore *core, LinphoneChatRoom *room, LinphoneChatMessage *message)
{
    const LinphoneAddress *address = linphone_chat_message_get_from_address(message);
    char *from = address ? linphone_address_as_string_uri_only(address) : NULL;
    (void)core;
    (void)room;
    emit("message", "s:from", from, "s:text", linphone_chat_message_get_utf8_text(message), NULL);
    if (from) ms_free(from);
}

void on_message_state(LinphoneChatMessage *message, LinphoneChatMessageState state)
{
    const LinphoneErrorInfo *error = linphone_chat_message_get_error_info(message);
    const char *name = linphone_chat_message_state_to_string(state);
    if (!strncmp(name, "LinphoneChatMessageState", 24)) name += 24;
    emit("message_state", "s:state", name, "s:text", linphone_chat_message_get_utf8_text(message),
         "i:code", error ? (long long)linphone_error_info_get_protocol_code(error) : 0LL, NULL);
}
