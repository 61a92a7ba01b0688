#include "model/report/effect.h"
#include "model/base/sort.h"
#include "model/mind.h"
#include "model/report/providers.h"

#include <math.h>

struct bw_effects {
    const struct bw_catalogue *cat;
    struct bw_effect_terms terms;
    const uint32_t *provider_of;  /* one a course */
    struct bw_effect_line *lines; /* by index */
    size_t n_lines;
    struct bw_effect_line total;
};

/* Does it say what somebody found, and not what the course itself promises? */
static bool is_finding(const struct bw_catalogue *cat, const struct bw_item *item, uint32_t course)
{
    if (item->source == BW_SOURCE_TEST || item->source == BW_SOURCE_MANAGER ||
        item->source == BW_SOURCE_PEER)
        return true;
    return item->source == BW_SOURCE_CERTIFICATE && item->course != course &&
           bw_str_compare(item->by, cat->courses[course].id) != 0;
}

static int by_giver(const void *a, const void *b)
{
    const struct bw_item *const *one = a, *const *other = b;
    const struct bw_item *x = *one, *y = *other;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
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

/* What is looked for: findings of one competency after a course. */
struct search {
    const struct bw_catalogue *cat;
    const struct bw_person *person;
    uint32_t course, competency;
    bw_day after, until; /* later than the one, up to the other */
};

/* The newest finding of each giver; n of them. */
static const struct bw_item **find(const struct search *search, size_t *n, struct bw_arena *arena)
{
    const struct bw_person *person = search->person;
    const struct bw_item **found =
        bw_arena_take(arena, person->n_items * sizeof(const struct bw_item *));
    size_t all = 0;
    for (size_t i = 0; i < person->n_items; i++) {
        const struct bw_item *item = &person->items[i];
        if (item->competency == search->competency && item->at > search->after &&
            item->at <= search->until && is_finding(search->cat, item, search->course))
            found[all++] = item;
    }
    bw_sort(found, all, sizeof(const struct bw_item *), by_giver);
    *n = 0;
    for (size_t i = 0; i < all; i++)
        if (i + 1 == all || !same_giver(found[i], found[i + 1]))
            found[(*n)++] = found[i];
    return found;
}

/* The level that was found; false when nothing was. */
static bool level_after(const struct search *search, double *level, struct bw_arena *arena)
{
    size_t n;
    const struct bw_item **found = find(search, &n, arena);
    struct bw_evidence *evidence = bw_arena_take(arena, n * sizeof *evidence);
    bw_day newest = BW_DAY_NONE;
    for (size_t i = 0; i < n; i++)
        newest = found[i]->at > newest ? found[i]->at : newest;
    for (size_t i = 0; i < n; i++)
        evidence[i] = (struct bw_evidence){found[i]->source, found[i]->level,
                                           (newest - found[i]->at) / BW_DAYS_PER_MONTH, 0};
    if (n > 0)
        *level = bw_belief_mean(search->cat->trust,
                                search->cat->competencies[search->competency].half_life_months,
                                evidence, n);
    return n > 0;
}

static bw_day begin_of(const struct bw_booking *booking)
{
    return booking->enrolled != BW_DAY_NONE ? booking->enrolled : booking->ended;
}

struct bw_gain bw_gain_of(const struct bw_catalogue *cat, const struct bw_person *person,
                          const struct bw_booking *booking, bw_day as_of, struct bw_arena *arena)
{
    const struct bw_course *course = &cat->courses[booking->course];
    bw_day year = bw_day_add_months(booking->ended, BW_EFFECT_MONTHS);
    struct search search = {.cat = cat,
                            .person = person,
                            .course = booking->course,
                            .after = booking->ended,
                            .until = year < as_of ? year : as_of};
    struct bw_gain gain = {.pairs = 0};
    size_t mark = bw_arena_mark(arena);
    struct bw_mind before = bw_mind_make(cat, NULL, person, begin_of(booking) - 1, arena);
    for (size_t i = 0; i < course->n_teaches; i++) {
        const struct bw_teach *teach = &course->teaches[i];
        double level;
        search.competency = teach->competency;
        if (!level_after(&search, &level, arena))
            continue;
        struct bw_belief x = bw_mind_belief(&before, teach->competency);
        gain.pairs++;
        gain.gained += level - x.mean;
        gain.promised += bw_course_effect(x, teach->to, teach->from, teach->to);
    }
    if (gain.pairs > 0) {
        gain.gained /= (double)gain.pairs;
        gain.promised /= (double)gain.pairs;
    }
    bw_arena_rewind(arena, mark);
    return gain;
}

struct bw_effects *bw_effects_begin(const struct bw_catalogue *cat,
                                    const struct bw_effect_terms *terms, struct bw_arena *arena)
{
    struct bw_effects *effects = BW_ARENA_NEW(arena, struct bw_effects, 1);
    effects->cat = cat;
    effects->terms = *terms;
    effects->provider_of = bw_providers_of(cat, arena);
    effects->n_lines = terms->by == BW_BY_TEAM     ? cat->n_teams
                       : terms->by == BW_BY_FORMAT ? BW_FORMAT_COUNT
                                                   : cat->n_courses;
    effects->lines = BW_ARENA_NEW(arena, struct bw_effect_line, effects->n_lines);
    for (size_t i = 0; i < effects->n_lines; i++)
        effects->lines[i].index = (uint32_t)i;
    return effects;
}

static struct bw_effect_line *line_of(const struct bw_effects *effects,
                                      const struct bw_person *person, uint32_t course)
{
    switch (effects->terms.by) {
    case BW_BY_COURSE:
        return &effects->lines[course];
    case BW_BY_PROVIDER:
        return &effects->lines[effects->provider_of[course]];
    case BW_BY_FORMAT:
        return &effects->lines[effects->cat->courses[course].format];
    default:
        return person->team == BW_NONE ? NULL : &effects->lines[person->team];
    }
}

static void add_gain(struct bw_effect_line *line, const struct bw_gain *gain,
                     const struct bw_booking *booking, const struct bw_course *course)
{
    line->pairs += gain->pairs;
    bw_shrink_add(&line->seen, gain->gained);
    line->promised += gain->promised;
    line->cents += (double)booking->price_cents / (double)course->n_teaches;
    line->hours += course->hours / (double)course->n_teaches;
}

static bool within(const struct bw_effect_terms *terms, bw_day day)
{
    return day >= terms->from && day <= terms->to && day <= terms->as_of;
}

static void add_booking(struct bw_effects *effects, const struct bw_person *person,
                        const struct bw_booking *booking, struct bw_arena *arena)
{
    struct bw_effect_line *line = line_of(effects, person, booking->course);
    bool completed = booking->state == BW_BOOKING_COMPLETED;
    bool dropped = booking->state == BW_BOOKING_DROPPED && booking->enrolled != BW_DAY_NONE;
    if (!line || !(completed || dropped) || !within(&effects->terms, booking->ended))
        return;
    struct bw_effect_line *const both[] = {line, &effects->total};
    struct bw_gain gain = {.pairs = 0};
    if (completed)
        gain = bw_gain_of(effects->cat, person, booking, effects->terms.as_of, arena);
    for (size_t i = 0; i < 2; i++) {
        both[i]->completed += completed;
        both[i]->dropped += dropped;
        if (gain.pairs > 0)
            add_gain(both[i], &gain, booking, &effects->cat->courses[booking->course]);
    }
}

static void add_rating(struct bw_effects *effects, const struct bw_person *person,
                       const struct bw_event *event)
{
    struct bw_effect_line *line = line_of(effects, person, event->course);
    if (!line || event->type != BW_EVENT_RATED || isnan(event->value) ||
        !within(&effects->terms, event->at))
        return;
    line->n_ratings++;
    line->ratings += event->value;
    effects->total.n_ratings++;
    effects->total.ratings += event->value;
}

void bw_effects_add(struct bw_effects *effects, const struct bw_person *person,
                    const struct bw_event *events, size_t n, struct bw_arena *arena)
{
    size_t mark = bw_arena_mark(arena);
    struct bw_bookings bookings =
        bw_bookings_of(effects->cat, events, n, effects->terms.as_of, arena);
    for (size_t i = 0; i < bookings.n; i++)
        add_booking(effects, person, &bookings.at[i], arena);
    for (size_t i = 0; i < n; i++)
        add_rating(effects, person, &events[i]);
    bw_arena_rewind(arena, mark);
}

static int most_gained(const void *a, const void *b)
{
    const struct bw_effect_line *x = a, *y = b;
    if ((x->seen.n > 0) != (y->seen.n > 0))
        return x->seen.n > 0 ? -1 : 1;
    if (x->seen.n > 0 && x->gained.estimate > y->gained.estimate)
        return -1;
    if (x->seen.n > 0 && x->gained.estimate < y->gained.estimate)
        return 1;
    if (x->completed != y->completed)
        return x->completed > y->completed ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

static void settle(struct bw_effect_line *line, const struct bw_shrink *all)
{
    if (line->seen.n == 0)
        return;
    line->promised /= (double)line->seen.n;
    line->gained = bw_shrink_group_of(all, &line->seen);
}

struct bw_effect bw_effects_end(struct bw_effects *effects, struct bw_arena *arena)
{
    struct bw_effect out = {.lines = effects->lines, .total = effects->total};
    for (size_t i = 0; i < effects->n_lines; i++) {
        struct bw_effect_line *line = &effects->lines[i];
        if (line->completed + line->dropped + line->n_ratings > 0)
            effects->lines[out.n_lines++] = *line;
    }
    struct bw_shrink_group *groups = bw_arena_take(arena, out.n_lines * sizeof *groups);
    for (size_t i = 0; i < out.n_lines; i++)
        groups[i] = effects->lines[i].seen;
    out.all = bw_shrink_of(groups, out.n_lines);
    for (size_t i = 0; i < out.n_lines; i++)
        settle(&effects->lines[i], &out.all);
    settle(&out.total, &out.all);
    out.total.gained = (struct bw_shrunk){out.all.mu, out.all.sd, 1};
    bw_sort(effects->lines, out.n_lines, sizeof *effects->lines, most_gained);
    return out;
}
