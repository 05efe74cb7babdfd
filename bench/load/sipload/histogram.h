// Durations, in 64 steps for each doubling: an error of at most 1.6 %.
#pragma once
#include <stdint.h>

enum { HISTOGRAM_STEPS = 64, HISTOGRAM_SIZE = HISTOGRAM_STEPS * 40 };

struct histogram {
    uint64_t count, most;
    uint64_t steps[HISTOGRAM_SIZE];
};

void histogram_add(struct histogram *histogram, uint64_t nanoseconds);
double histogram_percentile_us(const struct histogram *histogram, double fraction);
