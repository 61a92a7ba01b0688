#include "daemon/solver/solver_part.h"

#include <math.h>
#include <string.h>

#define ZERO 1e-9
#define ROUNDS 8
#define SLACK 1e-7
#define TINY 1e-12

struct making {
    const struct bw_milp *whole;
    bool *stays;
    double *at;
    double *low, *high; /* of columns */
    bool *row_gone;
    bool none; /* no point keeps to it */
};

static uint32_t row_end(const struct bw_milp *milp, uint32_t row)
{
    return row + 1 < milp->n_rows ? milp->rows[row + 1].from : milp->n_entries;
}

static void stay(struct making *making, uint32_t column, double at)
{
    making->stays[column] = true;
    making->at[column] = at;
}

static bool is_nothing(const struct bw_milp_entry *entry)
{
    return fabs(entry->factor) <= TINY;
}

/* What is left of a row's bounds when the columns that stay have taken theirs. */
struct rest {
    double low, high;
    uint32_t n, entry; /* entries that are left, and one of them */
    bool positive;     /* all of these can only add */
};

static struct rest rest_of(const struct making *making, uint32_t row)
{
    const struct bw_milp *milp = making->whole;
    struct rest rest = {milp->rows[row].low, milp->rows[row].high, 0, 0, true};
    double taken = 0;
    for (uint32_t e = milp->rows[row].from; e < row_end(milp, row); e++) {
        uint32_t j = milp->entries[e].column;
        if (making->stays[j] || is_nothing(&milp->entries[e])) {
            taken += milp->entries[e].factor * making->at[j];
            continue;
        }
        rest.positive = rest.positive && milp->entries[e].factor > 0 && making->low[j] >= 0;
        rest.n++;
        rest.entry = e;
    }
    rest.low -= rest.low > -BW_MILP_INFINITY ? taken : 0;
    rest.high -= rest.high < BW_MILP_INFINITY ? taken : 0;
    return rest;
}

/* A row of one column is a bound of it. */
static void bound_by(struct making *making, const struct rest *rest)
{
    const struct bw_milp_entry *entry = &making->whole->entries[rest->entry];
    bool up = entry->factor > 0;
    double first = rest->low / entry->factor, last = rest->high / entry->factor;
    double low = up ? first : last, high = up ? last : first;
    uint32_t j = entry->column;
    if (fabs(low) < BW_MILP_INFINITY && low > making->low[j])
        making->low[j] = making->whole->columns[j].integer ? ceil(low - SLACK) : low;
    if (fabs(high) < BW_MILP_INFINITY && high < making->high[j])
        making->high[j] = making->whole->columns[j].integer ? floor(high + SLACK) : high;
    if (making->low[j] > making->high[j] + SLACK)
        making->none = true;
    else if (making->high[j] - making->low[j] <= ZERO)
        stay(making, j, fmin(making->low[j], making->high[j]));
}

/* Nothing can be added: all that could stays at 0. */
static void empty(struct making *making, uint32_t row)
{
    const struct bw_milp *milp = making->whole;
    for (uint32_t e = milp->rows[row].from; e < row_end(milp, row); e++) {
        uint32_t j = milp->entries[e].column;
        if (!making->stays[j] && making->low[j] <= 0)
            stay(making, j, 0);
    }
}

/* What follows from one row; true when that was anything. */
static bool draw(struct making *making, uint32_t row)
{
    struct rest rest = rest_of(making, row);
    if (rest.n == 0) {
        making->none |= rest.low > SLACK || rest.high < -SLACK;
        making->row_gone[row] = true;
    } else if (rest.n == 1) {
        bound_by(making, &rest);
        making->row_gone[row] = true;
    } else if (rest.positive && rest.high <= ZERO && rest.low <= 0) {
        making->none |= rest.high < -SLACK;
        empty(making, row);
        making->row_gone[row] = true;
    }
    return making->row_gone[row];
}

static void draw_all(struct making *making)
{
    bool more = true;
    for (int round = 0; more && !making->none && round < ROUNDS; round++) {
        more = false;
        for (uint32_t i = 0; i < making->whole->n_rows; i++)
            if (!making->row_gone[i])
                more |= draw(making, i);
    }
}

static uint32_t count_open(const struct making *making)
{
    uint32_t n = 0;
    for (uint32_t j = 0; j < making->whole->n_columns; j++)
        n += !making->stays[j];
    return n;
}

/* Columns that are left, in the order of the whole. */
static uint32_t *write_columns(const struct making *making, struct bw_arena *arena,
                               struct bw_solver_part *out)
{
    const struct bw_milp *whole = making->whole;
    uint32_t n = 0, most = count_open(making);
    uint32_t *place = BW_ARENA_NEW(arena, uint32_t, whole->n_columns);
    uint32_t *from = BW_ARENA_NEW(arena, uint32_t, most);
    struct bw_milp_column *columns = BW_ARENA_NEW(arena, struct bw_milp_column, most);
    for (uint32_t j = 0; j < whole->n_columns; j++) {
        if (making->stays[j])
            continue;
        columns[n] = whole->columns[j];
        columns[n].low = making->low[j];
        columns[n].high = making->high[j];
        place[j] = n;
        from[n++] = j;
    }
    out->milp.columns = columns;
    out->milp.n_columns = n;
    out->from = from;
    return place;
}

static void write_rows(const struct making *making, const uint32_t *place, struct bw_arena *arena,
                       struct bw_milp *out)
{
    const struct bw_milp *whole = making->whole;
    struct bw_milp_row *rows = BW_ARENA_NEW(arena, struct bw_milp_row, whole->n_rows);
    struct bw_milp_entry *entries = BW_ARENA_NEW(arena, struct bw_milp_entry, whole->n_entries);
    for (uint32_t i = 0; i < whole->n_rows; i++) {
        if (making->row_gone[i])
            continue;
        struct rest rest = rest_of(making, i);
        rows[out->n_rows++] = (struct bw_milp_row){rest.low, rest.high, out->n_entries};
        for (uint32_t e = whole->rows[i].from; e < row_end(whole, i); e++) {
            uint32_t j = whole->entries[e].column;
            if (!making->stays[j] && !is_nothing(&whole->entries[e]))
                entries[out->n_entries++] =
                    (struct bw_milp_entry){place[j], whole->entries[e].factor};
        }
    }
    out->rows = rows;
    out->entries = entries;
}

/* The start, when it keeps to what stays and to the bounds that were drawn. */
static const double *write_start(const struct making *making, const struct bw_solver_part *part,
                                 struct bw_arena *arena)
{
    const double *start = making->whole->start;
    double *own = BW_ARENA_NEW(arena, double, part->milp.n_columns);
    for (uint32_t j = 0; start && j < making->whole->n_columns; j++)
        if (making->stays[j] && fabs(start[j] - making->at[j]) > SLACK)
            return NULL;
    for (uint32_t j = 0; start && j < part->milp.n_columns; j++)
        own[j] = start[part->from[j]];
    return start ? own : NULL;
}

static struct making begin(const struct bw_milp *whole, const bool *stays, const double *at,
                           struct bw_arena *arena)
{
    size_t n = whole->n_columns;
    struct making making = {.whole = whole,
                            .stays = BW_ARENA_NEW(arena, bool, n),
                            .at = BW_ARENA_NEW(arena, double, n),
                            .low = BW_ARENA_NEW(arena, double, n),
                            .high = BW_ARENA_NEW(arena, double, n),
                            .row_gone = BW_ARENA_NEW(arena, bool, whole->n_rows)};
    for (size_t j = 0; j < n; j++) {
        making.stays[j] = stays[j];
        making.at[j] = at[j];
        making.low[j] = whole->columns[j].low;
        making.high[j] = whole->columns[j].high;
    }
    return making;
}

static double held_by(const struct making *making)
{
    double sum = 0;
    for (uint32_t j = 0; j < making->whole->n_columns; j++)
        if (making->stays[j])
            sum += making->whole->columns[j].gain * making->at[j];
    return sum;
}

enum bw_solver_part_end bw_solver_part_make(const struct bw_milp *whole, const bool *stays,
                                            const double *at, struct bw_arena *arena,
                                            struct bw_solver_part *out)
{
    struct making making = begin(whole, stays, at, arena);
    draw_all(&making);
    if (making.none)
        return BW_SOLVER_PART_NONE;
    *out = (struct bw_solver_part){.whole = whole, .point = making.at, .held = held_by(&making)};
    if (count_open(&making) == 0)
        return BW_SOLVER_PART_DONE;
    const uint32_t *place = write_columns(&making, arena, out);
    write_rows(&making, place, arena, &out->milp);
    out->milp.start = write_start(&making, out, arena);
    return BW_SOLVER_PART_MADE;
}

const double *bw_solver_part_point(const struct bw_solver_part *part, const double *point,
                                   struct bw_arena *arena)
{
    size_t size = part->whole->n_columns * sizeof(double);
    double *whole = memcpy(bw_arena_take(arena, size), part->point, size);
    for (uint32_t j = 0; j < part->milp.n_columns; j++)
        whole[part->from[j]] = point[j];
    return whole;
}
