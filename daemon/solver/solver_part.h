#pragma once
/* A part of a programme: some columns stay where they are told, what follows from that is drawn at
 * once, and the columns and rows that are left are a programme of their own, often a tenth as
 * large. Owns the way there and back. For the solver's program. */
#include "daemon/solver/solver_form.h"

struct bw_solver_part {
    struct bw_milp milp; /* with the start when that keeps to the part, else without one */
    const struct bw_milp *whole;
    const uint32_t *from; /* per column of the part: which it is of the whole */
    double *point;        /* of the whole: where columns are that are not in the part, */
    double held;          /* and what these are worth */
};

enum bw_solver_part_end {
    BW_SOLVER_PART_MADE,
    BW_SOLVER_PART_DONE, /* every column stays, or what it is follows: `point` is all */
    BW_SOLVER_PART_NONE  /* no point keeps to it */
};

/* `stays[j]`: column j stays at `at[j]`, which lies within its bounds. None at all is well too:
 * what is left has the same best points as the whole, and no empty rows. All in the arena. */
enum bw_solver_part_end bw_solver_part_make(const struct bw_milp *whole, const bool *stays,
                                            const double *at, struct bw_arena *arena,
                                            struct bw_solver_part *out);

/* The point of the whole that a point of the part is. */
const double *bw_solver_part_point(const struct bw_solver_part *part, const double *point,
                                   struct bw_arena *arena);
