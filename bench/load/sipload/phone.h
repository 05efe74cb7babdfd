// The side that is called: registered phones, each with an address or a connection of its own.
#pragma once
#include "unit.h"

void phones_start(void);
struct address phone_address(uint32_t user);

// Sends the REGISTER of a unit from the phone of its user, which connects if it sleeps.
void phone_register(struct unit *unit);
void phone_registered(struct unit *unit);
void phone_falls_asleep(uint32_t user);
void phone_receive(struct link *link, const struct message *request, struct address local, struct address remote);

// The push service hands over pushes here.
void phone_wakes(uint32_t user);
