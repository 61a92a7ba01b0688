#pragma once
/* Invented questions to the planner, drawn from a seed: towns whose courses build on each other
 * (rich) or stand by themselves (plain), with people, sessions, prices and limits. Everything lives
 * in the arena. */
#include "model/plan/plan.h"

struct instance_shape {
    bool rich;
    uint32_t n_people, n_courses, n_competencies, n_asks;
    double dated;        /* share of courses with sessions */
    uint32_t n_sessions; /* at most, of a course */
    double groups;       /* share of courses with a group price */
    double tight;        /* 0..1: how many kinds of limits there are beside the budget */
};

struct instance {
    struct bw_catalogue cat;
    struct bw_question question;
    struct bw_plan_task task;
    uint64_t state;
};

/* Shapes of the tests: small enough to look at every plan, and as large as teams are. */
struct instance_shape instance_small(bool rich, uint32_t n_people);
struct instance_shape instance_large(bool rich, uint32_t n_people, uint32_t n_courses);

/* The same seed, the same instance. */
void instance_draw(struct instance *instance, const struct instance_shape *shape, uint64_t seed,
                   struct bw_arena *arena);

/* Uniform in [0, 1). */
double instance_uniform(struct instance *instance);
