// Digest authentication with MD5 (RFC 7616 §3.4): user N has the password pwN, the realm is the domain.
#pragma once
#include "unit.h"

bool take_challenge(struct unit *unit, struct text challenge);

// Nothing before a challenge was taken. Returns the length.
int write_credentials(const struct unit *unit, char *to);
