/* Events of the phone: one JSON object a line. */
#ifndef EVENTS_H
#define EVENTS_H
#include <linphone/core.h>

/* Takes over stdout; call it before stdout is given to the library. */
void open_events(void);

/* emit("call", "s:state", "End", "i:code", 486LL, NULL): names carry the type of their value. */
void emit(const char *name, ...);
void emit_error(const char *message);
void emit_stats(LinphoneCall *call);

void on_registration(LinphoneCore *core, LinphoneAccount *account, LinphoneRegistrationState state, const char *message);
void on_call(LinphoneCore *core, LinphoneCall *call, LinphoneCallState state, const char *message);
void on_message(LinphoneCore *core, LinphoneChatRoom *room, LinphoneChatMessage *message);
void on_message_state(LinphoneChatMessage *message, LinphoneChatMessageState state);

#endif
