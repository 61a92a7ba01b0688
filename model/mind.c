#include "model/mind.h"
#include "model/base/sort.h"

#define PEERS_TRUST 5
/* A list of items that is not longer is put in order by hand. */
#define SHORT 48
/* Lower bounds say nothing by themselves. */
#define ALL_BUT_COURSES (((1u << BW_SOURCE_COUNT) - 1) & ~(1u << BW_SOURCE_COURSE))

/* Versions dated after the day do not exist; the first one counts from ever for the drift. */
static const struct bw_role *own_role(const struct bw_mind *mind)
{
    return mind->person->role == BW_NONE ? NULL : &mind->cat->roles[mind->person->role];
}

static size_t versions_known(const struct bw_mind *mind)
{
    const struct bw_role *role = own_role(mind);
    size_t n = 0;
    while (role && n < role->n_versions && role->versions[n].from <= mind->as_of)
        n++;
    return n;
}

/* What the first version of the own role asks; NULL when nothing. */
static const struct bw_ask *asked_first(const struct bw_mind *mind, uint32_t competency)
{
    return versions_known(mind) ? bw_asks_find(own_role(mind)->versions[0].all, competency) : NULL;
}

bool bw_mind_chosen_for(const struct bw_mind *mind, uint32_t competency)
{
    return asked_first(mind, competency) != NULL;
}

/* Where the own role asks a competency. */
struct asked {
    size_t n;                   /* versions known */
    uint64_t in;                /* those that ask it, of the first of them: one bit each */
    const struct bw_ask *first; /* what the first version asks, or NULL */
};
#define ASKED_MOST ((size_t)64)

static struct asked asked_in(const struct bw_mind *mind, uint32_t competency)
{
    struct asked asked = {.n = versions_known(mind)};
    for (size_t i = 0; i < asked.n && i < ASKED_MOST; i++) {
        const struct bw_ask *ask = bw_asks_find(own_role(mind)->versions[i].all, competency);
        asked.in |= (uint64_t)(ask != NULL) << i;
        if (i == 0)
            asked.first = ask;
    }
    return asked;
}

static bool is_asked(const struct bw_mind *mind, const struct asked *asked, size_t version,
                     uint32_t competency)
{
    return version < ASKED_MOST
               ? asked->in >> version & 1
               : bw_asks_find(own_role(mind)->versions[version].all, competency) != NULL;
}

/* Months since `at` in which the own role did not ask the competency. */
static double idle_months(const struct bw_mind *mind, const struct asked *asked,
                          const struct bw_item *item)
{
    int32_t idle = asked->n == 0 ? mind->as_of - item->at : 0;
    for (size_t i = 0; i < asked->n; i++) {
        const struct bw_role_version *versions = own_role(mind)->versions;
        bw_day begin = i == 0 || versions[i].from < item->at ? item->at : versions[i].from;
        bw_day end = i + 1 < asked->n ? versions[i + 1].from : mind->as_of;
        if (end > begin && !is_asked(mind, asked, i, item->competency))
            idle += end - begin;
    }
    return idle / BW_DAYS_PER_MONTH;
}

/* `first`: what the first version of the own role asks of it, or NULL. */
static struct bw_belief prior(const struct bw_mind *mind, uint32_t competency,
                              const struct bw_ask *first)
{
    struct bw_belief base = bw_belief_unknown;
    if (first)
        base = (struct bw_belief){.mean = first->level > 1 ? first->level - 1 : 0, .sd = 1};
    double sum;
    size_t n = bw_peers_others(&mind->peers, competency, &sum);
    if (n > 0)
        base.mean = (sum + PEERS_TRUST * base.mean) / ((double)n + PEERS_TRUST);
    return base;
}

/* An item to be put in order; competency and source as one number tell most of them apart. */
struct ordered {
    uint64_t kind;
    const struct bw_item *item;
};

/* By competency, then source and giver, then the newest last. */
static int by_giver(const void *a, const void *b)
{
    const struct ordered *one = a, *other = b;
    if (one->kind != other->kind)
        return one->kind < other->kind ? -1 : 1;
    const struct bw_item *x = one->item, *y = other->item;
    int order = bw_str_compare(x->by, y->by);
    if (order != 0)
        return order;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static bool same_giver(const struct bw_item *a, const struct bw_item *b)
{
    return a->source == b->source && bw_str_compare(a->by, b->by) == 0;
}

static bool evidence_names(const struct bw_mind *mind, uint32_t competency, enum bw_source source,
                           uint32_t course)
{
    const struct bw_person *person = mind->person;
    for (size_t i = 0; i < person->n_items; i++) {
        const struct bw_item *item = &person->items[i];
        if (item->course == course && item->competency == competency && item->source == source &&
            item->at <= mind->as_of)
            return true;
    }
    return false;
}

/* What a completed course implies, unless evidence of that kind already names the course. */
static size_t implied_items(const struct bw_mind *mind, const struct bw_completion *done,
                            struct bw_item *out)
{
    const struct bw_course *course = &mind->cat->courses[done->course];
    enum bw_source source = course->certificate ? BW_SOURCE_CERTIFICATE : BW_SOURCE_COURSE;
    bw_day until = BW_DAY_NONE;
    if (course->certificate)
        until = bw_day_add_months(done->at, course->valid_months);
    size_t n = 0;
    for (size_t i = 0; i < course->n_teaches; i++) {
        const struct bw_teach *teach = &course->teaches[i];
        if (evidence_names(mind, teach->competency, source, done->course))
            continue;
        out[n++] = (struct bw_item){.competency = teach->competency,
                                    .source = source,
                                    .level = teach->to,
                                    .at = done->at,
                                    .valid_until = until,
                                    .by = course->id,
                                    .course = done->course,
                                    .order = done->order};
    }
    return n;
}

/* Everything that completed courses imply: n of them in the arena. */
static const struct bw_item *imply_items(const struct bw_mind *mind, struct bw_arena *arena,
                                         size_t *n)
{
    const struct bw_person *person = mind->person;
    size_t most = 0;
    for (size_t i = 0; i < person->n_completions; i++)
        most += mind->cat->courses[person->completions[i].course].n_teaches;
    struct bw_item *items = bw_arena_take(arena, most * sizeof *items);
    *n = 0;
    for (size_t i = 0; i < person->n_completions; i++)
        if (person->completions[i].at <= mind->as_of)
            *n += implied_items(mind, &person->completions[i], items + *n);
    return items;
}

static struct ordered ordered(const struct bw_item *item)
{
    return (struct ordered){(uint64_t)item->competency << 32 | (uint64_t)item->source, item};
}

static bool goes_before(const struct ordered *a, const struct ordered *b)
{
    return a->kind < b->kind || (a->kind == b->kind && by_giver(a, b) < 0);
}

/* Most people have few items, and moving them by hand is then the faster way. */
static void put_in_order(struct ordered *order, size_t n)
{
    if (n > SHORT) {
        bw_sort(order, n, sizeof *order, by_giver);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        struct ordered moving = order[i];
        size_t at = i;
        for (; at > 0 && goes_before(&moving, &order[at - 1]); at--)
            order[at] = order[at - 1];
        order[at] = moving;
    }
}

static void collect_items(struct bw_mind *mind, struct bw_arena *arena)
{
    const struct bw_person *person = mind->person;
    size_t n_implied, n = 0;
    const struct bw_item *implied = imply_items(mind, arena, &n_implied);
    struct ordered *order = bw_arena_take(arena, (person->n_items + n_implied) * sizeof *order);
    for (size_t i = 0; i < person->n_items; i++)
        if (person->items[i].at <= mind->as_of)
            order[n++] = ordered(&person->items[i]);
    for (size_t i = 0; i < n_implied; i++)
        order[n++] = ordered(&implied[i]);
    put_in_order(order, n);
    struct bw_item *items = bw_arena_take(arena, n * sizeof *items);
    for (size_t i = 0; i < n; i++)
        items[i] = *order[i].item;
    mind->items = items;
    mind->n_items = n;
}

/* Lower bounds are applied last, in this order. */
static bool bound_before(const struct bw_item *a, const struct bw_item *b)
{
    if (a->at != b->at)
        return a->at < b->at;
    if (a->level < b->level || a->level > b->level)
        return a->level < b->level;
    return bw_str_compare(a->by, b->by) < 0;
}

/* The newest item of each source and giver, lower bounds last and in their order. */
static size_t newest_items(const struct bw_item *items, size_t n, const struct bw_item **out)
{
    size_t count = 0, first_bound = 0;
    for (size_t i = 0; i < n; i++) {
        if (i + 1 < n && same_giver(&items[i], &items[i + 1]))
            continue;
        size_t at = count++;
        if (items[i].source != BW_SOURCE_COURSE) {
            first_bound = count;
        } else {
            for (; at > first_bound && bound_before(&items[i], out[at - 1]); at--)
                out[at] = out[at - 1];
        }
        out[at] = &items[i];
    }
    return count;
}

static int newest_first(const void *a, const void *b)
{
    const struct bw_counted *x = a, *y = b;
    if (x->at != y->at)
        return x->at > y->at ? -1 : 1;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    return bw_str_compare(x->by, y->by);
}

static struct bw_evidence evidence_of(const struct bw_mind *mind, const struct asked *asked,
                                      const struct bw_item *item)
{
    return (struct bw_evidence){item->source, item->level,
                                (mind->as_of - item->at) / BW_DAYS_PER_MONTH,
                                idle_months(mind, asked, item)};
}

/* Some items of one competency, at least one. */
struct run {
    const struct bw_item *at;
    size_t n;
};

/* Those that count among them, and what is believed by them. */
struct judging {
    const struct bw_item **items;
    double *pull; /* or NULL */
    size_t n;
};

static struct bw_known judge(const struct bw_mind *mind, struct run items, struct judging *judging,
                             struct bw_arena *arena)
{
    uint32_t competency = items.at[0].competency;
    struct asked asked = asked_in(mind, competency);
    judging->n = newest_items(items.at, items.n, judging->items);
    struct bw_evidence *evidence = bw_arena_take(arena, judging->n * sizeof *evidence);
    for (size_t i = 0; i < judging->n; i++)
        evidence[i] = evidence_of(mind, &asked, judging->items[i]);
    struct bw_known known = {.competency = competency,
                             .prior = prior(mind, competency, asked.first)};
    known.belief = bw_belief_update(known.prior, mind->cat->trust,
                                    mind->cat->competencies[competency].half_life_months, evidence,
                                    judging->n, judging->pull);
    return known;
}

/* Items of one competency are neighbours: where those of items[from] end. */
static size_t end_of(const struct bw_mind *mind, size_t from)
{
    size_t end = from + 1;
    while (end < mind->n_items && mind->items[end].competency == mind->items[from].competency)
        end++;
    return end;
}

/* What is known by the items that are there. */
static void judge_all(struct bw_mind *mind, struct bw_arena *arena)
{
    struct bw_known *known = bw_arena_take(arena, mind->n_items * sizeof *known);
    struct judging judging = {
        .items = bw_arena_take(arena, mind->n_items * sizeof(const struct bw_item *))};
    mind->known = known;
    mind->n_known = 0;
    for (size_t i = 0, end; i < mind->n_items; i = end) {
        end = end_of(mind, i);
        if (end < mind->n_items) /* the next one comes from memory meanwhile */
            __builtin_prefetch(&mind->cat->competencies[mind->items[end].competency]);
        size_t mark = bw_arena_mark(arena);
        known[mind->n_known++] =
            judge(mind, (struct run){&mind->items[i], end - i}, &judging, arena);
        bw_arena_rewind(arena, mark);
    }
}

struct bw_mind bw_mind_make(const struct bw_catalogue *cat, const struct bw_peers *peers,
                            const struct bw_person *person, bw_day as_of, struct bw_arena *arena)
{
    struct bw_mind mind = {.cat = cat, .person = person, .as_of = as_of};
    mind.peers = bw_peers_view(peers, person->org, person->role, person->number);
    collect_items(&mind, arena);
    judge_all(&mind, arena);
    return mind;
}

struct bw_mind bw_mind_alone(const struct bw_mind *mind, struct bw_arena *arena)
{
    struct bw_mind alone = *mind;
    if (mind->peers.n_sums == 0)
        return alone;
    alone.peers = (struct bw_peers_view){.sums = NULL};
    judge_all(&alone, arena);
    return alone;
}

const struct bw_known *bw_mind_known(const struct bw_mind *mind, uint32_t competency)
{
    size_t low = 0, n = mind->n_known;
    while (n > 1) {
        size_t half = n / 2;
        low = mind->known[low + half].competency <= competency ? low + half : low;
        n -= half;
    }
    return n && mind->known[low].competency == competency ? &mind->known[low] : NULL;
}

struct bw_belief bw_mind_belief(const struct bw_mind *mind, uint32_t competency)
{
    const struct bw_known *known = bw_mind_known(mind, competency);
    return known ? known->belief : prior(mind, competency, asked_first(mind, competency));
}

/* The items of one competency: they are neighbours. */
static size_t items_of(const struct bw_mind *mind, uint32_t competency, const struct bw_item **out)
{
    size_t low = 0, high = mind->n_items;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (mind->items[middle].competency < competency)
            low = middle + 1;
        else
            high = middle;
    }
    *out = mind->items + low;
    size_t n = 0;
    while (low + n < mind->n_items && mind->items[low + n].competency == competency)
        n++;
    return n;
}

struct bw_counted_list bw_mind_counted(const struct bw_mind *mind, uint32_t competency,
                                       struct bw_arena *arena)
{
    struct run items;
    items.n = items_of(mind, competency, &items.at);
    struct bw_counted_list out = {.n = 0};
    if (items.n == 0)
        return out;
    struct judging judging = {.items =
                                  bw_arena_take(arena, items.n * sizeof(const struct bw_item *)),
                              .pull = BW_ARENA_NEW(arena, double, items.n)};
    judge(mind, items, &judging, arena);
    struct bw_counted *counted = bw_arena_take(arena, judging.n * sizeof *counted);
    for (size_t i = 0; i < judging.n; i++) {
        const struct bw_item *item = judging.items[i];
        double pull = judging.pull[i];
        /* A lower bound that was applied raised the belief; one that was not has a pull of 0. */
        if (item->source != BW_SOURCE_COURSE || pull > 0 || pull < 0)
            counted[out.n++] =
                (struct bw_counted){item->source, item->level, item->at, item->by, pull};
    }
    bw_sort(counted, out.n, sizeof *counted, newest_first);
    out.at = counted;
    return out;
}

/* Without a prior: what those of `sources` say that count. */
static bool vote_on(const struct bw_mind *mind, struct run items, unsigned sources,
                    struct bw_arena *arena, double *mean)
{
    size_t mark = bw_arena_mark(arena), count = 0;
    const struct bw_item **newest = BW_ARENA_NEW(arena, const struct bw_item *, items.n);
    struct bw_evidence *evidence = BW_ARENA_NEW(arena, struct bw_evidence, items.n);
    size_t n_newest = newest_items(items.at, items.n, newest);
    struct asked asked = asked_in(mind, items.at[0].competency);
    for (size_t i = 0; i < n_newest; i++)
        if (sources >> newest[i]->source & 1)
            evidence[count++] = evidence_of(mind, &asked, newest[i]);
    if (count > 0)
        *mean = bw_belief_mean(mind->cat->trust,
                               mind->cat->competencies[items.at[0].competency].half_life_months,
                               evidence, count);
    bw_arena_rewind(arena, mark);
    return count > 0;
}

bool bw_mind_said(const struct bw_mind *mind, uint32_t competency, unsigned sources,
                  struct bw_arena *arena, double *mean)
{
    struct run items;
    items.n = items_of(mind, competency, &items.at);
    return items.n > 0 && vote_on(mind, items, sources & ALL_BUT_COURSES, arena, mean);
}

struct bw_votes bw_mind_votes(const struct bw_catalogue *cat, const struct bw_person *person,
                              bw_day as_of, struct bw_arena *arena)
{
    struct bw_mind mind = {.cat = cat, .person = person, .as_of = as_of};
    collect_items(&mind, arena);
    uint32_t *competency = BW_ARENA_NEW(arena, uint32_t, mind.n_items);
    double *mean = BW_ARENA_NEW(arena, double, mind.n_items);
    size_t n = 0;
    for (size_t i = 0, end; i < mind.n_items; i = end) {
        end = end_of(&mind, i);
        competency[n] = mind.items[i].competency;
        n +=
            vote_on(&mind, (struct run){&mind.items[i], end - i}, ALL_BUT_COURSES, arena, &mean[n]);
    }
    return (struct bw_votes){competency, mean, n};
}

struct bw_certificates bw_mind_certificates(const struct bw_mind *mind, uint32_t competency,
                                            double edge)
{
    const struct bw_item *items;
    size_t n = items_of(mind, competency, &items);
    struct bw_certificates found = {.valid_until = BW_DAY_NONE, .ended_on = BW_DAY_NONE};
    bool for_ever = false;
    for (size_t i = 0; i < n; i++) {
        bw_day until = items[i].valid_until;
        if (items[i].source != BW_SOURCE_CERTIFICATE || items[i].level < edge)
            continue;
        bool valid = until == BW_DAY_NONE || until >= mind->as_of;
        bw_day *last = valid ? &found.valid_until : &found.ended_on;
        for_ever |= until == BW_DAY_NONE;
        found.valid |= valid;
        found.ended |= !valid;
        if (until > *last)
            *last = until;
    }
    if (for_ever)
        found.valid_until = BW_DAY_NONE;
    return found;
}
