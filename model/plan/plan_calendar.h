#pragma once
/* When a person learns: sessions where they are, own pace in the weeks that are left, earliest
 * first. Owns the weeks, the limits of one person, and the order of what has no date. Any thread,
 * one problem each. */
#include "model/plan/plan_value.h"

/* Why a person cannot take these courses together. */
enum bw_plan_clash {
    BW_PLAN_FITS,
    BW_PLAN_TOO_MANY,  /* courses */
    BW_PLAN_TOO_LONG,  /* hours in all */
    BW_PLAN_FULL_WEEK, /* hours in a week */
    BW_PLAN_SAME_DAY,  /* two sessions of one day on it */
    BW_PLAN_TOO_LATE,  /* no room for what has no date */
    BW_PLAN_NOT_ADMITTED
};

struct bw_plan_settled {
    enum bw_plan_clash clash;
    double closure, hours;
};

/* Gives `n` courses of a person (choice and option are set) their days, puts them in order of start
 * and judges them; when they do not fit their order is left as it was. */
struct bw_plan_settled bw_plan_settle(const struct bw_plan_problem *problem, uint32_t person,
                                      struct bw_plan_taken taken[], uint32_t n);

/* The same, trying every order of few courses without a date. */
struct bw_plan_settled bw_plan_settle_best(const struct bw_plan_problem *problem, uint32_t person,
                                           struct bw_plan_taken taken[], uint32_t n);
