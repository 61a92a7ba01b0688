#include "model/report/obligations.h"

#include "model/base/sort.h"

const int bw_duty_bucket_days[BW_DUTY_BUCKETS - 1] = {7, 30, 60, 90};

/* The report in the making. */
struct making {
    const struct bw_ground *ground;
    int within;
    struct bw_duty *items;
    size_t n;
    struct bw_duty_team *teams; /* one a team of the catalogue, and one for who has none */
    struct bw_duty_counts totals;
};

static struct bw_asks asked_of(const struct bw_ground *ground, const struct bw_person *person)
{
    const struct bw_role_version *version =
        bw_role_at(&ground->cat->roles[person->role], ground->as_of);
    return version ? version->all : (struct bw_asks){NULL, 0};
}

/* No person has more items than the role asks competencies. */
static size_t items_most(const struct bw_ground *ground)
{
    size_t most = 0;
    for (size_t i = 0; i < ground->people.n; i++)
        most += asked_of(ground, &ground->people.at[i]).n;
    return most;
}

/* Since when the role asks as a duty, without a break, no less than it does now. */
static bw_day asked_since(const struct bw_role *role, bw_day day, const struct bw_ask *now)
{
    bw_day since = BW_DAY_NONE;
    for (size_t i = 0; i < role->n_versions && role->versions[i].from <= day; i++) {
        const struct bw_ask *then = bw_asks_find(role->versions[i].all, now->competency);
        if (!then || !bw_duty_is(then) || then->level < now->level)
            since = BW_DAY_NONE;
        else if (since == BW_DAY_NONE)
            since = role->versions[i].from;
    }
    return since;
}

static int bucket_of(int days)
{
    int bucket = 0;
    while (bucket < BW_DUTY_BUCKETS - 1 && days > bw_duty_bucket_days[bucket])
        bucket++;
    return bucket;
}

/* What is to be listed of one requirement; false: nothing. */
static bool judge(const struct making *making, const struct bw_gap *gap, const struct bw_need *need,
                  struct bw_duty *out)
{
    const struct bw_person *person = gap->mind.person;
    struct bw_certificates held =
        bw_mind_certificates(&gap->mind, need->ask.competency, need->edge);
    *out = (struct bw_duty){
        .person = person, .ask = need->ask, .have = need->x.mean, .since = BW_DAY_NONE};
    if (need->standing == BW_MET) {
        out->kind = BW_DUTY_EXPIRING;
        out->valid_until = held.valid_until;
        if (held.valid_until == BW_DAY_NONE || held.valid_until - gap->as_of > making->within)
            return false;
        out->bucket = bucket_of(held.valid_until - gap->as_of);
        return true;
    }
    if (!bw_duty_is(&need->ask))
        return false;
    out->kind = need->standing == BW_LAPSED ? BW_DUTY_LAPSED : BW_DUTY_OPEN;
    out->valid_until = held.ended_on;
    out->since = asked_since(&gap->mind.cat->roles[person->role], gap->as_of, &need->ask);
    if (held.ended_on > out->since)
        out->since = held.ended_on;
    return true;
}

/* Fills the courses of a person's items: first .. making->n. */
static void find_remedies(struct making *making, const struct bw_gap *gap, size_t first)
{
    struct bw_question question = bw_question_on(gap->as_of);
    struct bw_candidates_found offered =
        bw_candidates_unlisted(gap, &question, making->ground->arena);
    size_t need = 0;
    uint32_t open = 0;
    for (size_t i = first; i < making->n; i++) {
        struct bw_duty *item = &making->items[i];
        for (; gap->needs[need].ask.competency != item->ask.competency; need++)
            open += gap->needs[need].standing != BW_MET;
        item->remedies = item->kind == BW_DUTY_EXPIRING ? bw_remedies_renew(gap, &gap->needs[need])
                                                        : bw_remedies_close(&offered, open);
    }
}

/* A course that serves more than one duty is taken once. */
static bool is_first_with(const struct making *making, size_t first, size_t item)
{
    for (size_t i = first; i < item; i++)
        if (making->items[i].remedies.n > 0 &&
            making->items[i].remedies.at[0].course == making->items[item].remedies.at[0].course)
            return false;
    return true;
}

static void count(const struct making *making, size_t first, struct bw_duty_counts *counts)
{
    const struct bw_catalogue *cat = making->ground->cat;
    counts->people++;
    counts->people_with += making->n > first;
    for (size_t i = first; i < making->n; i++) {
        const struct bw_duty *item = &making->items[i];
        counts->open += item->kind == BW_DUTY_OPEN;
        counts->lapsed += item->kind == BW_DUTY_LAPSED;
        counts->expiring[item->bucket] += item->kind == BW_DUTY_EXPIRING;
        counts->without_course += item->remedies.n == 0;
        if (item->remedies.n == 0 || !is_first_with(making, first, i))
            continue;
        counts->cost_cents += cat->cards[item->remedies.at[0].course].price_cents;
        counts->hours += cat->cards[item->remedies.at[0].course].hours;
    }
}

static void add_person(struct making *making, const struct bw_person *person)
{
    const struct bw_ground *ground = making->ground;
    size_t mark = bw_arena_mark(ground->arena), first = making->n;
    struct bw_question question = bw_question_on(ground->as_of);
    struct bw_gap gap = bw_gap_make(ground->cat, ground->peers, person, &question, ground->arena);
    for (size_t i = 0; i < gap.n_needs; i++)
        making->n += judge(making, &gap, &gap.needs[i], &making->items[making->n]);
    if (making->n > first)
        find_remedies(making, &gap, first);
    bw_arena_rewind(ground->arena, mark);
    count(making, first, &making->totals);
    count(making, first,
          &making->teams[person->team == BW_NONE ? ground->cat->n_teams : person->team].counts);
}

static int oldest_first(const void *a, const void *b)
{
    const struct bw_duty *x = a, *y = b;
    bool x_ahead = x->kind == BW_DUTY_EXPIRING, y_ahead = y->kind == BW_DUTY_EXPIRING;
    bw_day x_day = x_ahead ? x->valid_until : x->since, y_day = y_ahead ? y->valid_until : y->since;
    if (x_ahead != y_ahead)
        return x_ahead ? 1 : -1;
    if (x_day != y_day)
        return x_day < y_day ? -1 : 1;
    if (x->person != y->person)
        return x->person < y->person ? -1 : 1; /* people are in the order of their ids */
    return (x->ask.competency > y->ask.competency) - (x->ask.competency < y->ask.competency);
}

static size_t items_of(const struct bw_duty_counts *counts)
{
    size_t n = counts->open + counts->lapsed;
    for (int b = 0; b < BW_DUTY_BUCKETS; b++)
        n += counts->expiring[b];
    return n;
}

static int most_first(const void *a, const void *b)
{
    const struct bw_duty_team *x = a, *y = b;
    size_t of_x = items_of(&x->counts), of_y = items_of(&y->counts);
    if (of_x != of_y)
        return of_x > of_y ? -1 : 1;
    return (x->team > y->team) - (x->team < y->team);
}

static void list_teams(struct making *making, struct bw_obligations *out)
{
    struct bw_duty_team *teams = making->teams;
    for (uint32_t t = 0; t < making->ground->cat->n_teams; t++) {
        teams[t].team = t;
        if (teams[t].counts.people > 0)
            teams[out->n_teams++] = teams[t];
    }
    bw_sort(teams, out->n_teams, sizeof *teams, most_first);
    out->teams = teams;
}

struct bw_obligations bw_obligations_make(const struct bw_ground *ground, int within)
{
    struct making making = {.ground = ground, .within = within};
    making.items = bw_arena_take(ground->arena, items_most(ground) * sizeof *making.items);
    making.teams =
        BW_ARENA_NEW(ground->arena, struct bw_duty_team, (size_t)ground->cat->n_teams + 1);
    for (size_t i = 0; i < ground->people.n && bw_ground_is_wanted(ground); i++)
        add_person(&making, &ground->people.at[i]);
    bw_sort(making.items, making.n, sizeof *making.items, oldest_first);
    struct bw_obligations out = {
        .items = making.items, .n_items = making.n, .totals = making.totals};
    list_teams(&making, &out);
    return out;
}
