#include "data/finder.h"

#include <string.h>
#include <xxhash.h>

static struct bw_str id_at(const struct bw_finder *finder, uint32_t index)
{
    struct bw_str id;
    memcpy(&id, finder->ids + (size_t)index * finder->step, sizeof id);
    return id;
}

/* The slot at which the search for an id begins. */
static uint32_t first_slot(const struct bw_finder *finder, struct bw_str id)
{
    return (uint32_t)XXH3_64bits(id.at, id.len) & (finder->n_slots - 1);
}

struct bw_finder bw_finder_make(const struct bw_str *first, uint32_t n, size_t step,
                                struct bw_arena *arena)
{
    struct bw_finder finder = {.ids = (const char *)first, .step = step};
    if (n == 0)
        return finder;
    for (finder.n_slots = 4; finder.n_slots < 2 * (uint64_t)n && finder.n_slots < 1u << 31;)
        finder.n_slots *= 2;
    uint32_t *slots = BW_ARENA_NEW(arena, uint32_t, finder.n_slots);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t slot = first_slot(&finder, id_at(&finder, i));
        while (slots[slot])
            slot = (slot + 1) & (finder.n_slots - 1);
        slots[slot] = i + 1;
    }
    finder.slots = slots;
    return finder;
}

uint32_t bw_finder_find(const struct bw_finder *finder, struct bw_str id)
{
    if (finder->n_slots == 0)
        return BW_NONE;
    for (uint32_t slot = first_slot(finder, id); finder->slots[slot];
         slot = (slot + 1) & (finder->n_slots - 1))
        if (bw_str_compare(id_at(finder, finder->slots[slot] - 1), id) == 0)
            return finder->slots[slot] - 1;
    return BW_NONE;
}
