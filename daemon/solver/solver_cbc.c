#include "daemon/solver/solver_cbc.h"

#include <coin/Cbc_C_Interface.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* By this much a point has to be better to be looked for; so much is a bound wider. */
#define INCREMENT 1e-7

/* Of CBC's secondary status: it ended because the gap was small enough. */
#define SMALL_GAP 2

/* The programme column by column, minimised. */
struct columns {
    CoinBigIndex *starts;
    int *rows;
    double *factors, *lows, *highs, *costs, *row_lows, *row_highs;
};

static double bound_of(double x)
{
    return x >= BW_MILP_INFINITY ? DBL_MAX : x <= -BW_MILP_INFINITY ? -DBL_MAX : x;
}

/* Entries that are 0 are left out: CBC takes them for what they are not. */
static bool counts(const struct bw_milp_entry *entry)
{
    return entry->factor > 0 || entry->factor < 0;
}

static void turn_entries(const struct bw_milp *milp, struct bw_arena *arena, struct columns *out)
{
    CoinBigIndex *next = BW_ARENA_NEW(arena, CoinBigIndex, milp->n_columns + 1);
    for (uint32_t e = 0; e < milp->n_entries; e++)
        out->starts[milp->entries[e].column + 1] += counts(&milp->entries[e]);
    for (uint32_t j = 0; j < milp->n_columns; j++)
        out->starts[j + 1] += out->starts[j];
    memcpy(next, out->starts, milp->n_columns * sizeof *next);
    for (uint32_t i = 0, e = 0; i < milp->n_rows; i++) {
        uint32_t end = i + 1 < milp->n_rows ? milp->rows[i + 1].from : milp->n_entries;
        for (; e < end; e++) {
            if (!counts(&milp->entries[e]))
                continue;
            CoinBigIndex at = next[milp->entries[e].column]++;
            out->rows[at] = (int)i;
            out->factors[at] = milp->entries[e].factor;
        }
    }
}

static struct columns turn(const struct bw_milp *milp, struct bw_arena *arena)
{
    size_t n = milp->n_columns, rows = milp->n_rows, entries = milp->n_entries;
    struct columns out = {
        .starts = BW_ARENA_NEW(arena, CoinBigIndex, n + 1),
        .rows = BW_ARENA_NEW(arena, int, entries),
        .factors = BW_ARENA_NEW(arena, double, entries),
        .lows = BW_ARENA_NEW(arena, double, n),
        .highs = BW_ARENA_NEW(arena, double, n),
        .costs = BW_ARENA_NEW(arena, double, n),
        .row_lows = BW_ARENA_NEW(arena, double, rows),
        .row_highs = BW_ARENA_NEW(arena, double, rows),
    };
    for (size_t j = 0; j < n; j++) {
        out.lows[j] = bound_of(milp->columns[j].low);
        out.highs[j] = bound_of(milp->columns[j].high);
        out.costs[j] = -milp->columns[j].gain;
    }
    for (size_t i = 0; i < rows; i++) {
        out.row_lows[i] = bound_of(milp->rows[i].low);
        out.row_highs[i] = bound_of(milp->rows[i].high);
    }
    turn_entries(milp, arena, &out);
    return out;
}

static void set_number(Cbc_Model *model, const char *name, double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.9g", value);
    Cbc_setParameter(model, name, text);
}

static void set_start(Cbc_Model *model, const struct bw_milp *milp, struct bw_arena *arena)
{
    int *which = BW_ARENA_NEW(arena, int, milp->n_columns);
    for (uint32_t j = 0; j < milp->n_columns; j++)
        which[j] = (int)j;
    Cbc_setMIPStartI(model, (int)milp->n_columns, which, milp->start);
}

static void set_integers(Cbc_Model *model, const struct bw_milp *milp)
{
    for (uint32_t j = 0; j < milp->n_columns; j++)
        if (milp->columns[j].integer)
            Cbc_setInteger(model, (int)j);
}

/* CBC keeps copies of all that it is given. */
static Cbc_Model *build(const struct bw_solver_task *task, bool whole, struct bw_arena *arena)
{
    const struct bw_milp *milp = &task->milp;
    size_t mark = bw_arena_mark(arena);
    struct columns columns = turn(milp, arena);
    Cbc_Model *model = Cbc_newModel();
    Cbc_loadProblem(model, (int)milp->n_columns, (int)milp->n_rows, columns.starts, columns.rows,
                    columns.factors, columns.lows, columns.highs, columns.costs, columns.row_lows,
                    columns.row_highs);
    if (whole)
        set_integers(model, milp);
    if (whole && milp->start)
        set_start(model, milp, arena);
    bw_arena_rewind(arena, mark);
    Cbc_setParameter(model, "log", "0");
    Cbc_setParameter(model, "preprocess", "off");
    Cbc_setParameter(model, "timeMode", "elapsed");
    set_number(model, "seconds", task->seconds);
    set_number(model, "ratioGap", task->gap);
    set_number(model, "increment", INCREMENT);
    return model;
}

static bool any_integer(const struct bw_milp *milp)
{
    for (uint32_t j = 0; j < milp->n_columns; j++)
        if (milp->columns[j].integer)
            return true;
    return false;
}

/* Without integers CBC leaves all to its linear solver, which tells less. */
static void read_linear(Cbc_Model *model, struct bw_milp_answer *out)
{
    if (!Cbc_isProvenOptimal(model)) {
        bool none = Cbc_isInitialSolveProvenPrimalInfeasible(model);
        out->end = none ? BW_MILP_INFEASIBLE : BW_MILP_FAILED;
        out->trouble = none ? NULL : "the linear programme has no best point, or none in time";
        return;
    }
    out->end = BW_MILP_OPTIMAL;
    out->value = -Cbc_getObjValue(model);
    out->bound = out->value + INCREMENT;
    out->point = Cbc_getColSolution(model);
}

static double bound_said(Cbc_Model *model)
{
    double least = Cbc_getBestPossibleObjValue(model);
    return fabs(least) < BW_MILP_INFINITY ? INCREMENT - least : BW_MILP_INFINITY;
}

static void read_answer(Cbc_Model *model, struct bw_milp_answer *out)
{
    const double *best = Cbc_bestSolution(model);
    out->bound = bound_said(model);
    if (Cbc_isContinuousUnbounded(model) || Cbc_isAbandoned(model)) {
        out->end = BW_MILP_FAILED;
        out->trouble = Cbc_isAbandoned(model) ? "CBC gave up over numbers too different in size"
                                              : "the programme has no bound";
    } else if (best) {
        bool proven = Cbc_isProvenOptimal(model);
        out->end = proven ? BW_MILP_OPTIMAL : BW_MILP_STOPPED;
        out->value = -Cbc_getObjValue(model);
        out->point = best;
        /* When nothing was left to look at, the bound that it says may be an older one. */
        if (out->bound < out->value || (proven && Cbc_secondaryStatus(model) != SMALL_GAP))
            out->bound = out->value + INCREMENT;
    } else {
        out->end = Cbc_isProvenInfeasible(model) ? BW_MILP_INFEASIBLE : BW_MILP_NOTHING;
    }
}

static void solve(const struct bw_solver_task *task, bool whole, struct bw_arena *arena,
                  struct bw_milp_answer *out)
{
    size_t size = (task->milp.n_columns + 1) * sizeof(double);
    double *point = bw_arena_take(arena, size);
    *out = (struct bw_milp_answer){.end = BW_MILP_OPTIMAL, .point = point};
    if (task->milp.n_columns == 0)
        return;
    *out = (struct bw_milp_answer){.bound = BW_MILP_INFINITY};
    Cbc_Model *model = build(task, whole, arena);
    Cbc_solve(model);
    if (whole)
        read_answer(model, out);
    else
        read_linear(model, out);
    if (out->point)
        out->point = memcpy(point, out->point, size - sizeof(double));
    Cbc_deleteModel(model);
}

void bw_solver_cbc(const struct bw_solver_task *task, struct bw_arena *arena,
                   struct bw_milp_answer *out)
{
    solve(task, any_integer(&task->milp), arena, out);
}

void bw_solver_cbc_relaxed(const struct bw_solver_task *task, struct bw_arena *arena,
                           struct bw_milp_answer *out)
{
    solve(task, false, arena, out);
}
