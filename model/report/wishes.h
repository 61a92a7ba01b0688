#pragma once
/* Report: what people want to learn, how far they are from it, what it would take, and how much of
 * it the work asks anyway. A wish is a level up, at least practised (goal `wishes`). Results live
 * in the arena. Any thread, one arena each. */
#include "model/report/joint.h"

#define BW_WISHES_COURSES 10

/* Wishes of a team, or of all. */
struct bw_wishes_sum {
    size_t people, people_with;
    size_t wishes;      /* that are not met yet */
    double gap;         /* of these */
    size_t unserved;    /* of these: no course that may be listed takes anything off */
    size_t overlap;     /* of these: the own role asks it too, and is not met there */
    double overlap_gap; /* of the work in these */
    double work_gap;    /* of the work in all that it asks */
    /* For each person the one course that closes most of what they wish: */
    size_t served; /* people who have one */
    int64_t cost_cents, employee_cost_cents;
    double hours;
    /* Budgets, a year: */
    int64_t budget_cents;   /* the org's, by head; -1 when it has none */
    size_t people_budgets;  /* who have a budget of their own */
    int64_t personal_cents; /* of these together */
};

struct bw_wishes_team {
    uint32_t team;
    struct bw_wishes_sum sum;
};

/* Someone who wishes it. */
struct bw_wisher {
    uint32_t competency;
    const struct bw_person *person;
};

struct bw_wished {
    uint32_t competency;
    size_t people;    /* who wish it */
    double gap;       /* to what they wish */
    double have_mean; /* of these people, unclamped */
    size_t asked;     /* of whom the own role asks it */
    size_t short_of;  /* and who do not meet it there */
    double work_gap;  /* of these */
    size_t unserved;
    const struct bw_wisher *who; /* by id; without who objects to profiling */
    size_t n_who;
};

struct bw_wishes_course {
    struct bw_joint joint; /* of the wishes */
    size_t work;           /* of its people: for whom it also closes something that the work asks */
};

struct bw_wishes {
    struct bw_wishes_sum all;
    const struct bw_wished *competencies; /* most people first, then by id */
    size_t n_competencies;
    struct bw_wishes_course courses[BW_WISHES_COURSES]; /* by what they close of the wishes */
    size_t n_courses;
    const struct bw_wishes_team *teams; /* by id */
    size_t n_teams;
};

/* The ground is a whole org, the group those of `team` (BW_NONE: all). */
struct bw_wishes bw_wishes_make(const struct bw_ground *ground, uint32_t org, uint32_t team);
