#include "model/base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define ALIGN ((size_t)16)
/* After a request that used more than this the pages go back to the system. */
#define KEEP_BYTES ((size_t)8 << 20)

struct bw_arena {
    char *base;
    size_t cap, used;
    size_t most; /* ever used since pages were last given back */
    void (*full)(void *context);
    void *context;
};

struct bw_arena *bw_arena_create(size_t cap_bytes)
{
    struct bw_arena *arena = calloc(1, sizeof *arena);
    if (!arena)
        return NULL;
    void *base = mmap(NULL, cap_bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED) {
        free(arena);
        return NULL;
    }
    arena->base = base;
    arena->cap = cap_bytes;
    return arena;
}

void bw_arena_large_pages(struct bw_arena *arena)
{
    madvise(arena->base, arena->cap, MADV_HUGEPAGE);
}

void bw_arena_free(struct bw_arena *arena)
{
    if (!arena)
        return;
    munmap(arena->base, arena->cap);
    free(arena);
}

void bw_arena_on_full(struct bw_arena *arena, void (*full)(void *context), void *context)
{
    arena->full = full;
    arena->context = context;
}

static void overflow(struct bw_arena *arena)
{
    static const char words[] = "bekwaam: out of memory in an arena whose owner has no way out\n";
    if (arena->full)
        arena->full(arena->context);
    ssize_t n = write(STDERR_FILENO, words, sizeof words - 1);
    (void)n; /* nobody is left to tell */
    abort();
}

void *bw_arena_take(struct bw_arena *arena, size_t size)
{
    if (size > arena->cap - arena->used || arena->cap - arena->used - size < ALIGN)
        overflow(arena);
    void *out = arena->base + arena->used;
    arena->used += (size + ALIGN - 1) & ~(ALIGN - 1);
    if (arena->used > arena->most)
        arena->most = arena->used;
    return out;
}

void *bw_arena_zero(struct bw_arena *arena, size_t n, size_t size)
{
    if (size != 0 && n > SIZE_MAX / size)
        overflow(arena);
    void *out = bw_arena_take(arena, n * size);
    return memset(out, 0, n * size);
}

void bw_arena_reset(struct bw_arena *arena)
{
    if (arena->most > KEEP_BYTES) {
        madvise(arena->base + KEEP_BYTES, arena->cap - KEEP_BYTES, MADV_DONTNEED);
        arena->most = 0;
    }
    arena->used = 0;
}

size_t bw_arena_mark(const struct bw_arena *arena)
{
    return arena->used;
}

void bw_arena_rewind(struct bw_arena *arena, size_t mark)
{
    arena->used = mark;
}
