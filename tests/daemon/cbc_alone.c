#include "tests/daemon/cbc_alone.h"

#include <coin/Cbc_C_Interface.h>
#include <float.h>
#include <stdio.h>

#include "daemon/solver/solver_clock.h"

static double bound_of(double x)
{
    return x >= BW_MILP_INFINITY ? DBL_MAX : x <= -BW_MILP_INFINITY ? -DBL_MAX : x;
}

static void add_columns(Cbc_Model *model, const struct bw_milp *milp)
{
    char name[16];
    for (uint32_t j = 0; j < milp->n_columns; j++) {
        const struct bw_milp_column *column = &milp->columns[j];
        snprintf(name, sizeof name, "x%u", j);
        Cbc_addCol(model, name, bound_of(column->low), bound_of(column->high), column->gain,
                   (char)column->integer, 0, NULL, NULL);
    }
}

/* A row of CBC's has one sense; one with two bounds that differ is made of two. */
static void add_row(Cbc_Model *model, const char *name, char sense, double side, int n,
                    const int *columns, const double *factors)
{
    if (side < BW_MILP_INFINITY && side > -BW_MILP_INFINITY)
        Cbc_addRow(model, name, n, columns, factors, sense, side);
}

static void add_rows(Cbc_Model *model, const struct bw_milp *milp, struct bw_arena *arena)
{
    int *columns = BW_ARENA_NEW(arena, int, milp->n_columns);
    double *factors = BW_ARENA_NEW(arena, double, milp->n_columns);
    char name[16];
    for (uint32_t i = 0; i < milp->n_rows; i++) {
        const struct bw_milp_row *row = &milp->rows[i];
        uint32_t end = i + 1 < milp->n_rows ? milp->rows[i + 1].from : milp->n_entries;
        int n = 0;
        for (uint32_t e = row->from; e < end; e++) {
            columns[n] = (int)milp->entries[e].column;
            factors[n++] = milp->entries[e].factor;
        }
        snprintf(name, sizeof name, "r%u", i);
        if (!(row->low < row->high)) {
            add_row(model, name, 'E', row->low, n, columns, factors);
            continue;
        }
        add_row(model, name, 'L', row->high, n, columns, factors);
        snprintf(name, sizeof name, "s%u", i);
        add_row(model, name, 'G', row->low, n, columns, factors);
    }
}

static void set_number(Cbc_Model *model, const char *name, double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.9g", value);
    Cbc_setParameter(model, name, text);
}

struct cbc_alone cbc_alone(const struct bw_milp *milp, double gap, double seconds,
                           struct bw_arena *arena)
{
    size_t mark = bw_arena_mark(arena);
    struct cbc_alone out = {.bound = BW_MILP_INFINITY};
    double began = bw_solver_now();
    Cbc_Model *model = Cbc_newModel();
    add_columns(model, milp);
    add_rows(model, milp, arena);
    bw_arena_rewind(arena, mark);
    Cbc_setObjSense(model, -1);
    Cbc_setParameter(model, "log", "0");
    Cbc_setParameter(model, "timeMode", "elapsed");
    set_number(model, "seconds", seconds);
    set_number(model, "ratioGap", gap);
    Cbc_solve(model);
    out.seconds = bw_solver_now() - began;
    if (Cbc_bestSolution(model))
        out.value = Cbc_getObjValue(model);
    out.bound = Cbc_getBestPossibleObjValue(model);
    Cbc_deleteModel(model);
    return out;
}
