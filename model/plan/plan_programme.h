#pragma once
/* The problem as a mixed-integer programme whose best point is worth no less than the best plan:
 * levels are covered step by step, successes are comonotone, entry demands are opened by courses
 * that are taken before. Owns the columns and what they mean. What it leaves out is where own pace
 * lies in the weeks. Lives in the problem's arena. One thread.
 *
 * Of a need let segments be the stretches between levels, Y_k = E[segment k is covered] and
 * z_il = E[all segments from i to l are]: comonotone successes make z_il the smallest of Y_i ..
 * Y_l, and the need closes w * sum over i of (E[b_(i+1) - X; X in i] * Y_i + P(X in i) * sum over l
 * > i of (b_(l+1) - b_l) * z_il). Y_k is the kappa of one course taken that covers it. */
#include "model/plan/plan_draft.h"
#include "model/plan/plan_rows.h"

struct bw_plan_programme {
    const struct bw_plan_problem *problem;
    struct bw_plan_rows rows;
    double *closes; /* per column: its gain without charges */
    uint32_t most_closes;
    uint32_t *take;      /* per choice: the first of its columns, one for each of its options in
                            order; BW_NONE: it cannot be taken */
    uint32_t *person_at; /* per person: where the columns of their needs begin; n_people + 1 */
};

/* Writes it; `draft` is a plan to begin from, `least` whether the least closure is to be met. */
struct bw_plan_programme bw_plan_programme_write(const struct bw_plan_draft *draft, bool least);

/* Is a choice taken at a point, and by which option? */
bool bw_plan_programme_takes(const struct bw_plan_programme *programme, const double point[],
                             uint32_t choice, uint32_t *option);

/* What a point says that a person's courses close. */
double bw_plan_programme_closes(const struct bw_plan_programme *programme, const double point[],
                                uint32_t person);

/* Inside. A column from 0 to 1 that closes `closes` per unit: */
uint32_t bw_plan_programme_column(struct bw_plan_programme *programme, double closes, double start);
/* Takes back the last column, which is in no row. */
void bw_plan_programme_drop(struct bw_plan_programme *programme, uint32_t column);
/* More is closed by a column that is there. */
void bw_plan_programme_gain(struct bw_plan_programme *programme, uint32_t column, double closes);
/* Adds the columns of a choice to the last row: all, those that have ended when something starts on
 * `day` (false: that is all of them), those that start after `day`. */
void bw_plan_programme_add(struct bw_plan_programme *programme, uint32_t choice, double factor);
bool bw_plan_programme_add_ended(struct bw_plan_programme *programme, uint32_t choice, bw_day day,
                                 double factor);
void bw_plan_programme_add_later(struct bw_plan_programme *programme, uint32_t choice, bw_day day,
                                 double factor);
/* The last day on which a choice can start by an option. */
bw_day bw_plan_programme_last_start(const struct bw_plan_problem *problem, uint32_t option,
                                    uint32_t choice);
/* Seats, groups and the budget. */
void bw_plan_programme_costs(struct bw_plan_programme *programme,
                             const struct bw_plan_draft *draft);
/* Hours, numbers, weeks and days of each person, and people away. */
void bw_plan_programme_calendar(struct bw_plan_programme *programme,
                                const struct bw_plan_draft *draft);
/* What one person's courses close. */
void bw_plan_programme_needs(struct bw_plan_programme *programme, const struct bw_plan_draft *draft,
                             uint32_t person);
