#pragma once
/* The arena of a test program, made and freed around its group of tests. */
#include "model/base/arena.h"
#include "tests/model/check.h"

static struct bw_arena *arena;

static int make_arena(void **state)
{
    (void)state;
    arena = bw_arena_create((size_t)64 << 20);
    return arena ? 0 : -1;
}

static int free_arena(void **state)
{
    (void)state;
    bw_arena_free(arena);
    return 0;
}
