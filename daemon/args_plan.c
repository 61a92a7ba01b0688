#include "daemon/args_shared.h"
#include "daemon/config.h"

/* The configuration allows fewer: bw_config.solver_seconds. */
#define SECONDS                                                                                    \
    {                                                                                              \
        .name = "seconds", .type = BW_T_FLOAT, .min = .1, .max = BW_SOLVER_SECONDS_MOST            \
    }
#define BUDGET .name = "budget_cents", .type = BW_T_INT, .min = 0, .max = 1e15
#define HOURS .type = BW_T_FLOAT, .min = 0, .max = 1e6
#define LIMITS                                                                                     \
    {.name = "by", .type = BW_T_DATE},                                                             \
    {                                                                                              \
        .name = "max_courses", .type = BW_T_INT, .min = 0, .max = 1000                             \
    }
#define EXCLUDE                                                                                    \
    {                                                                                              \
        .name = "exclude", LIST_OF(bw_any_id)                                                      \
    }

static const struct bw_field plan_employee[] = {
    {.name = "employee", .type = BW_T_ID, .required = true},
    GOAL,
    AS_OF,
    {BUDGET},
    {.name = "hours", HOURS},
    LIMITS,
    FILTERS,
    EXCLUDE,
    SECONDS,
    LANG,
    IF_REVISION};
SHAPE(bw_args_plan_employee, "plan.employee", plan_employee);

static const struct bw_field plan_team[] = {
    GROUP,
    {BUDGET, .required = true},
    {.name = "hours_per_person", HOURS},
    LIMITS,
    {.name = "min_closure_per_person", .type = BW_T_FLOAT, .min = 0, .max = 1e6},
    {.name = "max_away_share", .type = BW_T_FLOAT, .min = 0, .max = 1},
    GOAL,
    AS_OF,
    FILTERS,
    EXCLUDE,
    SECONDS,
    LANG,
    IF_REVISION};
SHAPE(bw_args_plan_team, "plan.team", plan_team);
