#include "model/plan/plan_draft.h"

#include "model/plan/plan_cost.h"

#include <string.h>

/* Closures are sums: who is this close to the least one has it. */
#define ENOUGH 1e-9

struct bw_plan_draft bw_plan_draft_new(const struct bw_plan_problem *problem, double stake)
{
    struct bw_arena *arena = problem->arena;
    struct bw_plan_draft draft = {.problem = problem, .stake = stake};
    draft.lines = BW_ARENA_NEW(arena, struct bw_plan_line, problem->n_people);
    for (uint32_t p = 0; p < problem->n_people; p++)
        draft.lines[p].taken =
            BW_ARENA_NEW(arena, struct bw_plan_taken, problem->people[p].n_choices);
    draft.heads = BW_ARENA_NEW(arena, uint32_t, problem->n_options);
    draft.away = BW_ARENA_NEW(arena, uint32_t, problem->n_weeks);
    return draft;
}

void bw_plan_draft_copy(struct bw_plan_draft *draft, const struct bw_plan_draft *from)
{
    const struct bw_plan_problem *problem = from->problem;
    struct bw_plan_draft own = *draft;
    *draft = *from;
    draft->stake = own.stake;
    draft->lines = own.lines;
    draft->heads = own.heads;
    draft->away = own.away;
    for (uint32_t p = 0; p < problem->n_people; p++) {
        struct bw_plan_taken *taken = own.lines[p].taken;
        memcpy(taken, from->lines[p].taken, from->lines[p].n * sizeof *taken);
        draft->lines[p] = from->lines[p];
        draft->lines[p].taken = taken;
    }
    memcpy(draft->heads, from->heads, problem->n_options * sizeof *draft->heads);
    memcpy(draft->away, from->away, problem->n_weeks * sizeof *draft->away);
    /* value depends on the stake */
    draft->value = 0;
    for (uint32_t p = 0; p < problem->n_people; p++)
        draft->value += bw_plan_draft_worth(draft, draft->lines[p].closure);
    draft->value -= bw_plan_draft_charge(draft);
}

double bw_plan_draft_charge(const struct bw_plan_draft *draft)
{
    double charge = draft->problem->per_cent * (double)draft->cost_cents;
    for (uint32_t p = 0; p < draft->problem->n_people; p++)
        charge += draft->lines[p].charge;
    return charge;
}

double bw_plan_draft_worth(const struct bw_plan_draft *draft, double closure)
{
    double least = draft->problem->limits.min_closure;
    return closure + draft->stake * (closure < least ? closure : least);
}

static bool has_option(const struct bw_plan_taken taken[], uint32_t n, uint32_t option)
{
    for (uint32_t i = 0; i < n; i++)
        if (taken[i].option == option)
            return true;
    return false;
}

static int64_t cost_of(const struct bw_plan_draft *draft, uint32_t option, uint32_t heads)
{
    const struct bw_plan_problem *problem = draft->problem;
    return bw_plan_cost(problem->courses[problem->options[option].course].course, heads, NULL);
}

/* Seats that are taken or left, and what that costs more. */
static void count_heads(const struct bw_plan_draft *draft, struct bw_plan_proposal *out)
{
    const struct bw_plan_line *line = &draft->lines[out->person];
    out->cost_cents = 0;
    for (uint32_t i = 0; i < line->n; i++) {
        uint32_t option = line->taken[i].option, heads = draft->heads[option];
        if (!has_option(out->taken, out->n, option))
            out->cost_cents += cost_of(draft, option, heads - 1) - cost_of(draft, option, heads);
    }
    for (uint32_t i = 0; i < out->n; i++) {
        uint32_t option = out->taken[i].option, heads = draft->heads[option];
        if (has_option(line->taken, line->n, option))
            continue;
        out->cost_cents += cost_of(draft, option, heads + 1) - cost_of(draft, option, heads);
        out->no_seat |= heads >= draft->problem->options[option].seats;
    }
}

static bool is_away(const struct bw_plan_problem *problem, const struct bw_plan_taken taken[],
                    uint32_t n, uint32_t week)
{
    for (uint32_t i = 0; i < n; i++) {
        const struct bw_plan_option *option = &problem->options[taken[i].option];
        if (option->session && option->week <= week && week < option->week + option->n_weeks)
            return true;
    }
    return false;
}

/* A week in which too many would be away. */
static bool leaves_too_few(const struct bw_plan_draft *draft, const struct bw_plan_proposal *out)
{
    const struct bw_plan_problem *problem = draft->problem;
    const struct bw_plan_line *line = &draft->lines[out->person];
    if (problem->away_most == BW_NONE)
        return false;
    for (uint32_t i = 0; i < out->n; i++) {
        const struct bw_plan_option *option = &problem->options[out->taken[i].option];
        for (uint32_t w = option->week; option->session && w < option->week + option->n_weeks; w++)
            if (draft->away[w] >= problem->away_most && !is_away(problem, line->taken, line->n, w))
                return true;
    }
    return false;
}

/* How much is done for a proposal. */
struct effort {
    struct bw_plan_settled (*settle)(const struct bw_plan_problem *problem, uint32_t person,
                                     struct bw_plan_taken taken[], uint32_t n);
    bool dear; /* also when the budget has not what it costs */
};

static void propose(const struct bw_plan_draft *draft, uint32_t person,
                    struct bw_plan_proposal *out, struct effort effort)
{
    const struct bw_plan_problem *problem = draft->problem;
    const struct bw_plan_line *line = &draft->lines[person];
    const struct bw_plan_limits *limits = &problem->limits;
    out->person = person;
    out->no_seat = out->over_budget = false;
    count_heads(draft, out);
    out->over_budget = limits->budget_cents >= 0 && out->cost_cents > 0 &&
                       draft->cost_cents + out->cost_cents > limits->budget_cents;
    out->too_many_away = leaves_too_few(draft, out);
    out->fits = out->would_fit = false;
    out->settled = (struct bw_plan_settled){.clash = BW_PLAN_FITS};
    if (out->no_seat || out->too_many_away || (out->over_budget && !effort.dear))
        return;
    out->settled = effort.settle(problem, person, out->taken, out->n);
    out->would_fit = out->settled.clash == BW_PLAN_FITS;
    out->fits = out->would_fit && !out->over_budget;
    out->charge = 0;
    for (uint32_t i = 0; i < out->n; i++)
        out->charge += problem->choices[out->taken[i].choice].charge;
    out->gain = bw_plan_draft_worth(draft, out->settled.closure) -
                bw_plan_draft_worth(draft, line->closure) -
                problem->per_cent * (double)out->cost_cents - (out->charge - line->charge);
}

void bw_plan_draft_propose(const struct bw_plan_draft *draft, uint32_t person,
                           struct bw_plan_proposal *out)
{
    propose(draft, person, out, (struct effort){bw_plan_settle, false});
}

void bw_plan_draft_propose_dear(const struct bw_plan_draft *draft, uint32_t person,
                                struct bw_plan_proposal *out)
{
    propose(draft, person, out, (struct effort){bw_plan_settle, true});
}

void bw_plan_draft_propose_best(const struct bw_plan_draft *draft, uint32_t person,
                                struct bw_plan_proposal *out)
{
    propose(draft, person, out, (struct effort){bw_plan_settle_best, false});
}

void bw_plan_draft_accept(struct bw_plan_draft *draft, const struct bw_plan_proposal *proposal)
{
    const struct bw_plan_problem *problem = draft->problem;
    struct bw_plan_line *line = &draft->lines[proposal->person];
    for (uint32_t w = 0; w < problem->n_weeks && problem->away_most != BW_NONE; w++) {
        draft->away[w] -= is_away(problem, line->taken, line->n, w);
        draft->away[w] += is_away(problem, proposal->taken, proposal->n, w);
    }
    for (uint32_t i = 0; i < line->n; i++)
        draft->heads[line->taken[i].option]--;
    for (uint32_t i = 0; i < proposal->n; i++)
        draft->heads[proposal->taken[i].option]++;
    memcpy(line->taken, proposal->taken, proposal->n * sizeof *line->taken);
    line->n = proposal->n;
    draft->closure += proposal->settled.closure - line->closure;
    draft->hours += proposal->settled.hours - line->hours;
    draft->cost_cents += proposal->cost_cents;
    draft->value += proposal->gain;
    line->closure = proposal->settled.closure;
    line->hours = proposal->settled.hours;
    line->charge = proposal->charge;
}

bool bw_plan_draft_is_enough(const struct bw_plan_draft *draft)
{
    const struct bw_plan_problem *problem = draft->problem;
    for (uint32_t p = 0; p < problem->n_people; p++)
        if (problem->people[p].gap->total > 0 &&
            draft->lines[p].closure < problem->limits.min_closure - ENOUGH)
            return false;
    return true;
}

uint32_t bw_plan_draft_find(const struct bw_plan_draft *draft, uint32_t choice)
{
    const struct bw_plan_line *line = &draft->lines[draft->problem->choices[choice].person];
    for (uint32_t i = 0; i < line->n; i++)
        if (line->taken[i].choice == choice)
            return i;
    return BW_NONE;
}
