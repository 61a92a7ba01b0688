#include "tools/ease/strongest.h"

#include <stdlib.h>

#include "tools/embed/crew.h"

#define AT_A_TIME 16

struct making {
    struct bw_strongest *out;
    bw_strongest_fill *fill;
    const void *context;
    double *rooms; /* AT_A_TIME rows for each thread */
};

static bool weaker(const struct bw_strong *a, const struct bw_strong *b)
{
    return a->weight < b->weight || (!(a->weight > b->weight) && a->course > b->course);
}

/* A heap whose root is the weakest: what is at `i` sinks to its place. */
static void sink(struct bw_strong *heap, size_t n, size_t i)
{
    struct bw_strong moved = heap[i];
    for (size_t child; (child = 2 * i + 1) < n; i = child) {
        child += child + 1 < n && weaker(&heap[child + 1], &heap[child]);
        if (!weaker(&heap[child], &moved))
            break;
        heap[i] = heap[child];
    }
    heap[i] = moved;
}

static int by_course(const void *a, const void *b)
{
    const struct bw_strong *x = a, *y = b;
    return (x->course > y->course) - (x->course < y->course);
}

/* Courses come in ascending order, so that of equal ones the first stay. */
static uint32_t choose(const double *weights, uint32_t n, uint32_t self, uint32_t most,
                       struct bw_strong *heap)
{
    uint32_t held = 0;
    for (uint32_t i = 0; i < n; i++) {
        struct bw_strong next = {i, (float)weights[i]};
        if (!(next.weight > 0) || i == self || (held == most && next.weight <= heap[0].weight))
            continue;
        if (held < most) {
            heap[held++] = next;
            for (uint32_t at = held == most ? held / 2 : 0; at-- > 0;)
                sink(heap, held, at);
        } else {
            heap[0] = next;
            sink(heap, held, 0);
        }
    }
    qsort(heap, held, sizeof *heap, by_course);
    return held;
}

static void make(void *context, unsigned member, size_t first, size_t end)
{
    const struct making *making = context;
    struct bw_strongest *out = making->out;
    double *room = making->rooms + (size_t)member * AT_A_TIME * out->n;
    making->fill(making->context, (uint32_t)first, (uint32_t)end, room);
    for (size_t i = first; i < end; i++)
        out->n_of[i] = choose(room + (i - first) * out->n, out->n, (uint32_t)i, out->most,
                              out->at + i * out->most);
}

bool bw_strongest_make(uint32_t n, uint32_t most, unsigned n_threads, bw_strongest_fill *fill,
                       const void *context, struct bw_strongest *out)
{
    struct bw_strongest strongest = {.n = n, .most = most};
    struct making making = {&strongest, fill, context, NULL};
    n_threads = n_threads < BW_CREW_MOST ? n_threads : BW_CREW_MOST;
    strongest.n_of = calloc(n, sizeof *strongest.n_of);
    strongest.at = malloc((size_t)n * most * sizeof *strongest.at);
    making.rooms = malloc((size_t)(n_threads + 1) * AT_A_TIME * n * sizeof *making.rooms);
    bool well = strongest.n_of && strongest.at && making.rooms;
    if (well)
        bw_crew_run(n_threads, n, AT_A_TIME, make, &making);
    free(making.rooms);
    if (well)
        *out = strongest;
    else
        bw_strongest_free(&strongest);
    return well;
}

void bw_strongest_free(struct bw_strongest *strongest)
{
    free(strongest->n_of);
    free(strongest->at);
    *strongest = (struct bw_strongest){0};
}

static uint32_t count(const struct bw_strongest *strongest)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < strongest->n; i++)
        n += strongest->n_of[i];
    return n;
}

/* at[i + 1] is where the next weight of source i goes, and at last where they end. */
static void place(const struct bw_strongest *strongest, bool turned, struct bw_strong_rows *rows)
{
    for (uint32_t i = 0; i < strongest->n; i++)
        for (uint32_t s = 0; s < strongest->n_of[i]; s++)
            rows->at[(turned ? strongest->at[(size_t)i * strongest->most + s].course : i) + 2]++;
    for (uint32_t i = 0; i < strongest->n; i++)
        rows->at[i + 2] += rows->at[i + 1];
    for (uint32_t i = 0; i < strongest->n; i++)
        for (uint32_t s = 0; s < strongest->n_of[i]; s++) {
            const struct bw_strong *strong = &strongest->at[(size_t)i * strongest->most + s];
            uint32_t put = rows->at[(turned ? strong->course : i) + 1]++;
            rows->to[put] = turned ? i : strong->course;
            rows->weight[put] = strong->weight;
        }
}

bool bw_strong_rows_make(const struct bw_strongest *strongest, bool turned,
                         struct bw_strong_rows *out)
{
    struct bw_strong_rows rows = {0};
    size_t n = count(strongest);
    rows.at = calloc((size_t)strongest->n + 2, sizeof *rows.at);
    rows.to = malloc((n + 1) * sizeof *rows.to);
    rows.weight = malloc((n + 1) * sizeof *rows.weight);
    if (!rows.at || !rows.to || !rows.weight) {
        bw_strong_rows_free(&rows);
        return false;
    }
    place(strongest, turned, &rows);
    rows.rows = (struct bw_coenrol_rows){rows.at, rows.to, rows.weight};
    *out = rows;
    return true;
}

void bw_strong_rows_free(struct bw_strong_rows *rows)
{
    free(rows->at);
    free(rows->to);
    free(rows->weight);
    *rows = (struct bw_strong_rows){0};
}
