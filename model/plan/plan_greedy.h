#pragma once
/* A good plan at once: step by step the move that closes most for what it takes, a move being a
 * course together with the courses that let it in or lead up to it, or one session for several
 * people at the group price. Owns the moves and the order of taking them. Deterministic. Lives in
 * the problem's arena. One thread. */
#include "model/plan/plan_draft.h"

/* More courses than these are not taken in one move. */
#define BW_PLAN_MOVE_MOST 8

/* What one choice would bring with it, at best. */
struct bw_plan_move {
    uint32_t n; /* 0: nothing to be had */
    struct {
        uint32_t choice, option;
    } add[BW_PLAN_MOVE_MOST];
    double score;
    double cost_cents;
    double alone; /* closure by the course alone, whatever it costs */
};

/* Courses that are left out of a filling: the most at a time. */
#define BW_PLAN_BARRED_MOST 2

struct bw_plan_greedy {
    const struct bw_plan_problem *problem;
    double power; /* how much what a move takes counts: 0 not at all, 1 as much as what it closes */
    struct bw_plan_move *moves; /* per choice the best that fits, then those the budget bars */
    uint32_t barred[BW_PLAN_BARRED_MOST], n_barred; /* choices that are not taken */
    bool *stale, *dear_stale;                       /* per person: the moves are of another state */
    bool dear;                                      /* those that the budget bars are looked for */
    struct bw_plan_proposal *tried, *best;          /* room for proposals */
    struct bw_plan_draft spare;
};

struct bw_plan_greedy bw_plan_greedy_new(const struct bw_plan_problem *problem, double power);

/* Takes moves until none fits that gains anything. Moves of people that are not stale are taken for
 * what they were; each is held against the draft before it is taken. */
void bw_plan_greedy_fill(struct bw_plan_greedy *greedy, struct bw_plan_draft *draft);

/* Looks for what `person` would take but for the budget, as the draft is. */
void bw_plan_greedy_look_dear(struct bw_plan_greedy *greedy, const struct bw_plan_draft *draft,
                              uint32_t person);

void bw_plan_greedy_stale(struct bw_plan_greedy *greedy, uint32_t person);
void bw_plan_greedy_all_stale(struct bw_plan_greedy *greedy);

/* Puts into `out` what `person` has in `draft` but for the places in `without` (a set of 1 <<
 * place). */
void bw_plan_greedy_without(const struct bw_plan_draft *draft, uint32_t person, uint64_t without,
                            struct bw_plan_proposal *out);
