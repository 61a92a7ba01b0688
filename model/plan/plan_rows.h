#pragma once
/* A mixed-integer programme while it is written: columns and rows one after the other. Owns the
 * growing lists, which live in the arena, and a point that meets what was written, kept up from a
 * draft's side. One thread. */
#include "model/base/arena.h"
#include "model/plan/milp.h"

struct bw_plan_rows {
    struct bw_arena *arena;
    struct bw_milp_column *columns;
    struct bw_milp_row *rows;
    struct bw_milp_entry *entries;
    double *start;  /* per column */
    uint32_t *last; /* per column: 1 + its last entry */
    uint32_t n_columns, n_rows, n_entries;
    uint32_t most_columns, most_rows, most_entries;
};

void bw_plan_rows_begin(struct bw_plan_rows *rows, struct bw_arena *arena);

/* A column from 0 to `high`; its number. `start` is its value in the point to begin from. */
uint32_t bw_plan_rows_column(struct bw_plan_rows *rows, double gain, double high, bool integer,
                             double start);

/* Begins a row low <= sum <= high; entries that are added belong to it until the next begins. */
void bw_plan_rows_row(struct bw_plan_rows *rows, double low, double high);
void bw_plan_rows_entry(struct bw_plan_rows *rows, uint32_t column, double factor);

/* Takes back the last rows: `row` and `entries` are the numbers before them. */
void bw_plan_rows_undo(struct bw_plan_rows *rows, uint32_t row, uint32_t entries);

/* The sum of the last row in the point to begin from. */
double bw_plan_rows_sum(const struct bw_plan_rows *rows);

struct bw_milp bw_plan_rows_end(const struct bw_plan_rows *rows);
