#include "daemon/solver/solver_check.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "daemon/solver/solver_form.h"

__attribute__((format(printf, 2, 3))) static const char *say(struct bw_arena *arena,
                                                             const char *format, ...)
{
    char *text = bw_arena_take(arena, BW_SOLVER_TROUBLE_SIZE);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, BW_SOLVER_TROUBLE_SIZE, format, arguments);
    va_end(arguments);
    return text;
}

/* Infinite bounds are of the right side; NaN is no bound. */
static bool are_bounds(double low, double high)
{
    return low <= high && low < BW_MILP_INFINITY && high > -BW_MILP_INFINITY;
}

static const char *column_fault(const struct bw_milp *milp, struct bw_arena *arena)
{
    for (uint32_t j = 0; j < milp->n_columns; j++) {
        const struct bw_milp_column *column = &milp->columns[j];
        if (!are_bounds(column->low, column->high))
            return say(arena, "column %u: no value lies between its bounds", j);
        if (!isfinite(column->gain))
            return say(arena, "column %u: its gain is no number", j);
    }
    return NULL;
}

static const char *entry_fault(const struct bw_milp *milp, uint32_t row, uint32_t end,
                               uint32_t *last_row, struct bw_arena *arena)
{
    for (uint32_t e = milp->rows[row].from; e < end; e++) {
        uint32_t column = milp->entries[e].column;
        if (column >= milp->n_columns)
            return say(arena, "row %u: there is no column %u", row, column);
        if (last_row[column] == row + 1)
            return say(arena, "row %u: column %u is in it twice", row, column);
        last_row[column] = row + 1;
        if (!isfinite(milp->entries[e].factor))
            return say(arena, "row %u: the factor of column %u is no number", row, column);
    }
    return NULL;
}

static uint32_t row_end(const struct bw_milp *milp, uint32_t row)
{
    return row + 1 < milp->n_rows ? milp->rows[row + 1].from : milp->n_entries;
}

static const char *row_fault(const struct bw_milp *milp, struct bw_arena *arena)
{
    const char *fault = NULL;
    uint32_t *last_row = BW_ARENA_NEW(arena, uint32_t, milp->n_columns + 1);
    if (milp->n_rows ? milp->rows[0].from != 0 : milp->n_entries != 0)
        return "the first row does not begin with the first entry";
    for (uint32_t i = 0; !fault && i < milp->n_rows; i++) {
        uint32_t end = row_end(milp, i);
        if (end > milp->n_entries || end < milp->rows[i].from)
            return say(arena, "row %u: its entries end before they begin", i);
        if (!are_bounds(milp->rows[i].low, milp->rows[i].high))
            return say(arena, "row %u: no sum lies between its bounds", i);
        fault = entry_fault(milp, i, end, last_row, arena);
    }
    return fault;
}

const char *bw_solver_fault(const struct bw_milp *milp, struct bw_arena *arena)
{
    if (milp->n_columns > BW_SOLVER_COLUMNS_MOST || milp->n_rows > BW_SOLVER_ROWS_MOST ||
        milp->n_entries > BW_SOLVER_ENTRIES_MOST)
        return say(arena, "too large: %u columns, %u rows, %u entries", milp->n_columns,
                   milp->n_rows, milp->n_entries);
    const char *fault = column_fault(milp, arena);
    return fault ? fault : row_fault(milp, arena);
}

static bool within(double x, double low, double high, double size)
{
    double slack = BW_SOLVER_SLACK * (1 + size);
    return x >= low - slack && x <= high + slack;
}

bool bw_solver_fits(const struct bw_milp *milp, const double *point)
{
    for (uint32_t j = 0; j < milp->n_columns; j++) {
        const struct bw_milp_column *column = &milp->columns[j];
        if (!isfinite(point[j]) || !within(point[j], column->low, column->high, fabs(point[j])))
            return false;
        if (column->integer && fabs(point[j] - round(point[j])) > BW_SOLVER_SLACK)
            return false;
    }
    for (uint32_t i = 0; i < milp->n_rows; i++) {
        double sum = 0, size = 0;
        for (uint32_t e = milp->rows[i].from; e < row_end(milp, i); e++) {
            double part = milp->entries[e].factor * point[milp->entries[e].column];
            sum += part;
            size += fabs(part);
        }
        if (!within(sum, milp->rows[i].low, milp->rows[i].high, size))
            return false;
    }
    return true;
}

double bw_solver_value(const struct bw_milp *milp, const double *point)
{
    double value = 0;
    for (uint32_t j = 0; j < milp->n_columns; j++)
        value += milp->columns[j].gain * point[j];
    return value;
}

double bw_solver_ceiling(const struct bw_milp *milp)
{
    double sum = 0;
    for (uint32_t j = 0; j < milp->n_columns; j++) {
        const struct bw_milp_column *column = &milp->columns[j];
        double best = column->gain > 0 ? column->high : column->low;
        if (column->gain > 0 || column->gain < 0) {
            if (fabs(best) >= BW_MILP_INFINITY)
                return BW_MILP_INFINITY;
            sum += column->gain * best;
        }
    }
    return sum < BW_MILP_INFINITY ? sum : BW_MILP_INFINITY;
}
