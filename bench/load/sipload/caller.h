// The side that begins: sends the requests of units and follows their answers.
#pragma once
#include "unit.h"

void callers_start(void);

// False if there is no room for another unit.
bool caller_begin(enum method method, uint32_t user, uint32_t caller);
void caller_cancel(struct unit *unit);
void caller_receive(const struct message *answer);

// Sends the first request of a unit, again with credentials after a challenge.
void caller_ask(struct unit *unit);
