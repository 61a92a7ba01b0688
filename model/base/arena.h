#pragma once
/* Memory of one request: taken from the front, given back all at once. Owns one reserved stretch of
 * address space with a hard cap; never calls malloc after creation. One thread at a time. */
#include <stddef.h>

struct bw_arena;

/* Reserves `cap_bytes` (pages are used as they are touched); NULL when the system refuses. */
struct bw_arena *bw_arena_create(size_t cap_bytes);
void bw_arena_free(struct bw_arena *arena);

/* Asks for large pages, which cost memory at the end of what is taken: for much that is kept and
 * looked up here and there. A wish; nothing happens where the system has none. */
void bw_arena_large_pages(struct bw_arena *arena);

/* What is called when the cap is reached; it must not return (the owner longjmps out of the
 * request and answers too_large). Without one the process ends, saying so. */
void bw_arena_on_full(struct bw_arena *arena, void (*full)(void *context), void *context);

/* `size` bytes aligned to 16, uninitialised; never NULL. */
void *bw_arena_take(struct bw_arena *arena, size_t size);
/* n * size bytes, all zero; never NULL. */
void *bw_arena_zero(struct bw_arena *arena, size_t n, size_t size);

/* Everything taken is given back. */
void bw_arena_reset(struct bw_arena *arena);

/* A place to come back to: what is taken after `mark` is given back by `bw_arena_rewind`. */
size_t bw_arena_mark(const struct bw_arena *arena);
void bw_arena_rewind(struct bw_arena *arena, size_t mark);

#define BW_ARENA_NEW(arena, type, n) ((type *)bw_arena_zero((arena), (n), sizeof(type)))
