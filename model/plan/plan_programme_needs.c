#include "model/plan/plan_programme.h"

#include "model/base/sort.h"

#include <string.h>

/* Kappas that are this much alike count as one: the larger. */
#define ALIKE 3e-4
#define SEGMENTS_MOST 24
/* One course and another that may come before it: it always can. */
#define COMES (BW_NONE - 1)

/* One way in which a choice can be taken, as a column or as the choice itself. */
struct source {
    uint32_t choice, column; /* BW_NONE: the choice's own columns */
    double kappa, start;
};

/* A stretch of levels that the same sources cover. */
struct segment {
    uint32_t low, high; /* levels of the track */
    const uint32_t *by; /* of the choices that cover it */
    uint32_t n_by;
    uint32_t cover; /* the column of Y, BW_NONE: one source is all */
    uint32_t alone; /* that source */
    double start;   /* Y in the plan to begin from */
};

struct writing {
    struct bw_plan_programme *out;
    const struct bw_plan_problem *problem;
    const struct bw_plan_chooser *chooser;
    const struct bw_plan_draft *draft;
    struct bw_plan_rows *rows;
    struct bw_arena *arena;
    struct source *sources;
    uint32_t *source_at; /* per choice of the person, n_choices + 1 */
    uint32_t *before;    /* per pair of these: 1 + a column, or 1 + COMES; 0: not asked yet */
    /* of the need at hand */
    uint32_t need;
    double w;
    struct segment segments[SEGMENTS_MOST];
    uint32_t n_segments;
    uint32_t share; /* the column of what the chain gets when something is closed aside */
    bool by_side;   /* in the plan to begin from */
};

static bool is_taken(const struct writing *writing, uint32_t choice)
{
    return bw_plan_draft_find(writing->draft, choice) != BW_NONE;
}

/* Is `choice` begun after `before` has ended, in the plan to begin from? */
static bool begins_after(const struct writing *writing, uint32_t before, uint32_t choice)
{
    const struct bw_plan_line *line =
        &writing->draft->lines[writing->problem->choices[choice].person];
    uint32_t a = bw_plan_draft_find(writing->draft, before);
    uint32_t b = bw_plan_draft_find(writing->draft, choice);
    return a != BW_NONE && b != BW_NONE && line->taken[a].end < line->taken[b].start;
}

/* Does the plan to begin from have what a mode asks, in time? */
static bool may_lean(const struct writing *writing, const struct bw_plan_mode *mode,
                     uint32_t choice)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < mode->n_after; i++)
        n += mode->loose ? is_taken(writing, mode->after[i])
                         : begins_after(writing, mode->after[i], choice);
    return n >= (mode->loose ? mode->loose : mode->n_after);
}

static void add_source(struct writing *writing, uint32_t source, double factor)
{
    const struct source *one = &writing->sources[source];
    if (one->column == BW_NONE)
        bw_plan_programme_add(writing->out, one->choice, factor);
    else
        bw_plan_rows_entry(writing->rows, one->column, factor);
}

static void gain_source(struct writing *writing, uint32_t source, double closes)
{
    const struct source *one = &writing->sources[source];
    if (one->column != BW_NONE) {
        bw_plan_programme_gain(writing->out, one->column, closes);
        return;
    }
    uint32_t column = writing->out->take[one->choice];
    for (uint32_t o = bw_plan_first_option(writing->problem, one->choice); o != BW_NONE;
         o = bw_plan_next_option(writing->problem, one->choice, o))
        bw_plan_programme_gain(writing->out, column++, closes);
}

/* Whether both are taken and `before` ends before `choice` starts: a row for each session of the
 * latter that is too early for some of the former. COMES when taking both is enough. */
static uint32_t pair_of(struct writing *writing, uint32_t before, uint32_t choice)
{
    const struct bw_plan_problem *problem = writing->problem;
    uint32_t first = writing->chooser->choice;
    uint32_t *known =
        &writing->before[(before - first) * writing->chooser->n_choices + (choice - first)];
    if (*known)
        return *known - 1;
    uint32_t column =
        bw_plan_programme_column(writing->out, 0, begins_after(writing, before, choice));
    bool matters = false;
    for (uint32_t o = bw_plan_first_option(problem, choice); o != BW_NONE;
         o = bw_plan_next_option(problem, choice, o)) {
        bw_day day = bw_plan_programme_last_start(problem, o, choice);
        uint32_t row = writing->rows->n_rows, entries = writing->rows->n_entries;
        bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY, 0);
        bw_plan_rows_entry(writing->rows, column, 1);
        if (!bw_plan_programme_add_ended(writing->out, before, day, -1)) {
            bw_plan_rows_undo(writing->rows, row, entries); /* it has ended whatever its session */
            continue;
        }
        bw_plan_programme_add_later(writing->out, choice, day, -1);
        matters = true;
    }
    if (!matters)
        bw_plan_programme_drop(writing->out, column);
    *known = 1 + (matters ? column : COMES);
    if (!matters)
        return COMES;
    bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY, 0);
    bw_plan_rows_entry(writing->rows, column, 1);
    bw_plan_programme_add(writing->out, before, -1);
    bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY, 0);
    bw_plan_rows_entry(writing->rows, column, 1);
    bw_plan_programme_add(writing->out, choice, -1);
    return column;
}

static bool helps(const struct writing *writing, uint32_t one, uint32_t other)
{
    return writing->problem->choices[other].helped_by >> (one - writing->chooser->choice) & 1;
}

/* column <= the pair, or the course when that is enough */
static void write_after(struct writing *writing, uint32_t column, uint32_t before, uint32_t pair)
{
    bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY, 0);
    bw_plan_rows_entry(writing->rows, column, 1);
    if (pair == COMES)
        bw_plan_programme_add(writing->out, before, -1);
    else
        bw_plan_rows_entry(writing->rows, pair, -1);
}

/* All courses of a mode, each in time for what leans on it. */
static void write_all(struct writing *writing, uint32_t column, const struct bw_plan_mode *mode,
                      uint32_t choice)
{
    for (uint32_t i = 0; i < mode->n_after; i++) {
        bool told = false;
        for (uint32_t k = i + 1; k <= mode->n_after; k++) {
            uint32_t later = k < mode->n_after ? mode->after[k] : choice;
            if (!helps(writing, mode->after[i], later))
                continue;
            uint32_t pair = pair_of(writing, mode->after[i], later);
            if (pair == COMES)
                continue;
            write_after(writing, column, mode->after[i], pair);
            told = true;
        }
        if (!told)
            write_after(writing, column, mode->after[i], COMES);
    }
}

/* One of the courses that each of several modes asks, in time. */
static void write_either(struct writing *writing, uint32_t column, const struct bw_plan_mode *modes,
                         uint32_t n, uint32_t choice)
{
    uint32_t *pairs = bw_arena_take(writing->arena, n * sizeof *pairs);
    for (uint32_t m = 0; m < n; m++)
        pairs[m] = pair_of(writing, modes[m].after[0], choice);
    bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY, 0);
    bw_plan_rows_entry(writing->rows, column, 1);
    for (uint32_t m = 0; m < n; m++)
        if (pairs[m] == COMES)
            bw_plan_programme_add(writing->out, modes[m].after[0], -1);
        else
            bw_plan_rows_entry(writing->rows, pairs[m], -1);
}

/* So many of many courses, whenever. */
static void write_loose(struct writing *writing, uint32_t column, const struct bw_plan_mode *mode)
{
    bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY, 0);
    bw_plan_rows_entry(writing->rows, column, mode->loose);
    for (uint32_t i = 0; i < mode->n_after; i++)
        bw_plan_programme_add(writing->out, mode->after[i], -1);
}

/* Modes from `mode` on that differ only in which one course they ask; the last of them. */
static uint32_t last_alike(const struct bw_plan_choice *choice, uint32_t mode)
{
    const struct bw_plan_mode *first = &choice->modes[mode];
    uint32_t last = mode;
    while (!first->loose && first->n_after == 1 && last + 1 < choice->n_modes &&
           !choice->modes[last + 1].loose && choice->modes[last + 1].n_after == 1 &&
           choice->modes[last + 1].kappa >= first->kappa * (1 - ALIKE))
        last++;
    return last;
}

/* What the modes `from` .. `last` ask of the column that stands for them. */
static void write_mode(struct writing *writing, uint32_t column, uint32_t choice, uint32_t from,
                       uint32_t last)
{
    const struct bw_plan_mode *mode = &writing->problem->choices[choice].modes[from];
    if (mode->loose)
        write_loose(writing, column, mode);
    else if (last > from)
        write_either(writing, column, mode, last - from + 1, choice);
    else
        write_all(writing, column, mode, choice);
}

/* The ways to take a choice: one of them when it is taken. */
static void write_modes(struct writing *writing, uint32_t choice, uint32_t *n_sources)
{
    const struct bw_plan_choice *one = &writing->problem->choices[choice];
    bool begun = false;
    uint32_t first = *n_sources;
    for (uint32_t m = 0, last; m < one->n_modes; m = last + 1) {
        last = last_alike(one, m);
        bool start = false;
        for (uint32_t i = m; i <= last; i++)
            start |=
                !begun && is_taken(writing, choice) && may_lean(writing, &one->modes[i], choice);
        begun |= start;
        struct source *source = &writing->sources[(*n_sources)++];
        *source = (struct source){choice, BW_NONE, one->modes[m].kappa, start};
        if (one->n_modes == 1 && one->modes[0].n_after == 0)
            return;
        source->column = bw_plan_programme_column(writing->out, 0, start);
        write_mode(writing, source->column, choice, m, last);
    }
    bw_plan_rows_row(writing->rows, 0, 0);
    bw_plan_programme_add(writing->out, choice, -1);
    for (uint32_t s = first; s < *n_sources; s++)
        bw_plan_rows_entry(writing->rows, writing->sources[s].column, 1);
}

/* Which choices have a step over all of a stretch. */
static uint32_t who_covers(const struct writing *writing, uint32_t low, uint32_t high,
                           uint32_t by[])
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < writing->chooser->n_choices; i++) {
        const struct bw_plan_choice *choice =
            &writing->problem->choices[writing->chooser->choice + i];
        bool covers = false;
        for (uint32_t s = 0; s < choice->n_steps && choice->n_modes > 0; s++)
            covers |= choice->steps[s].track == writing->need && choice->steps[s].entry <= low &&
                      choice->steps[s].top >= high;
        if (covers)
            by[n++] = i;
    }
    return n;
}

/* Divides the need's levels; neighbours that the same choices cover are one. */
static void divide(struct writing *writing)
{
    const struct bw_plan_track *track = &writing->chooser->tracks[writing->need];
    writing->n_segments = 0;
    for (uint32_t i = 0; i + 1 < track->n_levels; i++) {
        uint32_t *by = BW_ARENA_NEW(writing->arena, uint32_t, writing->chooser->n_choices);
        uint32_t n = who_covers(writing, i, i + 1, by);
        struct segment *last =
            writing->n_segments ? &writing->segments[writing->n_segments - 1] : NULL;
        if (n == 0)
            continue;
        if (last && last->high == i && last->n_by == n && memcmp(last->by, by, n * sizeof *by) == 0)
            last->high = i + 1;
        else if (writing->n_segments < SEGMENTS_MOST)
            writing->segments[writing->n_segments++] =
                (struct segment){.low = i, .high = i + 1, .by = by, .n_by = n, .cover = BW_NONE};
    }
}

/* P(X in the segment), and what lifting these to its top closes. */
static double mass_of(const struct writing *writing, const struct segment *segment, double *lift)
{
    const struct bw_plan_track *track = &writing->chooser->tracks[writing->need];
    double mass = 0;
    *lift = 0;
    for (uint32_t i = segment->low; i < segment->high; i++) {
        mass += track->mass[i];
        *lift +=
            track->lift[i] + track->mass[i] * (track->level[segment->high] - track->level[i + 1]);
    }
    return mass;
}

static double height_of(const struct writing *writing, const struct segment *segment)
{
    const struct bw_plan_track *track = &writing->chooser->tracks[writing->need];
    return track->level[segment->high] - track->level[segment->low];
}

static bool touches(const struct writing *writing, uint32_t k)
{
    return k + 1 < writing->n_segments && writing->segments[k].high == writing->segments[k + 1].low;
}

/* The best source of the plan to begin from that covers a segment; BW_NONE. */
static uint32_t best_start(const struct writing *writing, const struct segment *segment)
{
    uint32_t best = BW_NONE;
    for (uint32_t b = 0; b < segment->n_by; b++)
        for (uint32_t s = writing->source_at[segment->by[b]];
             s < writing->source_at[segment->by[b] + 1]; s++)
            if (writing->sources[s].start > 0 &&
                (best == BW_NONE || writing->sources[s].kappa > writing->sources[best].kappa))
                best = s;
    return best;
}

/* What the chain of the plan to begin from is worth, a need's order being right. */
static double chain_start(const struct writing *writing)
{
    double sum = 0;
    for (uint32_t i = 0; i < writing->n_segments; i++) {
        double lift, mass = mass_of(writing, &writing->segments[i], &lift), least = 2;
        for (uint32_t l = i; l < writing->n_segments; l++) {
            uint32_t best = best_start(writing, &writing->segments[l]);
            double kappa = best == BW_NONE ? 0 : writing->sources[best].kappa;
            least = kappa < least ? kappa : least;
            sum += least * (l == i ? lift : mass * height_of(writing, &writing->segments[l]));
            if (!touches(writing, l))
                break;
        }
    }
    return sum;
}

/* Of several the best one counts: a source, and what it is worth. */
struct runner {
    uint32_t source;
    double worth;
};

static int best_first(const void *a, const void *b)
{
    const struct runner *x = a, *y = b;
    if (x->worth > y->worth || x->worth < y->worth)
        return x->worth > y->worth ? -1 : 1;
    return (x->source > y->source) - (x->source < y->source);
}

/* What the best of n runners is worth, times a share: a column of shares, or what it leaves. */
struct race {
    struct runner *at;
    uint32_t n;
    uint32_t share; /* a column, or BW_NONE: all of it */
    bool of_rest;
};

/* best <= k * share + the sum of (worth - k) over runners worth more than k, for what each runner
 * is worth, and 0: the hull of a maximum (Cornuejols, Nemhauser & Wolsey's of the uncapacitated
 * plant location problem), without a column for each runner. */
static void write_level(struct writing *writing, const struct race *race, uint32_t best, double k)
{
    bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY,
                     race->share != BW_NONE && !race->of_rest ? 0 : k);
    bw_plan_rows_entry(writing->rows, best, 1);
    for (uint32_t i = 0; i < race->n && race->at[i].worth > k; i++)
        add_source(writing, race->at[i].source, k - race->at[i].worth);
    if (race->share != BW_NONE && k > 0)
        bw_plan_rows_entry(writing->rows, race->share, race->of_rest ? k : -k);
}

/* The column of it, which closes `closes` per unit. Worths that are much alike count as the larger.
 */
static uint32_t write_race(struct writing *writing, struct race *race, double closes, double start)
{
    bw_sort(race->at, race->n, sizeof *race->at, best_first);
    for (uint32_t i = 1; i < race->n; i++)
        if (race->at[i].worth >= race->at[i - 1].worth * (1 - ALIKE))
            race->at[i].worth = race->at[i - 1].worth;
    uint32_t best = bw_plan_programme_column(writing->out, closes, start);
    writing->rows->columns[best].high = race->at[0].worth;
    if (race->share != BW_NONE)
        write_level(writing, race, best, race->at[0].worth);
    for (uint32_t i = 0; i < race->n; i++) {
        double next = i + 1 < race->n ? race->at[i + 1].worth : 0;
        if (next < race->at[i].worth)
            write_level(writing, race, best, next);
    }
    return best;
}

/* Sources that count for the need by themselves, with what they close in levels and their chance.
 */
static struct race gather_asides(const struct writing *writing)
{
    size_t most = writing->source_at[writing->chooser->n_choices];
    struct race out = {.at = BW_ARENA_NEW(writing->arena, struct runner, most), .share = BW_NONE};
    for (uint32_t i = 0; i < writing->chooser->n_choices; i++) {
        const struct bw_plan_choice *choice =
            &writing->problem->choices[writing->chooser->choice + i];
        for (uint32_t k = 0; k < choice->n_sides; k++)
            for (uint32_t s = writing->source_at[i];
                 choice->sides[k].need == writing->need && s < writing->source_at[i + 1]; s++)
                out.at[out.n++] =
                    (struct runner){s, writing->sources[s].kappa * choice->sides[k].d};
    }
    return out;
}

/* What is closed aside, and the share of chance that is left to the chain then. */
static void write_asides(struct writing *writing)
{
    struct race race = gather_asides(writing);
    double most = 0, chain = chain_start(writing);
    writing->share = BW_NONE;
    if (race.n == 1 && writing->n_segments == 0)
        gain_source(writing, race.at->source, writing->w * race.at->worth);
    if (race.n == 0 || (race.n == 1 && writing->n_segments == 0))
        return;
    for (uint32_t i = 0; i < race.n; i++)
        if (writing->sources[race.at[i].source].start > 0 && race.at[i].worth > most)
            most = race.at[i].worth;
    writing->by_side = most > chain;
    if (writing->n_segments > 0)
        writing->share = bw_plan_programme_column(writing->out, 0, !writing->by_side);
    race.share = writing->share;
    race.of_rest = true;
    write_race(writing, &race, writing->w, writing->by_side || writing->n_segments == 0 ? most : 0);
}

/* Y of a segment: of the sources that cover it one counts, and none when the need is closed aside.
 */
static void write_cover(struct writing *writing, struct segment *segment)
{
    size_t most = writing->source_at[writing->chooser->n_choices];
    struct race race = {.at = BW_ARENA_NEW(writing->arena, struct runner, most),
                        .share = writing->share};
    uint32_t best = writing->by_side ? BW_NONE : best_start(writing, segment);
    double lift;
    mass_of(writing, segment, &lift);
    segment->start = best == BW_NONE ? 0 : writing->sources[best].kappa;
    for (uint32_t b = 0; b < segment->n_by; b++)
        for (uint32_t s = writing->source_at[segment->by[b]];
             s < writing->source_at[segment->by[b] + 1]; s++)
            race.at[race.n++] = (struct runner){s, writing->sources[s].kappa};
    segment->alone = race.at[0].source;
    if (race.n == 1 && race.share == BW_NONE)
        gain_source(writing, segment->alone, writing->w * lift * race.at[0].worth);
    else
        segment->cover = write_race(writing, &race, writing->w * lift, segment->start);
}

static void add_cover(struct writing *writing, const struct segment *segment, double factor)
{
    if (segment->cover != BW_NONE)
        bw_plan_rows_entry(writing->rows, segment->cover, factor);
    else
        add_source(writing, segment->alone, factor * writing->sources[segment->alone].kappa);
}

static bool covers(const struct segment *segment, uint32_t number)
{
    for (uint32_t b = 0; b < segment->n_by; b++)
        if (segment->by[b] == number)
            return true;
    return false;
}

static double highest_kappa(const struct writing *writing, uint32_t number)
{
    double most = 0;
    for (uint32_t s = writing->source_at[number]; s < writing->source_at[number + 1]; s++)
        most = writing->sources[s].kappa > most ? writing->sources[s].kappa : most;
    return most;
}

/* Who goes on over a boundary takes a course that covers both sides, or one below that ends before
 * one above starts. */
static void write_crossing(struct writing *writing, uint32_t column, uint32_t k)
{
    const struct segment *under = &writing->segments[k], *over = under + 1;
    uint32_t first = writing->chooser->choice;
    uint32_t *pairs = BW_ARENA_NEW(writing->arena, uint32_t, (size_t)under->n_by * over->n_by);
    double *kappas = BW_ARENA_NEW(writing->arena, double, (size_t)under->n_by * over->n_by);
    uint32_t n = 0;
    for (uint32_t a = 0; a < under->n_by; a++)
        for (uint32_t b = 0; b < over->n_by; b++) {
            if (covers(over, under->by[a]) || covers(under, over->by[b]))
                continue;
            double one = highest_kappa(writing, under->by[a]);
            double other = highest_kappa(writing, over->by[b]);
            pairs[n] = pair_of(writing, first + under->by[a], first + over->by[b]);
            kappas[n] = one < other ? one : other;
            if (pairs[n++] == COMES)
                return; /* nothing is said by a row that leaves one out */
        }
    bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY, 0);
    bw_plan_rows_entry(writing->rows, column, 1);
    for (uint32_t i = 0; i < n; i++)
        bw_plan_rows_entry(writing->rows, pairs[i], -kappas[i]);
    for (uint32_t a = 0; a < under->n_by; a++)
        if (covers(over, under->by[a]))
            bw_plan_programme_add(writing->out, first + under->by[a],
                                  -highest_kappa(writing, under->by[a]));
    double over_by = bw_plan_rows_sum(writing->rows);
    if (over_by > 0)
        writing->rows->start[column] -= over_by;
}

/* z of every run of segments, longer ones from shorter ones. */
static void write_runs(struct writing *writing)
{
    uint32_t n = writing->n_segments;
    uint32_t z[SEGMENTS_MOST][SEGMENTS_MOST];
    for (uint32_t length = 1; length < n; length++)
        for (uint32_t i = 0; i + length < n; i++) {
            uint32_t l = i + length;
            const struct segment *first = &writing->segments[i], *last = &writing->segments[l];
            z[i][l] = BW_NONE;
            bool whole = touches(writing, l - 1) &&
                         (length == 1 || (z[i][l - 1] != BW_NONE && z[i + 1][l] != BW_NONE));
            if (!whole)
                continue;
            double lift, mass = mass_of(writing, first, &lift);
            const double *starts = writing->rows->start;
            double a = length == 1 ? first->start : starts[z[i][l - 1]];
            double b = length == 1 ? last->start : starts[z[i + 1][l]];
            z[i][l] = bw_plan_programme_column(
                writing->out, writing->w * mass * height_of(writing, last), a < b ? a : b);
            bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY, 0);
            bw_plan_rows_entry(writing->rows, z[i][l], 1);
            if (length == 1)
                add_cover(writing, first, -1);
            else
                bw_plan_rows_entry(writing->rows, z[i][l - 1], -1);
            bw_plan_rows_row(writing->rows, -BW_MILP_INFINITY, 0);
            bw_plan_rows_entry(writing->rows, z[i][l], 1);
            if (length == 1)
                add_cover(writing, last, -1);
            else
                bw_plan_rows_entry(writing->rows, z[i + 1][l], -1);
            if (length == 1)
                write_crossing(writing, z[i][l], i);
        }
}

static void write_need(struct writing *writing, uint32_t need)
{
    writing->need = need;
    writing->w = writing->chooser->open[need]->w;
    writing->by_side = false;
    divide(writing);
    write_asides(writing);
    for (uint32_t k = 0; k < writing->n_segments; k++)
        write_cover(writing, &writing->segments[k]);
    write_runs(writing);
}

void bw_plan_programme_needs(struct bw_plan_programme *programme, const struct bw_plan_draft *draft,
                             uint32_t person)
{
    const struct bw_plan_problem *problem = programme->problem;
    const struct bw_plan_chooser *chooser = &problem->people[person];
    struct writing *writing = BW_ARENA_NEW(problem->arena, struct writing, 1);
    *writing = (struct writing){.out = programme,
                                .problem = problem,
                                .chooser = chooser,
                                .draft = draft,
                                .rows = &programme->rows,
                                .arena = problem->arena};
    uint32_t n = 0;
    for (uint32_t i = 0; i < chooser->n_choices; i++)
        n += problem->choices[chooser->choice + i].n_modes;
    writing->sources = BW_ARENA_NEW(problem->arena, struct source, n);
    writing->source_at = BW_ARENA_NEW(problem->arena, uint32_t, (size_t)chooser->n_choices + 1);
    writing->before =
        BW_ARENA_NEW(problem->arena, uint32_t, (size_t)chooser->n_choices * chooser->n_choices);
    n = 0;
    for (uint32_t i = 0; i < chooser->n_choices; i++) {
        writing->source_at[i] = n;
        if (problem->choices[chooser->choice + i].n_modes > 0)
            write_modes(writing, chooser->choice + i, &n);
    }
    writing->source_at[chooser->n_choices] = n;
    for (uint32_t need = 0; need < chooser->n_open; need++)
        write_need(writing, need);
}
