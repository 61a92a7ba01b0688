#pragma once
/* The problem as a mixed-integer programme whose best point is worth no less than the best plan:
 * levels are covered step by step, successes are comonotone, entry demands are opened by courses
 * that are taken. Owns the columns, what they mean, and how much is told of the calendar: little at
 * first, all of a person's sessions and weeks where a plan needs it. Lives in the problem's arena.
 * One thread.
 *
 * Of a need let segments be the stretches between levels, Y_k = E[segment k is covered] and
 * z_il = E[all segments from i to l are]: comonotone successes make z_il the smallest of Y_i ..
 * Y_l, and the need closes w * sum over i of (E[b_(i+1) - X; X in i] * Y_i + P(X in i) * sum over l
 * > i of (b_(l+1) - b_l) * z_il). Y_k is the kappa of one course taken that covers it. */
#include "model/plan/plan_draft.h"
#include "model/plan/plan_rows.h"

/* How much of the calendar is told, per person. */
struct bw_plan_detail {
    bool *sessions; /* which session, and what has to come before what */
    bool *weeks;    /* and the hours of each week */
    bool least;     /* is the least closure to be met? */
};

struct bw_plan_programme {
    const struct bw_plan_problem *problem;
    const struct bw_plan_detail *detail;
    struct bw_plan_rows rows;
    double *closes; /* per column: its gain without charges */
    uint32_t most_closes;
    uint32_t *take;      /* per choice: its first column; BW_NONE: cannot be taken */
    uint32_t *n_take;    /* per choice: 1, or one for each option */
    uint32_t *come;      /* per option: a column of how many come whose session is not told, or
                            BW_NONE */
    uint32_t *person_at; /* per person: where the columns of their needs begin; n_people + 1 */
    double left_out;     /* closure that was too small to be told */
};

/* Writes it; `draft` is a plan to begin from. */
struct bw_plan_programme bw_plan_programme_write(const struct bw_plan_draft *draft,
                                                 const struct bw_plan_detail *detail);

/* Is a choice taken at a point, and by which option (BW_NONE: any)? */
bool bw_plan_programme_takes(const struct bw_plan_programme *programme, const double point[],
                             uint32_t choice, uint32_t *option);

/* What a point says that a person's courses close. */
double bw_plan_programme_closes(const struct bw_plan_programme *programme, const double point[],
                                uint32_t person);

/* Inside: */

/* Adds the columns by which a choice is taken to the last row. */
void bw_plan_programme_add(struct bw_plan_programme *programme, uint32_t choice, double factor);

/* Adds those that have ended when something starts on `day`; is that not all of them? */
bool bw_plan_programme_add_ended(struct bw_plan_programme *programme, uint32_t choice, bw_day day,
                                 double factor);

/* Adds those that start after `day`. */
void bw_plan_programme_add_later(struct bw_plan_programme *programme, uint32_t choice, bw_day day,
                                 double factor);

/* A column that closes `closes` per unit. */
uint32_t bw_plan_programme_column(struct bw_plan_programme *programme, double closes, double start);

/* More is closed by a column that is there. */
void bw_plan_programme_gain(struct bw_plan_programme *programme, uint32_t column, double closes);

/* The last day on which a choice can start by an option. */
bw_day bw_plan_programme_last_start(const struct bw_plan_problem *problem, uint32_t option,
                                    uint32_t choice);

/* The columns of the needs of one person, whose choices have theirs. */
void bw_plan_programme_needs(struct bw_plan_programme *programme, const struct bw_plan_draft *draft,
                             uint32_t person);
