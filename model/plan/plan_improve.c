#include "model/plan/plan_improve.h"

/* An exchange that is worth less than this share more is none. */
#define BETTER (1 + 1e-9)

struct improving {
    const struct bw_plan_problem *problem;
    struct bw_plan_draft *draft, tried;
    struct bw_plan_greedy greedy;
    uint32_t tries;
};

/* A place in the plan: a person and one of their courses. */
struct place {
    uint32_t person, at;
};

/* Takes courses out of the draft that is tried; what leaned on them goes too. */
static bool take_out(struct improving *improving, uint32_t person, uint64_t places)
{
    struct bw_plan_proposal *out = improving->greedy.best;
    struct bw_plan_draft *tried = &improving->tried;
    for (uint64_t without = places;;) {
        bw_plan_greedy_without(tried, person, without, out);
        uint32_t n = out->n;
        bw_plan_draft_propose(tried, person, out);
        if (out->fits) {
            bw_plan_draft_accept(tried, out);
            bw_plan_greedy_stale(&improving->greedy, person);
            return true;
        }
        if (n == 0)
            return false;
        /* Something leaned on what went: the latest of the rest goes as well. */
        for (uint32_t i = tried->lines[person].n; i-- > 0;)
            if (!(without >> i & 1)) {
                without |= (uint64_t)1 << i;
                break;
            }
    }
}

/* Spends again what was freed; does it stay? */
static bool spend_again(struct improving *improving)
{
    improving->tries--;
    if (improving->problem->n_people <= 3)
        bw_plan_greedy_all_stale(&improving->greedy);
    bw_plan_greedy_fill(&improving->greedy, &improving->tried);
    bool better = improving->tried.value > improving->draft->value * BETTER;
    if (better)
        bw_plan_draft_copy(improving->draft, &improving->tried);
    return better;
}

/* What a trial changed is looked at anew after it. */
static void begin(struct improving *improving)
{
    const struct bw_plan_problem *problem = improving->problem;
    for (uint32_t p = 0; p < problem->n_people; p++) {
        const struct bw_plan_line *was = &improving->tried.lines[p];
        const struct bw_plan_line *is = &improving->draft->lines[p];
        bool same = was->n == is->n;
        for (uint32_t i = 0; same && i < is->n; i++)
            same = was->taken[i].choice == is->taken[i].choice &&
                   was->taken[i].option == is->taken[i].option;
        if (!same)
            bw_plan_greedy_stale(&improving->greedy, p);
    }
    improving->tried.stake = improving->draft->stake;
    bw_plan_draft_copy(&improving->tried, improving->draft);
}

/* One course out. */
static bool exchange_one(struct improving *improving)
{
    bool better = false;
    for (uint32_t p = 0; p < improving->problem->n_people; p++)
        for (uint32_t i = 0; i < improving->draft->lines[p].n && improving->tries > 0; i++) {
            begin(improving);
            if (take_out(improving, p, (uint64_t)1 << i))
                better |= spend_again(improving);
        }
    return better;
}

/* Two courses out, of one person or of two. */
static bool exchange_two(struct improving *improving)
{
    const struct bw_plan_problem *problem = improving->problem;
    struct bw_plan_draft *draft = improving->draft;
    bool better = false;
    for (uint32_t p = 0; p < problem->n_people; p++)
        for (uint32_t i = 0; i < draft->lines[p].n; i++)
            for (uint32_t q = p; q < problem->n_people; q++)
                for (uint32_t j = q == p ? i + 1 : 0;
                     j < draft->lines[q].n && i < draft->lines[p].n && improving->tries > 0; j++) {
                    uint64_t one = (uint64_t)1 << i, other = (uint64_t)1 << j;
                    begin(improving);
                    if (take_out(improving, p, q == p ? one | other : one) &&
                        (q == p || take_out(improving, q, other)))
                        better |= spend_again(improving);
                }
    return better;
}

void bw_plan_improve(const struct bw_plan_problem *problem, struct bw_plan_draft *draft,
                     uint32_t tries)
{
    struct improving improving = {.problem = problem, .draft = draft, .tries = tries};
    improving.tried = bw_plan_draft_new(problem, draft->stake);
    improving.greedy = bw_plan_greedy_new(problem, 1);
    begin(&improving);
    if (spend_again(&improving))
        begin(&improving);
    while (improving.tries > 0 && exchange_one(&improving))
        ;
    while (improving.tries > 0 && exchange_two(&improving))
        ;
}

void bw_plan_tidy(const struct bw_plan_problem *problem, struct bw_plan_draft *draft)
{
    struct bw_plan_proposal *out = BW_ARENA_NEW(problem->arena, struct bw_plan_proposal, 1);
    for (uint32_t p = 0; p < problem->n_people; p++) {
        bw_plan_greedy_without(draft, p, 0, out);
        bw_plan_draft_propose_best(draft, p, out);
        if (out->fits && out->gain > 0)
            bw_plan_draft_accept(draft, out);
    }
    for (uint32_t p = 0; p < problem->n_people; p++)
        for (uint32_t i = draft->lines[p].n; i-- > 0;) {
            if (i >= draft->lines[p].n)
                continue;
            bw_plan_greedy_without(draft, p, (uint64_t)1 << i, out);
            bw_plan_draft_propose(draft, p, out);
            double lost = draft->lines[p].closure - out->settled.closure;
            if (out->fits && (lost <= 1e-9 || out->gain >= 0))
                bw_plan_draft_accept(draft, out);
        }
}
