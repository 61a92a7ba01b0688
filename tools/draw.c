#include "tools/draw.h"

#include <math.h>

#include "model/base/log.h"

#define GOLDEN UINT64_C(0x9E3779B97F4A7C15)

static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

struct bw_draw bw_draw_start(uint64_t seed, uint32_t stream, uint64_t index)
{
    uint64_t key = mix(seed + GOLDEN);
    key = mix(key ^ ((uint64_t)stream * GOLDEN));
    return (struct bw_draw){mix(key + (index + 1) * GOLDEN), 0};
}

uint64_t bw_draw_bits(struct bw_draw *draw)
{
    return mix(draw->key + ++draw->n * GOLDEN);
}

double bw_draw_unit(struct bw_draw *draw)
{
    return (double)(bw_draw_bits(draw) >> 11) / 9007199254740992.0;
}

uint32_t bw_draw_below(struct bw_draw *draw, uint32_t n)
{
    return (uint32_t)((bw_draw_bits(draw) >> 32) * n >> 32);
}

int bw_draw_between(struct bw_draw *draw, int low, int high)
{
    return low + (int)bw_draw_below(draw, (uint32_t)(high - low + 1));
}

bool bw_draw_chance(struct bw_draw *draw, double p)
{
    return bw_draw_unit(draw) < p;
}

double bw_draw_normal(struct bw_draw *draw, double mean, double sd)
{
    double x, y, square;
    do {
        x = 2 * bw_draw_unit(draw) - 1;
        y = 2 * bw_draw_unit(draw) - 1;
        square = x * x + y * y;
    } while (square >= 1 || square <= 0);
    return mean + sd * x * sqrt(2 * bw_log(1 / square) / square);
}

double bw_draw_exponential(struct bw_draw *draw, double mean)
{
    return mean * bw_log(1 / (1 - bw_draw_unit(draw)));
}

uint32_t bw_draw_weighted(struct bw_draw *draw, const double *upto, uint32_t n)
{
    double at = bw_draw_unit(draw) * upto[n - 1];
    uint32_t low = 0, high = n - 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (upto[middle] > at)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
