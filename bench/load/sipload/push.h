// A stub of a push service: HTTP/1.1 requests to /push/TOKEN are accepted, and the phone of the token wakes.
#pragma once
#include "link.h"

size_t push_receive(struct link *link, const char *bytes, size_t length);
