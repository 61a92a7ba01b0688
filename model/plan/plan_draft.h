#pragma once
/* A plan being made: who takes what so far, what it costs and closes, and whether one person may
 * take something else. Every draft meets all limits but the least closure. Owns the sums over
 * people (heads per session, people away per week, budget). Lives in the arena. Any thread, one
 * arena each. */
#include "model/plan/plan_calendar.h"

/* What one person takes. */
struct bw_plan_line {
    struct bw_plan_taken *taken; /* by start */
    uint32_t n;
    double closure, hours;
    double charge; /* of its choices */
};

struct bw_plan_draft {
    const struct bw_plan_problem *problem;
    struct bw_plan_line *lines; /* per person */
    uint32_t *heads;            /* per option */
    uint32_t *away;             /* per week: people in sessions */
    int64_t cost_cents;
    double closure, hours;
    double value; /* what is maximised */
    double stake; /* how much more it counts to bring people to the least closure */
};

/* What one person would take instead, and what that changes. */
struct bw_plan_proposal {
    uint32_t person, n;
    struct bw_plan_taken taken[BW_PLAN_CHOICES_MOST];
    struct bw_plan_settled settled;
    bool fits, would_fit;                     /* would: but for the budget */
    bool no_seat, over_budget, too_many_away; /* why not, when settled.clash does not say it */
    int64_t cost_cents;                       /* more than now */
    double charge;                            /* of the choices taken */
    double gain;                              /* of what is maximised */
};

/* Nobody takes anything. */
struct bw_plan_draft bw_plan_draft_new(const struct bw_plan_problem *problem, double stake);

/* Takes over what another draft of the same problem has. */
void bw_plan_draft_copy(struct bw_plan_draft *draft, const struct bw_plan_draft *from);

/* May `person` take out->taken[0 .. out->n - 1] (choice and option are set) and nothing else? */
void bw_plan_draft_propose(const struct bw_plan_draft *draft, uint32_t person,
                           struct bw_plan_proposal *out);

/* The same, also where the budget has not what it costs. */
void bw_plan_draft_propose_dear(const struct bw_plan_draft *draft, uint32_t person,
                                struct bw_plan_proposal *out);

/* The same as propose, looking harder for an order in which everything fits. */
void bw_plan_draft_propose_best(const struct bw_plan_draft *draft, uint32_t person,
                                struct bw_plan_proposal *out);

/* What is taken off its closure for what it takes. */
double bw_plan_draft_charge(const struct bw_plan_draft *draft);

/* Does it. */
void bw_plan_draft_accept(struct bw_plan_draft *draft, const struct bw_plan_proposal *proposal);

/* Does everyone who has a gap reach the least closure? */
bool bw_plan_draft_is_enough(const struct bw_plan_draft *draft);

/* What is maximised of one person, of what they close. */
double bw_plan_draft_worth(const struct bw_plan_draft *draft, double closure);

/* The place of a choice in its person's line; BW_NONE: not taken. */
uint32_t bw_plan_draft_find(const struct bw_plan_draft *draft, uint32_t choice);
