#pragma once
/* A mixed-integer linear programme as plain arrays: what is maximised, the variables (columns) and
 * the constraints (rows). Owns the form alone; who formulates and who solves do not know each
 * other. Lives in the arena of its maker. Any thread. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No bound on that side. */
#define BW_MILP_INFINITY 1e30

struct bw_milp_column {
    double gain; /* per unit, of what is maximised */
    double low, high;
    bool integer;
};

struct bw_milp_row {
    double low, high; /* of the sum of its entries */
    uint32_t from;    /* its entries are entries[from] .. up to those of the next row */
};

struct bw_milp_entry {
    uint32_t column; /* each at most once a row */
    double factor;
};

struct bw_milp {
    const struct bw_milp_column *columns;
    const struct bw_milp_row *rows;
    const struct bw_milp_entry *entries;
    uint32_t n_columns, n_rows, n_entries;
    const double *start; /* a feasible point to begin from, one value a column; NULL: none */
};

enum bw_milp_end {
    BW_MILP_OPTIMAL,    /* proven, within the gap */
    BW_MILP_STOPPED,    /* the time was up: the best found so far, with a bound */
    BW_MILP_INFEASIBLE, /* proven: no point meets all rows */
    BW_MILP_NOTHING,    /* the time was up before any point was found */
    BW_MILP_FAILED      /* the solver is not there, crashed or gave nonsense */
};

struct bw_milp_answer {
    enum bw_milp_end end;
    double value;        /* of `point`; OPTIMAL and STOPPED */
    double bound;        /* no point is worth more; OPTIMAL, STOPPED and NOTHING */
    double seconds;      /* that it took */
    const double *point; /* one value a column; NULL without one */
    const char *trouble; /* FAILED: why, a borrowed constant or of the arena */
};

/* What solves: `solve` may take up to `seconds`, never much longer; results in the arena.
 * NULL `solve`: there is none. */
struct bw_arena;
struct bw_milp_solver {
    void (*solve)(void *context, const struct bw_milp *milp, double seconds, struct bw_arena *arena,
                  struct bw_milp_answer *out);
    void *context;
};
