#include "model/plan/plan_rows.h"

#include <string.h>

#define ROOM 256

/* Twice the room; what was there is left in the arena, less than what comes. */
static void *larger(struct bw_arena *arena, const void *at, uint32_t n, uint32_t *most, size_t size)
{
    *most = *most ? 2 * *most : ROOM;
    void *room = bw_arena_take(arena, *most * size);
    if (n > 0)
        memcpy(room, at, n * size);
    return room;
}

void bw_plan_rows_begin(struct bw_plan_rows *rows, struct bw_arena *arena)
{
    *rows = (struct bw_plan_rows){.arena = arena};
}

uint32_t bw_plan_rows_column(struct bw_plan_rows *rows, double gain, double high, bool integer,
                             double start)
{
    if (rows->n_columns == rows->most_columns) {
        uint32_t most = rows->most_columns, same = most;
        rows->start = larger(rows->arena, rows->start, rows->n_columns, &most, sizeof *rows->start);
        rows->last = larger(rows->arena, rows->last, rows->n_columns, &same, sizeof *rows->last);
        rows->columns = larger(rows->arena, rows->columns, rows->n_columns, &rows->most_columns,
                               sizeof *rows->columns);
    }
    rows->start[rows->n_columns] = start;
    rows->last[rows->n_columns] = 0;
    rows->columns[rows->n_columns] =
        (struct bw_milp_column){.gain = gain, .high = high, .integer = integer};
    return rows->n_columns++;
}

void bw_plan_rows_row(struct bw_plan_rows *rows, double low, double high)
{
    if (rows->n_rows == rows->most_rows)
        rows->rows =
            larger(rows->arena, rows->rows, rows->n_rows, &rows->most_rows, sizeof *rows->rows);
    rows->rows[rows->n_rows++] =
        (struct bw_milp_row){.low = low, .high = high, .from = rows->n_entries};
}

void bw_plan_rows_entry(struct bw_plan_rows *rows, uint32_t column, double factor)
{
    uint32_t last = rows->last[column];
    if (last > rows->rows[rows->n_rows - 1].from) {
        rows->entries[last - 1].factor += factor;
        return;
    }
    if (rows->n_entries == rows->most_entries)
        rows->entries = larger(rows->arena, rows->entries, rows->n_entries, &rows->most_entries,
                               sizeof *rows->entries);
    rows->entries[rows->n_entries++] = (struct bw_milp_entry){column, factor};
    rows->last[column] = rows->n_entries;
}

void bw_plan_rows_undo(struct bw_plan_rows *rows, uint32_t row, uint32_t entries)
{
    for (uint32_t e = entries; e < rows->n_entries; e++)
        rows->last[rows->entries[e].column] = 0;
    rows->n_rows = row;
    rows->n_entries = entries;
}

double bw_plan_rows_sum(const struct bw_plan_rows *rows)
{
    double sum = 0;
    for (uint32_t e = rows->rows[rows->n_rows - 1].from; e < rows->n_entries; e++)
        sum += rows->entries[e].factor * rows->start[rows->entries[e].column];
    return sum;
}

struct bw_milp bw_plan_rows_end(const struct bw_plan_rows *rows)
{
    return (struct bw_milp){.columns = rows->columns,
                            .rows = rows->rows,
                            .entries = rows->entries,
                            .n_columns = rows->n_columns,
                            .n_rows = rows->n_rows,
                            .n_entries = rows->n_entries,
                            .start = rows->start};
}
