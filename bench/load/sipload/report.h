// What is told, a line of JSON each.
#pragma once
#include "unit.h"

void report_event(const char *name);
void report_result(const struct counters *measured, double seconds);

// How many units have ended well in each tenth of a second.
void timeline_note(uint64_t since_start);
