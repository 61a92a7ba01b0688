#pragma once
/* What changes that come mean for many people together: sums over roles, orgs, courses and
 * competencies, and those whose gap rises most. People are added one by one and forgotten; the sums
 * are made in the order of adding, so that the same people in the same order give the same bytes.
 * Lives in the arena. One thread. */
#include "model/change/uptake.h"

/* Courses that are listed. */
#define BW_IMPACT_COURSES_MOST 50

struct bw_impact_role {
    const struct bw_shift *shift;
    size_t people, moved; /* moved: by a merger */
    double before, after; /* gap totals */
};

struct bw_impact_org {
    uint32_t org;
    size_t people, ready; /* ready: by the day of the last change */
    double before, after, hours;
    int64_t cost_cents;
};

struct bw_impact_person {
    struct bw_str id;
    uint32_t role;
    double before, after;
    size_t mandatory_open;
};

struct bw_impact_course {
    uint32_t course;
    size_t people;
    double closure, hours;
    int64_t cost_cents; /* by org together (model/plan/plan_cost) */
    bool grouped;       /* some of them at the group price */
};

/* What is asked anew of people, by what courses make of it. */
struct bw_impact_need {
    uint32_t competency;
    size_t people_of[3]; /* by enum bw_uptake_end */
    bool mandatory;      /* for anyone */
};

struct bw_impact {
    size_t people, ready, blocked;
    double before, after, hours;
    int64_t cost_cents;
    int64_t budget_cents;               /* of the orgs that are touched; -1: none has one */
    bw_day ready_by;                    /* of everyone; BW_DAY_NONE: never */
    const struct bw_impact_role *roles; /* the largest rise first, then by role */
    size_t n_roles;
    const struct bw_impact_org *orgs; /* those with people, by id */
    size_t n_orgs;
    const struct bw_impact_person *gaps; /* the largest rise first, then by id; k at most */
    size_t n_gaps;
    const struct bw_impact_course *courses; /* the largest closure first; the most listed */
    size_t n_courses, n_taken;              /* listed; in all */
    const struct bw_impact_need *open;      /* not reached by all, most people first */
    size_t n_open;
};

struct bw_impact_tally;

/* `k` people are kept. */
struct bw_impact_tally *bw_impact_begin(const struct bw_outlook *outlook, size_t k,
                                        struct bw_arena *arena);
/* Org by org. Of people who object to profiling nothing but sums is kept. */
void bw_impact_add(struct bw_impact_tally *tally, const struct bw_person *person,
                   const struct bw_uptake *uptake);
struct bw_impact bw_impact_end(struct bw_impact_tally *tally);
