#include "model/report/divergence.h"

#include <math.h>

#include "model/base/sort.h"
#include "model/base/student.h"

const enum bw_source bw_divergence_others[BW_DIVERGENCE_OTHERS] = {BW_SOURCE_MANAGER,
                                                                   BW_SOURCE_PEER, BW_SOURCE_TEST};
#define OTHERS (1u << BW_SOURCE_MANAGER | 1u << BW_SOURCE_PEER | 1u << BW_SOURCE_TEST)

/* One difference of one person. */
struct point {
    const struct bw_person *person;
    double difference;
};

/* A rating with what each source says by itself. */
struct rated {
    struct bw_rating rating;
    unsigned sources; /* set of 1 << place among the others */
    double by_source[BW_DIVERGENCE_OTHERS];
};

/* The report in the making. */
struct making {
    const struct bw_ground *ground;
    struct rated *at; /* by person, then competency */
    size_t n;
    struct point *points; /* room for all */
    struct bw_divergence report;
};

static void rate(struct making *making, const struct bw_mind *mind, const struct bw_known *known)
{
    const struct bw_catalogue *cat = mind->cat;
    struct bw_arena *arena = making->ground->arena;
    struct rated out = {.rating = {.person = mind->person, .competency = known->competency}};
    struct bw_rating *rating = &out.rating;
    if (!bw_mind_said(mind, known->competency, 1u << BW_SOURCE_SELF, arena, &rating->own) ||
        !bw_mind_said(mind, known->competency, OTHERS, arena, &rating->others))
        return;
    rating->own += cat->trust[BW_SOURCE_SELF].bias;
    rating->difference = rating->own - rating->others;
    for (unsigned s = 0; s < BW_DIVERGENCE_OTHERS; s++) {
        double said;
        if (!bw_mind_said(mind, known->competency, 1u << bw_divergence_others[s], arena, &said))
            continue;
        out.sources |= 1u << s;
        out.by_source[s] = rating->own - said;
    }
    making->at[making->n++] = out;
}

static size_t ratings_most(const struct bw_ground *ground)
{
    size_t most = 0;
    for (size_t i = 0; i < ground->people.n; i++)
        for (size_t k = 0; k < ground->people.at[i].n_items; k++)
            most += ground->people.at[i].items[k].source == BW_SOURCE_SELF;
    return most;
}

static void rate_all(struct making *making)
{
    const struct bw_ground *ground = making->ground;
    making->at = bw_arena_take(ground->arena, ratings_most(ground) * sizeof *making->at);
    for (size_t i = 0; i < ground->people.n && bw_ground_is_wanted(ground); i++) {
        size_t mark = bw_arena_mark(ground->arena);
        struct bw_mind mind = bw_mind_make(ground->cat, ground->peers, &ground->people.at[i],
                                           ground->as_of, ground->arena);
        for (size_t k = 0; k < mind.n_known; k++)
            rate(making, &mind, &mind.known[k]);
        bw_arena_rewind(ground->arena, mark);
    }
    making->points = bw_arena_take(ground->arena, making->n * sizeof *making->points);
}

static double mean_of(const struct point *points, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += points[i].difference;
    return sum / (double)n;
}

/* The interval, and what else is about spread; mean, n and people are there. */
static void spread(struct bw_apart *apart, const struct point *points)
{
    double squares = 0, between = 0, of_person = 0;
    for (size_t i = 0; i < apart->n; i++) {
        double rest = points[i].difference - apart->mean;
        squares += rest * rest;
        of_person += rest;
        if (i + 1 == apart->n || points[i + 1].person != points[i].person) {
            between += of_person * of_person;
            of_person = 0;
        }
    }
    double people = (double)apart->people, n = (double)apart->n;
    double error = sqrt(between * people / (people - 1)) / n;
    double reach = bw_student_975(apart->people - 1) * error;
    apart->sd = sqrt(squares / (n - 1));
    apart->low = apart->mean - reach;
    apart->high = apart->mean + reach;
}

/* Points of one person are neighbours. */
static struct bw_apart measure(const struct point *points, size_t n)
{
    struct bw_apart out = {.team = BW_NONE, .competency = BW_NONE, .n = n};
    for (size_t i = 0; i < n; i++) {
        out.people += i == 0 || points[i - 1].person != points[i].person;
        out.above += points[i].difference > BW_DIVERGENCE_FAR;
        out.below += points[i].difference < -BW_DIVERGENCE_FAR;
    }
    if (out.people >= BW_DIVERGENCE_LEAST) {
        out.mean = mean_of(points, n);
        spread(&out, points);
    }
    return out;
}

/* The points of ratings from .. to. */
static const struct point *points_of(struct making *making, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        making->points[i - from] =
            (struct point){making->at[i].rating.person, making->at[i].rating.difference};
    return making->points;
}

static void measure_all(struct making *making, struct bw_apart *out)
{
    *out = measure(points_of(making, 0, making->n), making->n);
}

static void measure_sources(struct making *making)
{
    for (unsigned s = 0; s < BW_DIVERGENCE_OTHERS; s++) {
        size_t n = 0;
        for (size_t i = 0; i < making->n; i++)
            if (making->at[i].sources >> s & 1)
                making->points[n++] =
                    (struct point){making->at[i].rating.person, making->at[i].by_source[s]};
        making->report.by_source[s] = measure(making->points, n);
    }
}

/* Only those of `team` stay. */
static void narrow(struct making *making, uint32_t team)
{
    size_t n = 0;
    for (size_t i = 0; i < making->n; i++)
        if (team == BW_NONE || making->at[i].rating.person->team == team)
            making->at[n++] = making->at[i];
    making->n = n;
}

static int compare(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int by_person(const struct bw_rating *x, const struct bw_rating *y)
{
    if (x->person != y->person)
        return x->person < y->person ? -1 : 1; /* they are in the order of their ids */
    return compare(x->competency, y->competency);
}

static int by_team(const void *a, const void *b)
{
    const struct bw_rating *x = &((const struct rated *)a)->rating;
    const struct bw_rating *y = &((const struct rated *)b)->rating;
    int order = compare(x->person->team, y->person->team);
    return order ? order : by_person(x, y);
}

static int by_competency(const void *a, const void *b)
{
    const struct bw_rating *x = &((const struct rated *)a)->rating;
    const struct bw_rating *y = &((const struct rated *)b)->rating;
    int order = compare(x->competency, y->competency);
    return order ? order : by_person(x, y);
}

static int by_cell(const void *a, const void *b)
{
    const struct bw_rating *x = &((const struct rated *)a)->rating;
    const struct bw_rating *y = &((const struct rated *)b)->rating;
    int order = compare(x->competency, y->competency);
    if (!order)
        order = compare(x->person->team, y->person->team);
    return order ? order : by_person(x, y);
}

static int furthest_first(const void *a, const void *b)
{
    const struct bw_apart *x = a, *y = b;
    if (fabs(x->mean) > fabs(y->mean) || fabs(x->mean) < fabs(y->mean))
        return fabs(x->mean) > fabs(y->mean) ? -1 : 1;
    int order = compare(x->team, y->team);
    return order ? order : compare(x->competency, y->competency);
}

/* Where the ratings end that are like the one at `from`, in what was sorted by. */
static size_t end_of(const struct making *making, size_t from, bool team, bool competency)
{
    const struct bw_rating *first = &making->at[from].rating;
    size_t end = from + 1;
    for (; end < making->n; end++) {
        const struct bw_rating *next = &making->at[end].rating;
        if ((team && next->person->team != first->person->team) ||
            (competency && next->competency != first->competency))
            break;
    }
    return end;
}

/* One line for each team, or each competency, that enough people say something of. */
static struct bw_aparts list_lines(struct making *making, bool team)
{
    size_t n = 0;
    bw_sort(making->at, making->n, sizeof *making->at, team ? by_team : by_competency);
    for (size_t i = 0; i < making->n; i = end_of(making, i, team, !team))
        n++;
    struct bw_apart *lines = BW_ARENA_NEW(making->ground->arena, struct bw_apart, n);
    n = 0;
    for (size_t i = 0, end; i < making->n; i = end) {
        end = end_of(making, i, team, !team);
        struct bw_apart apart = measure(points_of(making, i, end), end - i);
        apart.team = team ? making->at[i].rating.person->team : BW_NONE;
        apart.competency = team ? BW_NONE : making->at[i].rating.competency;
        if (apart.people >= BW_DIVERGENCE_LEAST)
            lines[n++] = apart;
    }
    bw_sort(lines, n, sizeof *lines, furthest_first);
    return (struct bw_aparts){lines, n};
}

/* The cells of one competency, ratings from .. to: those of small teams become one. */
static size_t list_cells_of(struct making *making, size_t from, size_t to, struct bw_apart *out)
{
    uint32_t competency = making->at[from].rating.competency;
    size_t n = 0, small = 0;
    for (size_t i = from, end; i < to; i = end) {
        end = end_of(making, i, true, true);
        struct bw_apart apart = measure(points_of(making, i, end), end - i);
        apart.team = making->at[i].rating.person->team;
        apart.competency = competency;
        if (apart.people >= BW_DIVERGENCE_LEAST)
            out[n++] = apart;
        else
            small += end - i;
    }
    size_t kept = 0;
    for (size_t i = from, end; small > 0 && i < to; i = end) {
        end = end_of(making, i, true, true);
        for (size_t k = i; end - i < BW_DIVERGENCE_LEAST && k < end; k++)
            making->points[kept++] =
                (struct point){making->at[k].rating.person, making->at[k].rating.difference};
    }
    struct bw_apart rest = measure(making->points, kept);
    rest.competency = competency;
    if (rest.people >= BW_DIVERGENCE_LEAST)
        out[n++] = rest;
    else
        making->report.withheld += kept;
    return n;
}

static struct bw_aparts list_cells(struct making *making)
{
    bw_sort(making->at, making->n, sizeof *making->at, by_cell);
    struct bw_apart *cells = BW_ARENA_NEW(making->ground->arena, struct bw_apart, making->n);
    size_t n = 0;
    for (size_t i = 0, end; i < making->n; i = end) {
        end = end_of(making, i, false, true);
        n += list_cells_of(making, i, end, cells + n);
    }
    bw_sort(cells, n, sizeof *cells, furthest_first);
    return (struct bw_aparts){cells, n};
}

static int furthest_rating(const void *a, const void *b)
{
    const struct bw_rating *x = a, *y = b;
    double of_x = fabs(x->difference), of_y = fabs(y->difference);
    if (of_x > of_y || of_x < of_y)
        return of_x > of_y ? -1 : 1;
    return by_person(x, y);
}

static void list_far(struct making *making)
{
    struct bw_rating *far =
        bw_arena_take(making->ground->arena, making->n * sizeof *making->report.far);
    size_t n = 0;
    for (size_t i = 0; i < making->n; i++) {
        const struct bw_rating *rating = &making->at[i].rating;
        if (fabs(rating->difference) > BW_DIVERGENCE_FAR && !rating->person->objects_to_profiling)
            far[n++] = *rating;
    }
    bw_sort(far, n, sizeof *far, furthest_rating);
    making->report.far = far;
    making->report.n_far = n;
}

struct bw_divergence bw_divergence_make(const struct bw_ground *ground, uint32_t team)
{
    struct making making = {.ground = ground};
    making.report.bias = ground->cat->trust[BW_SOURCE_SELF].bias;
    rate_all(&making);
    measure_all(&making, &making.report.org);
    narrow(&making, team);
    measure_all(&making, &making.report.all);
    measure_sources(&making);
    list_far(&making);
    making.report.teams = list_lines(&making, true);
    making.report.competencies = list_lines(&making, false);
    making.report.cells = list_cells(&making);
    return making.report;
}
