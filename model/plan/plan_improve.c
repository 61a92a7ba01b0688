#include "model/plan/plan_improve.h"

/* An exchange that is worth less than this share more is none. */
#define BETTER (1 + 1e-9)

struct improving {
    const struct bw_plan_problem *problem;
    struct bw_plan_draft *draft, tried;
    struct bw_plan_greedy greedy;
    uint64_t *dear_of; /* per person: what they had when what the budget bars was looked for */
    uint32_t tries;
};

/* What a person has, as a number (FNV-1a). */
static uint64_t number_of(const struct bw_plan_line *line)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (uint32_t i = 0; i < line->n; i++) {
        hash = (hash ^ line->taken[i].choice) * 0x100000001b3u;
        hash = (hash ^ line->taken[i].option) * 0x100000001b3u;
    }
    return hash;
}

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

static uint32_t choice_at(const struct improving *improving, uint32_t person, uint32_t place)
{
    return improving->draft->lines[person].taken[place].choice;
}

/* Spends again what was freed, at first on anything but what went; does it stay? */
static bool spend_again(struct improving *improving)
{
    struct bw_plan_greedy *greedy = &improving->greedy;
    improving->tries--;
    if (improving->problem->n_people <= 3)
        bw_plan_greedy_all_stale(greedy);
    if (greedy->n_barred > 0)
        bw_plan_greedy_fill(greedy, &improving->tried);
    greedy->n_barred = 0;
    bw_plan_greedy_fill(greedy, &improving->tried);
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
    improving->greedy.n_barred = 0;
    bw_plan_draft_copy(&improving->tried, improving->draft);
    for (uint32_t p = 0; p < problem->n_people && improving->greedy.dear; p++) {
        uint64_t number = number_of(&improving->draft->lines[p]);
        if (number != improving->dear_of[p])
            bw_plan_greedy_look_dear(&improving->greedy, &improving->tried, p);
        improving->dear_of[p] = number;
        improving->greedy.dear_stale[p] = false;
    }
}

/* One course out. */
static bool exchange_one(struct improving *improving)
{
    bool better = false;
    for (uint32_t p = 0; p < improving->problem->n_people; p++)
        for (uint32_t i = 0; i < improving->draft->lines[p].n && improving->tries > 0; i++) {
            begin(improving);
            improving->greedy.barred[improving->greedy.n_barred++] = choice_at(improving, p, i);
            if (take_out(improving, p, (uint64_t)1 << i))
                better |= spend_again(improving);
        }
    return better;
}

/* Two courses out, of one person or of two. */
static bool exchange_pair(struct improving *improving, uint32_t p, uint32_t i, uint32_t q,
                          uint32_t j)
{
    uint64_t one = (uint64_t)1 << i, other = (uint64_t)1 << j;
    begin(improving);
    improving->greedy.barred[improving->greedy.n_barred++] = choice_at(improving, p, i);
    improving->greedy.barred[improving->greedy.n_barred++] = choice_at(improving, q, j);
    return take_out(improving, p, q == p ? one | other : one) &&
           (q == p || take_out(improving, q, other)) && spend_again(improving);
}

static bool exchange_two_of_one(struct improving *improving)
{
    const struct bw_plan_line *lines = improving->draft->lines;
    bool better = false;
    for (uint32_t p = 0; p < improving->problem->n_people; p++)
        for (uint32_t i = 0; i < lines[p].n; i++)
            for (uint32_t j = i + 1; j < lines[p].n && improving->tries > 0; j++)
                better |= exchange_pair(improving, p, i, p, j);
    return better;
}

static bool exchange_two_of_two(struct improving *improving)
{
    const struct bw_plan_line *lines = improving->draft->lines;
    bool better = false;
    for (uint32_t p = 0; p < improving->problem->n_people; p++)
        for (uint32_t i = 0; i < lines[p].n; i++)
            for (uint32_t q = p + 1; q < improving->problem->n_people; q++)
                for (uint32_t j = 0; j < lines[q].n && i < lines[p].n && improving->tries > 0; j++)
                    better |= exchange_pair(improving, p, i, q, j);
    return better;
}

void bw_plan_improve(const struct bw_plan_problem *problem, struct bw_plan_draft *draft,
                     uint32_t tries)
{
    struct improving improving = {.problem = problem, .draft = draft, .tries = tries};
    improving.tried = bw_plan_draft_new(problem, draft->stake);
    improving.greedy = bw_plan_greedy_new(problem, 1);
    improving.greedy.dear = problem->n_people > 1 && problem->limits.budget_cents >= 0;
    improving.dear_of = BW_ARENA_NEW(problem->arena, uint64_t, problem->n_people);
    begin(&improving);
    if (spend_again(&improving))
        begin(&improving);
    bool better = true;
    while (improving.tries > 0 && better) {
        while (improving.tries > 0 && exchange_one(&improving))
            ;
        better = exchange_two_of_one(&improving);
    }
    while (improving.tries > 0 && exchange_two_of_two(&improving))
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
