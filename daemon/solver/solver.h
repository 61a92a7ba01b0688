#pragma once
/* Solves mixed-integer programmes by a program of its own (bekwaam-solver, CBC inside), so that
 * neither its time, nor its memory, nor a crash of it is the daemon's: one process a programme,
 * killed when its time is up. Owns where the program is and what it may take; believes nothing that
 * it says: points are checked and valued here. Any thread, several at once. */
#include "model/plan/milp.h"

#include <stdbool.h>

#define BW_SOLVER_PATH_SIZE 1024

struct bw_solver {
    char program[BW_SOLVER_PATH_SIZE]; /* empty: none */
    double gap;                        /* proven within this share is optimal */
    uint64_t memory_bytes;             /* of the process; 0: no limit */
};

/* `told` is a path, "off", or "" for the one beside the running program. Gap .1 %, 2 GiB. */
void bw_solver_find(const char *told, struct bw_solver *out);

/* One who asks: `wanted` is asked now and then while it solves, and false ends it. */
struct bw_solver_asker {
    const struct bw_solver *solver;
    bool (*wanted)(void *context); /* NULL: always wanted */
    void *context;
};

/* `asker` outlives it. Without a program its `solve` is NULL. Whatever happens in the process, the
 * answer is one of: OPTIMAL or STOPPED with a point that meets the programme and is worth no less
 * than a feasible `start`, INFEASIBLE, NOTHING, or FAILED with why (a crash: unless it had said a
 * better point before). The process is killed
 * BW_SOLVER_GRACE(seconds) after its time; what it had said by then stands, and a feasible `start`.
 * One that is not is still tried: its whole columns may be part of a point. */
struct bw_milp_solver bw_solver_of(const struct bw_solver_asker *asker);

#define BW_SOLVER_GRACE(seconds) (.3 + .1 * (seconds))
