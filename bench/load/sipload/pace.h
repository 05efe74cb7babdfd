// When units begin, and what is told of them.
#pragma once
#include <stdbool.h>

// False if phones could not be registered.
bool pace_run(void);
