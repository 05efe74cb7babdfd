// The texts that callers and phones send.
#pragma once
#include "unit.h"

// Where the phone of a user is: an address of its own.
uint32_t phone_host(uint32_t user);
uint32_t caller_host(uint32_t caller);

// The first request of a unit. Each returns the length.
int write_request(const struct unit *unit, struct address phone, char *to);
int write_in_dialog(const struct unit *unit, const struct message *answer, const char *method, uint32_t cseq, char *to);
int write_refusal_ack(const struct unit *unit, const struct message *answer, char *to);
int write_cancel(const struct unit *unit, char *to);
int write_response(const struct message *request, int status, enum transport transport, struct address own, char *to);

const char *method_name(enum method method);
