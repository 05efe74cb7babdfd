#include "histogram.h"

enum { BITS = 6 };

static unsigned step_of(uint64_t value)
{
    if (value < HISTOGRAM_STEPS)
        return (unsigned)value;
    unsigned exponent = 63 - (unsigned)__builtin_clzll(value);
    unsigned step = (exponent - BITS + 1) * HISTOGRAM_STEPS + ((value >> (exponent - BITS)) & (HISTOGRAM_STEPS - 1));
    return step < HISTOGRAM_SIZE ? step : HISTOGRAM_SIZE - 1;
}

static uint64_t value_of(unsigned step)
{
    if (step < HISTOGRAM_STEPS)
        return step;
    unsigned exponent = step / HISTOGRAM_STEPS + BITS - 1;
    return (1ull << exponent) + ((uint64_t)(step % HISTOGRAM_STEPS) << (exponent - BITS));
}

void histogram_add(struct histogram *histogram, uint64_t nanoseconds)
{
    histogram->steps[step_of(nanoseconds)]++;
    histogram->count++;
    if (nanoseconds > histogram->most)
        histogram->most = nanoseconds;
}

double histogram_percentile_us(const struct histogram *histogram, double fraction)
{
    uint64_t rank = (uint64_t)(fraction * (double)histogram->count), sum = 0;
    for (unsigned step = 0; step < HISTOGRAM_SIZE; step++) {
        sum += histogram->steps[step];
        if (sum > rank)
            return (double)value_of(step) / 1e3;
    }
    return (double)histogram->most / 1e3;
}
