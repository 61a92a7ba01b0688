#include "model/demand.h"

#include "model/base/sort.h"

/* A growing list of what is asked, merged at the end. */
struct pile {
    struct bw_ask *at;
    size_t n;
};

/* A task that the role has, and the share of its weight that came with it. */
struct held_task {
    uint32_t task;
    double share;
};

struct work {
    struct held_task *at;
    size_t n;
};

static void pile_add(struct pile *pile, struct bw_asks asks, double share)
{
    for (size_t i = 0; i < asks.n; i++) {
        struct bw_ask ask = asks.at[i];
        ask.weight *= share;
        pile->at[pile->n++] = ask;
    }
}

/* The changes by effective date, then id. */
static const struct bw_change **stacked(const struct bw_catalogue *cat, struct bw_ixs changes,
                                        struct bw_arena *arena)
{
    const struct bw_change **out = BW_ARENA_NEW(arena, const struct bw_change *, changes.n);
    for (size_t i = 0; i < changes.n; i++) {
        const struct bw_change *change = &cat->changes[changes.at[i]];
        size_t at = i;
        for (; at > 0 && (out[at - 1]->effective > change->effective ||
                          (out[at - 1]->effective == change->effective && out[at - 1] > change));
             at--)
            out[at] = out[at - 1];
        out[at] = change;
    }
    return out;
}

/* The org and role that the mergers among the changes turn the person's into. */
static void merge(const struct bw_person *person, const struct bw_change *const *changes, size_t n,
                  struct bw_demand *demand)
{
    uint32_t org = person->org, role = person->role;
    for (size_t i = 0; i < n; i++) {
        for (size_t m = 0; m < changes[i]->n_merges; m++) {
            const struct bw_merge *merge = &changes[i]->merges[m];
            if (merge->from_org != org)
                continue;
            org = merge->to_org;
            for (size_t r = 0; r < merge->n_roles; r++) {
                if (merge->roles[r].from == role) {
                    role = merge->roles[r].to;
                    break;
                }
            }
            break;
        }
    }
    demand->org = org;
    demand->role = role;
}

static int ascending(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static struct bw_ixs tasks_of(const struct work *work, struct bw_arena *arena)
{
    uint32_t *at = BW_ARENA_NEW(arena, uint32_t, work->n);
    size_t n = 0;
    for (size_t i = 0; i < work->n; i++)
        at[i] = work->at[i].task;
    bw_sort(at, work->n, sizeof *at, ascending);
    for (size_t i = 0; i < work->n; i++)
        if (n == 0 || at[n - 1] != at[i])
            at[n++] = at[i];
    return (struct bw_ixs){at, n};
}

static void move_out(struct work *work, uint32_t task)
{
    size_t n = 0;
    for (size_t i = 0; i < work->n; i++)
        if (work->at[i].task != task)
            work->at[n++] = work->at[i];
    work->n = n;
}

static void apply_moves(struct work *work, const struct bw_change *change, uint32_t role,
                        bool *loses)
{
    for (size_t i = 0; i < change->n_moves; i++) {
        if (change->moves[i].from_role != role)
            continue;
        size_t before = work->n;
        move_out(work, change->moves[i].task);
        *loses |= work->n < before;
    }
    for (size_t i = 0; i < change->n_moves; i++)
        if (change->moves[i].to_role == role)
            work->at[work->n++] = (struct held_task){change->moves[i].task, change->moves[i].share};
}

/* Room for what is asked of `role` and for its tasks: law-makers name hundreds of roles at once. */
static size_t asks_at_most(const struct bw_catalogue *cat, const struct bw_change *const *changes,
                           size_t n, uint32_t role, const struct bw_role_version *version,
                           size_t *tasks)
{
    size_t most = 0;
    *tasks = 0;
    if (version) {
        most += version->own.n;
        *tasks += version->tasks.n;
        for (size_t i = 0; i < version->tasks.n; i++)
            most += cat->tasks[version->tasks.at[i]].asks.n;
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t r = 0; r < changes[i]->n_asks; r++)
            most += changes[i]->asks[r].role == role;
        for (size_t m = 0; m < changes[i]->n_moves; m++) {
            if (changes[i]->moves[m].to_role != role)
                continue;
            *tasks += 1;
            most += cat->tasks[changes[i]->moves[m].task].asks.n;
        }
    }
    return most;
}

/* The role's version in force, less the tasks that move away, with those that move in and with what
 * the changes require; its own requirements stay. */
static void after_changes(const struct bw_catalogue *cat, const struct bw_change *const *changes,
                          size_t n, struct bw_demand *demand, struct bw_arena *arena)
{
    const struct bw_role_version *version = bw_role_at(&cat->roles[demand->role], demand->as_of);
    size_t most_tasks, most = asks_at_most(cat, changes, n, demand->role, version, &most_tasks);
    struct pile pile = {BW_ARENA_NEW(arena, struct bw_ask, most), 0};
    struct work work = {BW_ARENA_NEW(arena, struct held_task, most_tasks), 0};
    for (size_t i = 0; version && i < version->tasks.n; i++)
        work.at[work.n++] = (struct held_task){version->tasks.at[i], 1};
    if (version)
        pile_add(&pile, version->own, 1);
    for (size_t i = 0; i < n; i++) {
        apply_moves(&work, changes[i], demand->role, &demand->role_loses_tasks);
        for (size_t r = 0; r < changes[i]->n_asks; r++)
            if (changes[i]->asks[r].role == demand->role)
                pile.at[pile.n++] = changes[i]->asks[r].ask;
    }
    for (size_t i = 0; i < work.n; i++)
        pile_add(&pile, cat->tasks[work.at[i].task].asks, work.at[i].share);
    demand->asks = bw_asks_merge(pile.at, pile.n);
    demand->tasks = tasks_of(&work, arena);
}

static struct bw_asks in_force(const struct bw_catalogue *cat, uint32_t role, bw_day as_of)
{
    const struct bw_role_version *version =
        role == BW_NONE ? NULL : bw_role_at(&cat->roles[role], as_of);
    return version ? version->all : (struct bw_asks){NULL, 0};
}

static bw_day last_effective(const struct bw_catalogue *cat, const struct bw_question *question)
{
    bw_day last = BW_DAY_NONE;
    if (question->goal.kind != BW_GOAL_CHANGE)
        return last;
    for (size_t i = 0; i < question->goal.changes.n; i++) {
        bw_day effective = cat->changes[question->goal.changes.at[i]].effective;
        if (effective > last)
            last = effective;
    }
    return last;
}

bw_day bw_demand_day(const struct bw_catalogue *cat, const struct bw_question *question)
{
    bw_day last = last_effective(cat, question);
    return last > question->as_of ? last : question->as_of;
}

struct bw_demand bw_demand_make(const struct bw_catalogue *cat, const struct bw_person *person,
                                const struct bw_question *question, struct bw_arena *arena)
{
    struct bw_demand demand = {.as_of = bw_demand_day(cat, question),
                               .last_effective = last_effective(cat, question),
                               .role = BW_NONE,
                               .org = person->org};
    const struct bw_goal *goal = &question->goal;
    switch (goal->kind) {
    case BW_GOAL_CURRENT:
        demand.role = person->role;
        demand.asks = in_force(cat, person->role, demand.as_of);
        break;
    case BW_GOAL_ROLE:
        demand.role = goal->role;
        demand.asks = in_force(cat, goal->role, demand.as_of);
        break;
    case BW_GOAL_CHANGE: {
        const struct bw_change **changes = stacked(cat, goal->changes, arena);
        merge(person, changes, goal->changes.n, &demand);
        after_changes(cat, changes, goal->changes.n, &demand, arena);
        break;
    }
    case BW_GOAL_COMPETENCIES:
        demand.asks = goal->items;
        break;
    case BW_GOAL_WISHES:
        break;
    }
    return demand;
}
