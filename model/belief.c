#include "model/belief.h"

#include <math.h>

#define DRIFT_PER_MONTH .08
#define DRIFT_MOST 1.4
/* More judges of one kind than this share the weight of this many: they talk to each other. */
#define JUDGES_MOST 3

const struct bw_trust bw_trust_default[BW_SOURCE_COUNT] = {
    [BW_SOURCE_SELF] = {3.5, .5},       [BW_SOURCE_PEER] = {.93, 0},
    [BW_SOURCE_MANAGER] = {.93, 0},     [BW_SOURCE_TEST] = {.23, 0},
    [BW_SOURCE_CERTIFICATE] = {.23, 0}, [BW_SOURCE_COURSE] = {.23, 0},
};

const struct bw_belief bw_belief_unknown = {.mean = .5, .sd = 1.4142135623730951};

const char *bw_source_name(enum bw_source source)
{
    static const char *const names[] = {"self", "peer", "manager", "test", "certificate", "course"};
    return source < BW_SOURCE_COUNT ? names[source] : "?";
}

double bw_belief_fading(double variance, double half_life_months)
{
    return half_life_months > 0 ? variance / half_life_months : .02;
}

static double corrected_level(const struct bw_evidence *item, const struct bw_trust *trust)
{
    double drift = DRIFT_PER_MONTH * item->idle_months;
    return item->level - trust->bias - (drift < DRIFT_MOST ? drift : DRIFT_MOST);
}

static double crowding(const size_t count[], enum bw_source source)
{
    bool judges = source == BW_SOURCE_MANAGER || source == BW_SOURCE_PEER;
    return judges && count[source] > JUDGES_MOST ? (double)JUDGES_MOST / (double)count[source] : 1;
}

static double precision_of(const struct bw_evidence *item, const struct bw_trust *trust,
                           double half_life_months, const size_t count[])
{
    double fading = bw_belief_fading(trust->variance, half_life_months);
    return crowding(count, item->source) / (trust->variance + fading * item->age_months);
}

static void count_sources(const struct bw_evidence items[], size_t n, size_t count[])
{
    for (size_t i = 0; i < n; i++)
        count[items[i].source]++;
}

double bw_belief_mean(const struct bw_trust trust[], double half_life_months,
                      const struct bw_evidence items[], size_t n)
{
    size_t count[BW_SOURCE_COUNT] = {0};
    count_sources(items, n, count);
    double precision = 0, sum = 0;
    for (size_t i = 0; i < n; i++) {
        const struct bw_trust *t = &trust[items[i].source];
        double share = precision_of(&items[i], t, half_life_months, count);
        precision += share;
        sum += share * corrected_level(&items[i], t);
    }
    return sum / precision;
}

struct bw_belief bw_belief_update(struct bw_belief prior, const struct bw_trust trust[],
                                  double half_life_months, const struct bw_evidence items[],
                                  size_t n, double pull[])
{
    size_t count[BW_SOURCE_COUNT] = {0};
    count_sources(items, n, count);
    double precision = 1 / (prior.sd * prior.sd), moved = 0;
    for (size_t i = 0; i < n; i++) {
        const struct bw_trust *t = &trust[items[i].source];
        double share = precision_of(&items[i], t, half_life_months, count);
        double distance = corrected_level(&items[i], t) - prior.mean;
        bool counts = items[i].source != BW_SOURCE_COURSE || distance > moved / precision;
        if (counts) {
            precision += share;
            moved += share * distance;
        }
        if (pull)
            pull[i] = counts ? share * distance : 0;
    }
    for (size_t i = 0; pull && i < n; i++)
        pull[i] /= precision;
    return (struct bw_belief){prior.mean + moved / precision, sqrt(1 / precision)};
}
