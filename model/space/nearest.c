#include "model/space/nearest.h"

/* Queries and rows that are multiplied at once: both fit the cache of one core, 2 x 119 KB at 464
 * floats a row. */
#define BLOCK 64

static bool is_nearer(struct bw_neighbour a, struct bw_neighbour b)
{
    return a.dot > b.dot || (!(a.dot < b.dot) && a.row < b.row);
}

/* A list under way is a heap with its farthest first. Lets `moving` sink from `at` to where nothing
 * below is farther. */
static void sink(struct bw_neighbour *heap, uint32_t n, uint32_t at, struct bw_neighbour moving)
{
    for (uint32_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && is_nearer(heap[child], heap[child + 1]))
            child++;
        if (!is_nearer(moving, heap[child]))
            break;
        heap[at] = heap[child];
    }
    heap[at] = moving;
}

static void rise(struct bw_neighbour *heap, uint32_t at, struct bw_neighbour moving)
{
    for (uint32_t parent; at > 0 && is_nearer(heap[parent = (at - 1) / 2], moving); at = parent)
        heap[at] = heap[parent];
    heap[at] = moving;
}

static void put_in_order(struct bw_nearest *list)
{
    for (uint32_t last = list->n; last-- > 1;) {
        struct bw_neighbour moving = list->at[last];
        list->at[last] = list->at[0];
        sink(list->at, last, 0, moving);
    }
}

/* The lists under way. */
struct search {
    const struct bw_nearest_rule *rule;
    struct bw_nearest *lists;
    uint32_t room; /* of each */
};

static void offer(const struct search *search, size_t query, struct bw_neighbour near)
{
    const struct bw_nearest_rule *rule = search->rule;
    struct bw_nearest *list = &search->lists[query];
    if (list->n == search->room && !is_nearer(near, list->at[0]))
        return;
    if (rule->first_own != BW_NEAREST_OTHERS && near.row == rule->first_own + query)
        return;
    if (rule->may && !rule->may(rule->context, near.row))
        return;
    if (list->n < search->room)
        rise(list->at, list->n++, near);
    else
        sink(list->at, search->room, 0, near);
}

/* The rows of a block from `first` on, as many as are multiplied at once. */
static struct bw_rows part_of(struct bw_rows rows, size_t first)
{
    size_t n = rows.n - first;
    return (struct bw_rows){rows.at + first * rows.stride, n < BLOCK ? n : BLOCK, rows.stride};
}

/* All queries from `first_query` on with all rows from `first_row` on, a block of each. */
static void look_at(const struct search *search, struct bw_rows queries, size_t first_query,
                    struct bw_rows rows, size_t first_row)
{
    float dots[BLOCK * BLOCK];
    struct bw_rows some = part_of(queries, first_query), part = part_of(rows, first_row);
    bw_dot_f32_block(some, part, dots);
    for (size_t q = 0; q < some.n; q++)
        for (size_t r = 0; r < part.n; r++)
            if (dots[q * part.n + r] >= search->rule->floor)
                offer(search, first_query + q,
                      (struct bw_neighbour){(uint32_t)(first_row + r), dots[q * part.n + r]});
}

struct bw_nearest *bw_nearest_each(struct bw_rows rows, struct bw_rows queries,
                                   const struct bw_nearest_rule *rule, struct bw_arena *arena)
{
    struct search search = {rule, BW_ARENA_NEW(arena, struct bw_nearest, queries.n),
                            rule->most < rows.n ? rule->most : (uint32_t)rows.n};
    struct bw_neighbour *at = BW_ARENA_NEW(arena, struct bw_neighbour, queries.n * search.room);
    for (size_t q = 0; q < queries.n; q++)
        search.lists[q].at = at + q * search.room;
    for (size_t q = 0; search.room > 0 && q < queries.n; q += BLOCK)
        for (size_t r = 0; r < rows.n; r += BLOCK)
            look_at(&search, queries, q, rows, r);
    for (size_t q = 0; q < queries.n; q++)
        put_in_order(&search.lists[q]);
    return search.lists;
}

struct bw_nearest bw_nearest_to(struct bw_rows rows, const float *query,
                                const struct bw_nearest_rule *rule, struct bw_arena *arena)
{
    return *bw_nearest_each(rows, (struct bw_rows){query, 1, rows.stride}, rule, arena);
}
