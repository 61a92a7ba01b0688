#include "tools/train/course_rates.h"

#include <stdbool.h>
#include <stdlib.h>

#include "model/base/log.h"

#define PRIOR_CAME 8.0
#define PRIOR_ALL 10.0

struct tally {
    uint32_t n, came;
};

/* Outcomes by course and by provider, and in all. */
struct tallies {
    struct tally *course, *provider, all;
};

static enum bw_err no_memory(struct bw_fail *fail)
{
    return bw_fail_set(fail, BW_INTERNAL, "memory is out");
}

static void add(struct tally *tally, unsigned came)
{
    tally->n++;
    tally->came += came;
}

static void free_tallies(struct tallies *tallies)
{
    free(tallies->course);
    free(tallies->provider);
}

static bool count(const struct bw_rate_outcomes *outcomes, struct tallies *out)
{
    *out = (struct tallies){calloc(outcomes->n_courses + 1, sizeof *out->course),
                            calloc(outcomes->n_providers + 1, sizeof *out->provider),
                            {0, 0}};
    if (!out->course || !out->provider)
        return false;
    for (size_t i = 0; i < outcomes->n; i++) {
        uint32_t course = outcomes->course[i], provider = outcomes->provider_of[course];
        add(&out->all, outcomes->came[i]);
        add(&out->course[course], outcomes->came[i]);
        if (provider != BW_NONE)
            add(&out->provider[provider], outcomes->came[i]);
    }
    return true;
}

static double rate_of_all(struct tally tally)
{
    return (PRIOR_CAME + tally.came) / (PRIOR_ALL + tally.n);
}

static double drawn(struct tally tally, double parent, double draw)
{
    return (tally.came + draw * parent) / (tally.n + draw);
}

static double parent_of_course(const struct bw_rate_outcomes *outcomes,
                               const struct tallies *tallies, size_t course, double draw)
{
    uint32_t provider = outcomes->provider_of[course];
    double all = rate_of_all(tallies->all);
    return provider == BW_NONE ? all : drawn(tallies->provider[provider], all, draw);
}

static double ln(double x)
{
    return x >= 1 ? bw_log(x) : -bw_log(1 / x);
}

/* ln of the chance of these outcomes, in their order, when the rate is beta distributed with that
 * mean and counts as `draw` outcomes. */
static double likelihood(struct tally tally, double mean, double draw)
{
    double sum = 0;
    for (uint32_t i = 0; i < tally.n; i++)
        sum -= ln(draw + i);
    for (uint32_t i = 0; i < tally.came; i++)
        sum += ln(draw * mean + i);
    for (uint32_t i = 0; i < tally.n - tally.came; i++)
        sum += ln(draw * (1 - mean) + i);
    return sum;
}

static double likelihood_of_all(const struct bw_rate_outcomes *outcomes,
                                const struct tallies *tallies, bool by_course,
                                struct bw_rate_draw draw)
{
    double sum = 0;
    for (size_t c = 0; by_course && c < outcomes->n_courses; c++)
        sum += likelihood(tallies->course[c], parent_of_course(outcomes, tallies, c, draw.provider),
                          draw.course);
    for (size_t p = 0; !by_course && p < outcomes->n_providers; p++)
        sum += likelihood(tallies->provider[p], rate_of_all(tallies->all), draw.provider);
    return sum;
}

/* The most likely draw of providers or, when that is known, of courses. */
static double most_likely(const struct bw_rate_outcomes *outcomes, const struct tallies *tallies,
                          bool by_course, struct bw_rate_draw draw)
{
    static const double draws[] = {160, 80, 40, 20, 10, 5};
    double best = draws[0], most = 0;
    for (size_t i = 0; i < sizeof draws / sizeof *draws; i++) {
        *(by_course ? &draw.course : &draw.provider) = draws[i];
        double sum = likelihood_of_all(outcomes, tallies, by_course, draw);
        if (i == 0 || sum > most) {
            best = draws[i];
            most = sum;
        }
    }
    return best;
}

enum bw_err bw_rates_learn_draw(const struct bw_rate_outcomes *outcomes, struct bw_rate_draw *out,
                                struct bw_fail *fail)
{
    struct tallies tallies;
    struct bw_rate_draw draw = {0, 0};
    bool well = count(outcomes, &tallies);
    if (well) {
        draw.provider = most_likely(outcomes, &tallies, false, draw);
        draw.course = most_likely(outcomes, &tallies, true, draw);
        *out = draw;
    }
    free_tallies(&tallies);
    return well ? BW_OK : no_memory(fail);
}

static int by_id(const void *a, const void *b)
{
    const struct bw_rate *x = a, *y = b;
    return bw_str_compare(x->id, y->id);
}

/* The rates of courses and of providers that have an outcome, in byte order of their ids. */
static void list_rates(const struct bw_rate_outcomes *outcomes, const struct tallies *tallies,
                       struct bw_rate_draw draw, struct bw_rate *list, struct bw_rates_parts *parts)
{
    size_t n = 0;
    for (size_t c = 0; c < outcomes->n_courses; c++) {
        struct tally tally = tallies->course[c];
        double parent = parent_of_course(outcomes, tallies, c, draw.provider);
        if (tally.n > 0)
            list[n++] = (struct bw_rate){outcomes->course_ids[c], drawn(tally, parent, draw.course),
                                         tally.n};
    }
    parts->courses = list;
    parts->n_courses = n;
    for (size_t p = 0; p < outcomes->n_providers; p++) {
        struct tally tally = tallies->provider[p];
        if (tally.n > 0)
            list[n++] = (struct bw_rate){outcomes->provider_ids[p],
                                         drawn(tally, parts->overall, draw.provider), tally.n};
    }
    parts->providers = list + parts->n_courses;
    parts->n_providers = n - parts->n_courses;
    qsort(list, parts->n_courses, sizeof *list, by_id);
    qsort(list + parts->n_courses, parts->n_providers, sizeof *list, by_id);
}

enum bw_err bw_rates_learn(const struct bw_rate_outcomes *outcomes, struct bw_rate_draw draw,
                           void **bytes, size_t *n, struct bw_fail *fail)
{
    struct tallies tallies = {NULL, NULL, {0, 0}};
    struct bw_rates_parts parts = {.n_outcomes = (uint32_t)outcomes->n};
    struct bw_rate *list = calloc(outcomes->n_courses + outcomes->n_providers + 1, sizeof *list);
    bool well = list && count(outcomes, &tallies);
    enum bw_err err = BW_OK;
    if (well) {
        parts.overall = rate_of_all(tallies.all);
        list_rates(outcomes, &tallies, draw, list, &parts);
        err = bw_rates_pack(&parts, bytes, n, fail);
    }
    free_tallies(&tallies);
    free(list);
    return well ? err : no_memory(fail);
}

/* What a tally before a day is of: all outcomes, those of a provider, those of a course. */
enum whose { OF_ALL, OF_PROVIDER, OF_COURSE, WHOSE };

/* A row is twice in a list of moments: when it asks, and when what came of it is known. */
struct moment {
    uint32_t key, employee, row;
    int32_t day;
    bool tells; /* on the same day what asks is before what tells */
};

static int by_moment(const void *a, const void *b)
{
    const struct moment *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    if (x->employee != y->employee)
        return x->employee < y->employee ? -1 : 1;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    if (x->tells != y->tells)
        return x->tells ? 1 : -1;
    return (x->row > y->row) - (x->row < y->row);
}

static uint32_t key_of(const struct bw_rate_outcomes *outcomes, enum whose whose, size_t row)
{
    uint32_t course = outcomes->course[row];
    return whose == OF_COURSE ? course : whose == OF_PROVIDER ? outcomes->provider_of[course] : 0;
}

/* Sets each row's tally to what was known before it asked; then, with `own`, takes from it what of
 * that was the own employee's. */
static void tally_before(const struct bw_rate_outcomes *outcomes, enum whose whose, bool own,
                         struct moment *moments, struct tally *out)
{
    struct tally now = {0, 0};
    size_t n = 2 * outcomes->n;
    for (size_t m = 0; m < n; m++) {
        uint32_t row = (uint32_t)(m / 2);
        bool tells = m % 2;
        moments[m] =
            (struct moment){key_of(outcomes, whose, row), own ? outcomes->employee[row] : 0, row,
                            tells ? outcomes->known[row] : outcomes->asked[row], tells};
    }
    qsort(moments, n, sizeof *moments, by_moment);
    for (size_t m = 0; m < n; m++) {
        const struct moment *moment = &moments[m];
        if (m == 0 || moment->key != moments[m - 1].key ||
            moment->employee != moments[m - 1].employee)
            now = (struct tally){0, 0};
        struct tally *to = &out[moment->row];
        if (moment->tells)
            add(&now, outcomes->came[moment->row]);
        else
            *to = own ? (struct tally){to->n - now.n, to->came - now.came} : now;
    }
}

enum bw_err bw_rates_before(const struct bw_rate_outcomes *outcomes, struct bw_rate_draw draw,
                            struct bw_rate_pair *out, struct bw_fail *fail)
{
    struct moment *moments = malloc((2 * outcomes->n + 1) * sizeof *moments);
    struct tally *tallies[WHOSE];
    bool well = moments != NULL;
    for (size_t w = 0; w < WHOSE; w++) {
        tallies[w] = calloc(outcomes->n + 1, sizeof *tallies[w]);
        well = well && tallies[w];
    }
    for (size_t w = 0; well && w < WHOSE; w++) {
        tally_before(outcomes, (enum whose)w, false, moments, tallies[w]);
        tally_before(outcomes, (enum whose)w, true, moments, tallies[w]);
    }
    for (size_t i = 0; well && i < outcomes->n; i++) {
        double provider = rate_of_all(tallies[OF_ALL][i]);
        if (key_of(outcomes, OF_PROVIDER, i) != BW_NONE)
            provider = drawn(tallies[OF_PROVIDER][i], provider, draw.provider);
        out[i] =
            (struct bw_rate_pair){drawn(tallies[OF_COURSE][i], provider, draw.course), provider};
    }
    for (size_t w = 0; w < WHOSE; w++)
        free(tallies[w]);
    free(moments);
    return well ? BW_OK : no_memory(fail);
}
