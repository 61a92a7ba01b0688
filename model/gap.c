#include "model/gap.h"

#include "model/demand.h"
#include "model/base/sort.h"

#define ASSESS_LEAST .25
/* Nobody tests for expert in a brand-new law. */
#define ASSESS_LEAST_NEW .05
#define ASSESS_MOST 3
#define WISH_LEAST 3
#define LEVEL_MOST 5

static int ascending(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Each wished competency one level up, at least practised. */
static struct bw_asks wished(const struct bw_mind *mind, struct bw_arena *arena)
{
    struct bw_ixs wishes = mind->person->wishes;
    uint32_t *sorted = BW_ARENA_NEW(arena, uint32_t, wishes.n);
    for (size_t i = 0; i < wishes.n; i++)
        sorted[i] = wishes.at[i];
    bw_sort(sorted, wishes.n, sizeof *sorted, ascending);
    struct bw_ask *asks = BW_ARENA_NEW(arena, struct bw_ask, wishes.n);
    size_t n = 0;
    for (size_t i = 0; i < wishes.n; i++) {
        if (i > 0 && sorted[i] == sorted[i - 1])
            continue;
        double level = bw_mind_belief(mind, sorted[i]).mean + 1;
        if (level < WISH_LEAST)
            level = WISH_LEAST;
        if (level > LEVEL_MOST)
            level = LEVEL_MOST;
        asks[n++] = (struct bw_ask){.competency = sorted[i], .level = level, .weight = 1};
    }
    return (struct bw_asks){asks, n};
}

static struct bw_need judge(const struct bw_mind *mind, const struct bw_ask *ask)
{
    const struct bw_known *known = bw_mind_known(mind, ask->competency);
    struct bw_need need = {.ask = *ask};
    need.req = (struct bw_requirement){.level = ask->level,
                                       .weight = ask->weight,
                                       .mandatory = ask->mandatory,
                                       .has_evidence = known != NULL};
    need.edge = bw_requirement_edge(&need.req);
    struct bw_certificates held = bw_mind_certificates(mind, ask->competency, need.edge);
    need.req.certificate_valid = held.valid;
    need.req.certificate_ended = held.ended;
    need.x = known ? known->belief : bw_mind_belief(mind, ask->competency);
    need.standing = bw_requirement_standing(&need.req, need.x);
    need.w = bw_requirement_weight(&need.req, mind->cat->mandatory_factor);
    need.shortfall = bw_requirement_shortfall(&need.req, need.x);
    need.gap = need.w * need.shortfall;
    need.asked_first = bw_mind_chosen_for(mind, ask->competency);
    return need;
}

/* Keeps the three requirements that are best tested before anything is bought. */
static void assess(struct bw_gap *gap, const struct bw_need *need)
{
    if (need->standing != BW_DOUBTFUL)
        return;
    double least = need->asked_first ? ASSESS_LEAST : ASSESS_LEAST_NEW;
    double chance = bw_belief_reaches(need->x, need->edge);
    double value = need->gap * (chance > least ? chance : least);
    size_t at = gap->n_assess < ASSESS_MOST ? gap->n_assess++ : ASSESS_MOST;
    for (; at > 0 && gap->assess_first[at - 1].value < value; at--)
        if (at < ASSESS_MOST)
            gap->assess_first[at] = gap->assess_first[at - 1];
    if (at < ASSESS_MOST)
        gap->assess_first[at] = (struct bw_assess){need->ask.competency, value};
}

struct bw_gap bw_gap_for_demand(const struct bw_mind *mind, const struct bw_demand *demand,
                                struct bw_arena *arena)
{
    struct bw_gap gap = {.as_of = demand->as_of,
                         .last_effective = demand->last_effective,
                         .role = demand->role,
                         .role_loses_tasks = demand->role_loses_tasks,
                         .mind = *mind};
    struct bw_need *needs = bw_arena_take(arena, demand->asks.n * sizeof *needs);
    for (size_t i = 0; i < demand->asks.n; i++) {
        needs[i] = judge(&gap.mind, &demand->asks.at[i]);
        gap.total += needs[i].gap;
        gap.n_open += needs[i].standing != BW_MET;
        assess(&gap, &needs[i]);
    }
    gap.needs = needs;
    gap.n_needs = demand->asks.n;
    return gap;
}

struct bw_gap bw_gap_make(const struct bw_catalogue *cat, const struct bw_peers *peers,
                          const struct bw_person *person, const struct bw_question *question,
                          struct bw_arena *arena)
{
    struct bw_demand demand = bw_demand_make(cat, person, question, arena);
    struct bw_mind mind = bw_mind_make(cat, peers, person, demand.as_of, arena);
    if (question->goal.kind == BW_GOAL_WISHES)
        demand.asks = wished(&mind, arena);
    return bw_gap_for_demand(&mind, &demand, arena);
}

struct bw_gap bw_gap_for_role(const struct bw_mind *mind, uint32_t role, struct bw_arena *arena)
{
    struct bw_question question = {.as_of = mind->as_of,
                                   .goal = {.kind = BW_GOAL_ROLE, .role = role}};
    struct bw_demand demand = bw_demand_make(mind->cat, mind->person, &question, arena);
    return bw_gap_for_demand(mind, &demand, arena);
}

enum bw_training bw_gap_training(const struct bw_question *question, const struct bw_gap *gap,
                                 const struct bw_need *need)
{
    bool duty = question->goal.kind == BW_GOAL_CURRENT || question->goal.kind == BW_GOAL_CHANGE;
    if (duty && (need->ask.mandatory || need->ask.law.at))
        return BW_TRAINING_NEEDED;
    if (question->goal.kind == BW_GOAL_ROLE || gap->role_loses_tasks)
        return BW_TRAINING_REPLACEMENT;
    return BW_TRAINING_DEVELOPMENT;
}

const char *bw_training_name(enum bw_training training)
{
    static const char *const names[] = {"noodzakelijk", "herplaatsing", "ontwikkeling"};
    return names[training];
}
