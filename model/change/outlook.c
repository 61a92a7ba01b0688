#include "model/change/outlook.h"

#include <string.h>

#include "model/base/sort.h"

/* The changes that some orgs see, and what they make of the roles that they name. */
struct bw_outlook_view {
    struct bw_ixs changes;
    const struct bw_demand **after; /* per role; NULL: none of the changes names it */
    const struct bw_shift **plain;  /* per role, of orgs that no merger moves; made when needed */
};

struct making {
    struct bw_outlook *out;
    struct bw_arena *arena;
    struct bw_outlook_view *views;
    size_t n_views;
    struct line *lines; /* the newest first */
    struct line **of_role;
};

/* The shifts of one role, the newest first. */
struct line {
    struct bw_shift shift;
    struct line *next_of_role, *next;
};

/* In the order in which they take effect; those of one day by id. */
static struct bw_ixs stacked(const struct bw_catalogue *cat, struct bw_ixs changes,
                             struct bw_arena *arena)
{
    uint32_t *at = BW_ARENA_NEW(arena, uint32_t, changes.n);
    for (size_t i = 0; i < changes.n; i++) {
        uint32_t change = changes.at[i];
        bw_day effective = cat->changes[change].effective;
        size_t to = i;
        for (; to > 0 && (cat->changes[at[to - 1]].effective > effective ||
                          (cat->changes[at[to - 1]].effective == effective && at[to - 1] > change));
             to--)
            at[to] = at[to - 1];
        at[to] = change;
    }
    return (struct bw_ixs){at, changes.n};
}

static struct bw_ixs seen_by(const struct making *making, uint32_t org)
{
    const struct bw_catalogue *cat = &making->out->cat;
    struct bw_ixs all = making->out->changes;
    uint32_t *at = bw_arena_take(making->arena, all.n * sizeof *at);
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++)
        if (bw_catalogue_sees(cat, org, cat->changes[all.at[i]].org))
            at[n++] = all.at[i];
    return (struct bw_ixs){at, n};
}

static bool same_ixs(struct bw_ixs a, struct bw_ixs b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n * sizeof *a.at) == 0);
}

static struct bw_demand demand_after(const struct making *making, struct bw_ixs changes,
                                     uint32_t role)
{
    /* Of no org: what mergers make of the role is known already. */
    struct bw_person anyone = {.org = BW_NONE, .role = role};
    struct bw_question question = {.as_of = making->out->day,
                                   .goal = {.kind = BW_GOAL_CHANGE, .changes = changes}};
    return bw_demand_make(&making->out->cat, &anyone, &question, making->arena);
}

static void name_role(const struct making *making, struct bw_outlook_view *view, uint32_t role)
{
    if (role == BW_NONE || view->after[role])
        return;
    struct bw_demand *demand = bw_arena_take(making->arena, sizeof *demand);
    *demand = demand_after(making, view->changes, role);
    view->after[role] = demand;
}

static void fill_view(const struct making *making, struct bw_outlook_view *view)
{
    const struct bw_catalogue *cat = &making->out->cat;
    view->after = BW_ARENA_NEW(making->arena, const struct bw_demand *, cat->n_roles);
    for (size_t i = 0; i < view->changes.n; i++) {
        const struct bw_change *change = &cat->changes[view->changes.at[i]];
        for (size_t m = 0; m < change->n_moves; m++) {
            name_role(making, view, change->moves[m].to_role);
            name_role(making, view, change->moves[m].from_role);
        }
        for (size_t a = 0; a < change->n_asks; a++)
            name_role(making, view, change->asks[a].role);
    }
}

static struct bw_outlook_view *view_of(struct making *making, uint32_t org)
{
    size_t mark = bw_arena_mark(making->arena);
    struct bw_ixs changes = seen_by(making, org);
    for (size_t i = 0; i < making->n_views; i++) {
        if (same_ixs(making->views[i].changes, changes)) {
            bw_arena_rewind(making->arena, mark);
            return &making->views[i];
        }
    }
    struct bw_outlook_view *view = &making->views[making->n_views++];
    view->changes = changes;
    fill_view(making, view);
    return view;
}

static bool same_law(const struct bw_ask *a, const struct bw_ask *b)
{
    return !a->law.at == !b->law.at && bw_str_compare(a->law, b->law) == 0;
}

static enum bw_shift_kind kind_of(const struct bw_ask *before, const struct bw_ask *after)
{
    if (!before)
        return BW_SHIFT_GAIN;
    if (after->level > before->level || (after->mandatory && !before->mandatory))
        return BW_SHIFT_RAISE;
    bool other = after->level < before->level || after->mandatory != before->mandatory ||
                 after->weight < before->weight || after->weight > before->weight;
    return other || !same_law(before, after) ? BW_SHIFT_OTHER : BW_SHIFT_NONE;
}

static bool same_asks(struct bw_asks a, struct bw_asks b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (a.at[i].competency != b.at[i].competency ||
            kind_of(&a.at[i], &b.at[i]) != BW_SHIFT_NONE)
            return false;
    return true;
}

static int ascending(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static struct bw_ixs settled(struct bw_ixs ixs, struct bw_arena *arena)
{
    uint32_t *at = bw_arena_take(arena, ixs.n * sizeof *at);
    size_t n = 0;
    for (size_t i = 0; i < ixs.n; i++)
        at[i] = ixs.at[i];
    bw_sort(at, ixs.n, sizeof *at, ascending);
    for (size_t i = 0; i < ixs.n; i++)
        if (n == 0 || at[n - 1] != at[i])
            at[n++] = at[i];
    return (struct bw_ixs){at, n};
}

/* What is in `a` and not in `b`; both ascending. */
static struct bw_ixs without(struct bw_ixs a, struct bw_ixs b, struct bw_arena *arena)
{
    uint32_t *at = bw_arena_take(arena, a.n * sizeof *at);
    size_t n = 0, other = 0;
    for (size_t i = 0; i < a.n; i++) {
        while (other < b.n && b.at[other] < a.at[i])
            other++;
        if (other == b.n || b.at[other] != a.at[i])
            at[n++] = a.at[i];
    }
    return (struct bw_ixs){at, n};
}

static void compare_asks(struct bw_shift *shift, struct bw_arena *arena)
{
    struct bw_asks before = shift->before, after = shift->after.asks;
    uint8_t *kinds = BW_ARENA_NEW(arena, uint8_t, after.n);
    uint32_t *drops = bw_arena_take(arena, before.n * sizeof *drops);
    for (size_t i = 0; i < after.n; i++) {
        kinds[i] = (uint8_t)kind_of(bw_asks_find(before, after.at[i].competency), &after.at[i]);
        shift->n_of[kinds[i]]++;
    }
    for (size_t i = 0; i < before.n; i++)
        if (!bw_asks_find(after, before.at[i].competency))
            drops[shift->drops.n++] = before.at[i].competency;
    shift->drops.at = drops;
    shift->kinds = kinds;
    shift->differs = shift->n_of[BW_SHIFT_NONE] < after.n || shift->drops.n > 0;
}

static void compare_tasks(struct bw_shift *shift, const struct bw_role_version *version,
                          struct bw_arena *arena)
{
    struct bw_ixs none = {NULL, 0};
    struct bw_ixs before = settled(version ? version->tasks : none, arena);
    shift->tasks_in = without(shift->after.tasks, before, arena);
    shift->tasks_out = without(before, shift->after.tasks, arena);
}

static struct bw_demand in_force(const struct making *making, uint32_t role)
{
    const struct bw_outlook *out = making->out;
    const struct bw_role_version *version = bw_role_at(&out->cat.roles[role], out->day);
    struct bw_demand demand = {.as_of = out->day, .role = role, .org = BW_NONE};
    if (version) {
        demand.asks = version->all;
        demand.tasks = settled(version->tasks, making->arena);
    }
    return demand;
}

/* What becomes of a role that is called `to` after. One that is asked the same in another view is
 * the same one. */
static const struct bw_shift *shift_of(struct making *making, const struct bw_outlook_view *view,
                                       uint32_t role, uint32_t to)
{
    const struct bw_outlook *out = making->out;
    size_t mark = bw_arena_mark(making->arena);
    struct bw_shift shift = {.role = role, .to = to};
    shift.after = view->after[to] ? *view->after[to] : in_force(making, to);
    shift.after.last_effective = out->effective;
    for (struct line *line = making->of_role[role]; line; line = line->next_of_role) {
        if (line->shift.to == to && same_asks(line->shift.after.asks, shift.after.asks) &&
            same_ixs(line->shift.after.tasks, shift.after.tasks)) {
            bw_arena_rewind(making->arena, mark);
            return &line->shift;
        }
    }
    const struct bw_role_version *version = bw_role_at(&out->cat.roles[role], out->day);
    if (version)
        shift.before = version->all;
    compare_asks(&shift, making->arena);
    compare_tasks(&shift, version, making->arena);
    shift.line = (uint32_t)making->out->n_shifts++;
    struct line *line = bw_arena_take(making->arena, sizeof *line);
    *line = (struct line){shift, making->of_role[role], making->lines};
    making->of_role[role] = making->lines = line;
    return &line->shift;
}

/* Of an org that no merger moves: those roles that are asked something else. */
static const struct bw_shift *const *plain_shifts(struct making *making,
                                                  struct bw_outlook_view *view)
{
    const struct bw_catalogue *cat = &making->out->cat;
    if (view->plain)
        return view->plain;
    view->plain = BW_ARENA_NEW(making->arena, const struct bw_shift *, cat->n_roles);
    for (uint32_t role = 0; role < cat->n_roles; role++) {
        const struct bw_role_version *version = bw_role_at(&cat->roles[role], making->out->day);
        struct bw_asks before = version ? version->all : (struct bw_asks){NULL, 0};
        if (view->after[role] && !same_asks(before, view->after[role]->asks))
            view->plain[role] = shift_of(making, view, role, role);
    }
    return view->plain;
}

/* The merger in a change that takes the people of `org`; NULL without one. */
static const struct bw_merge *merger_of(const struct bw_change *change, uint32_t org)
{
    for (size_t m = 0; m < change->n_merges; m++)
        if (change->merges[m].from_org == org)
            return &change->merges[m];
    return NULL;
}

/* Follows the mergers that people of `org` go through: what their org becomes, and in to[role] what
 * becomes of their roles. */
static uint32_t follow(const struct making *making, const struct bw_outlook_view *view,
                       uint32_t org, uint32_t *to)
{
    const struct bw_catalogue *cat = &making->out->cat;
    size_t mark = bw_arena_mark(making->arena);
    uint32_t *becomes = bw_arena_take(making->arena, cat->n_roles * sizeof *becomes);
    for (uint32_t role = 0; role < cat->n_roles; role++)
        to[role] = role;
    for (size_t i = 0; i < view->changes.n; i++) {
        const struct bw_merge *merge = merger_of(&cat->changes[view->changes.at[i]], org);
        if (!merge)
            continue;
        for (uint32_t role = 0; role < cat->n_roles; role++)
            becomes[role] = role;
        for (size_t r = merge->n_roles; r-- > 0;)
            becomes[merge->roles[r].from] = merge->roles[r].to;
        for (uint32_t role = 0; role < cat->n_roles; role++)
            to[role] = becomes[to[role]];
        org = merge->to_org;
    }
    bw_arena_rewind(making->arena, mark);
    return org;
}

static const struct bw_shift *const *
moved_shifts(struct making *making, const struct bw_outlook_view *view, const uint32_t *to)
{
    uint32_t n_roles = making->out->cat.n_roles;
    const struct bw_shift **of = BW_ARENA_NEW(making->arena, const struct bw_shift *, n_roles);
    for (uint32_t role = 0; role < n_roles; role++)
        of[role] = shift_of(making, view, role, to[role]);
    return of;
}

/* Is `org` merged into another at all? Most are not, and their roles need not be followed. */
static bool is_moved(const struct making *making, const struct bw_outlook_view *view, uint32_t org)
{
    for (size_t i = 0; i < view->changes.n; i++)
        if (merger_of(&making->out->cat.changes[view->changes.at[i]], org))
            return true;
    return false;
}

static void fill_shifts(struct making *making)
{
    struct bw_outlook *out = making->out;
    struct bw_arena *arena = making->arena;
    uint32_t n_orgs = out->cat.n_orgs;
    uint32_t *org_after = BW_ARENA_NEW(arena, uint32_t, n_orgs);
    uint32_t *to = BW_ARENA_NEW(arena, uint32_t, out->cat.n_roles);
    bool *moves = BW_ARENA_NEW(arena, bool, n_orgs);
    out->shift_of = BW_ARENA_NEW(arena, const struct bw_shift *const *, n_orgs);
    making->views = BW_ARENA_NEW(arena, struct bw_outlook_view, n_orgs);
    making->of_role = BW_ARENA_NEW(arena, struct line *, out->cat.n_roles);
    for (uint32_t org = 0; org < n_orgs; org++) {
        struct bw_outlook_view *view = view_of(making, org);
        moves[org] = is_moved(making, view, org);
        org_after[org] = moves[org] ? follow(making, view, org, to) : org;
        out->shift_of[org] =
            moves[org] ? moved_shifts(making, view, to) : plain_shifts(making, view);
    }
    out->org_after = org_after;
    out->moves = moves;
    const struct bw_shift **shifts = BW_ARENA_NEW(arena, const struct bw_shift *, out->n_shifts);
    for (const struct line *line = making->lines; line; line = line->next)
        shifts[line->shift.line] = &line->shift;
    out->shifts = shifts;
}

/* What the merged org sees: all that each of those that are in it saw. */
static struct bw_ixs joined_sight(const struct making *making, uint32_t merged)
{
    const struct bw_outlook *out = making->out;
    uint32_t n_orgs = out->cat.n_orgs, *at = BW_ARENA_NEW(making->arena, uint32_t, n_orgs);
    size_t mark = bw_arena_mark(making->arena), n = 0;
    bool *sees = BW_ARENA_NEW(making->arena, bool, n_orgs);
    for (uint32_t org = 0; org < n_orgs; org++)
        for (size_t i = 0; out->org_after[org] == merged && i < out->cat.orgs[org].sees.n; i++)
            sees[out->cat.orgs[org].sees.at[i]] = true;
    for (size_t i = 0; i < out->cat.orgs[merged].sees.n; i++)
        sees[out->cat.orgs[merged].sees.at[i]] = true;
    for (uint32_t org = 0; org < n_orgs; org++)
        if (sees[org])
            at[n++] = org;
    bw_arena_rewind(making->arena, mark);
    return (struct bw_ixs){at, n};
}

static void join_catalogues(struct making *making)
{
    struct bw_outlook *out = making->out;
    uint32_t n_orgs = out->cat.n_orgs;
    struct bw_org *orgs = bw_arena_take(making->arena, n_orgs * sizeof *orgs);
    bool *joined = BW_ARENA_NEW(making->arena, bool, n_orgs), any = false;
    for (uint32_t org = 0; org < n_orgs; org++) {
        orgs[org] = out->cat.orgs[org];
        joined[out->org_after[org]] |= out->org_after[org] != org;
        any |= out->org_after[org] != org;
    }
    for (uint32_t merged = 0; any && merged < n_orgs; merged++) {
        if (!joined[merged])
            continue;
        struct bw_ixs sees = joined_sight(making, merged);
        for (uint32_t org = 0; org < n_orgs; org++)
            if (out->org_after[org] == merged)
                orgs[org].sees = sees;
    }
    out->cat.orgs = orgs;
}

struct bw_outlook bw_outlook_make(const struct bw_catalogue *cat, struct bw_ixs changes,
                                  bw_day as_of, struct bw_arena *arena)
{
    struct bw_outlook out = {.cat = *cat, .as_of = as_of, .effective = BW_DAY_NONE};
    struct making making = {.out = &out, .arena = arena};
    out.changes = stacked(cat, changes, arena);
    if (changes.n)
        out.effective = cat->changes[out.changes.at[changes.n - 1]].effective;
    out.day = out.effective > as_of ? out.effective : as_of;
    fill_shifts(&making);
    join_catalogues(&making);
    return out;
}

struct bw_question bw_outlook_question(const struct bw_outlook *outlook)
{
    struct bw_question question = bw_question_on(outlook->as_of);
    question.goal = (struct bw_goal){.kind = BW_GOAL_CHANGE, .changes = outlook->changes};
    question.diversity = 1;
    return question;
}
