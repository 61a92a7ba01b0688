#include "tools/simulate/simulate_nature.h"

#include <stddef.h>

#include "model/base/normal.h"

const struct bw_sim_nature bw_sim_nature_fixed = {
    .eyes =
        {
            [BW_SOURCE_SELF] = {.bias = .3, .sd = .8, .rater_sd = .5, .steps = 2},
            [BW_SOURCE_PEER] = {.bias = .2, .sd = .65, .rater_sd = .35, .steps = 2},
            [BW_SOURCE_MANAGER] = {.bias = -.1, .sd = .55, .rater_sd = .3, .steps = 2},
            [BW_SOURCE_TEST] = {.bias = -.05, .sd = .4, .steps = 10},
            [BW_SOURCE_CERTIFICATE] = {.bias = .1, .sd = .5, .steps = 1},
            [BW_SOURCE_COURSE] = {.bias = 0, .sd = 0, .steps = 2},
        },
    .ability_sd = .4,
    .drive_sd = .7,
    .start_below = .9,
    .start_sd = .8,
    .later_mean = .3,
    .later_sd = .5,
    .practice_least = .5,
    .practice_years = 2,
    .forget_years = 3,
    .forget_left = .4,
    .unmet_most = .8,
    .effect_mean = .7,
    .effect_sd = .15,
    .entry_slack = .7,
    .unready = .35,
    .gain_left = .55,
    .gain_years = 2.5,
    .odds = 2.6,
    .per_hour = .004,
    .steep_from = 1.5,
    .steep = .8,
    .lack = .9,
    .difficulty_sd = .6,
    .breadth = 4.5, /* mean 5 in all, as in catalogues of ESCO's size */
    .revised_roles = .3,
    .revised_share = .1,
    .mandatory = 2,
    .lapse = .5,
};

#define AT(field) offsetof(struct bw_sim_nature, field)
#define EYE(source, field) AT(eyes[source].field)

static const struct {
    const char *name;
    size_t at;
    double low, high;
} ranges[] = {
    /* Self-assessment agrees with what is measured at about .3, and is too high for most people but
     * not everywhere; people differ in it more than they do from one question to the next. */
    {"self.bias", EYE(BW_SOURCE_SELF, bias), 0, 1},
    {"self.sd", EYE(BW_SOURCE_SELF, sd), .5, 1.2},
    {"self.rater_sd", EYE(BW_SOURCE_SELF, rater_sd), .3, 1.3},
    /* One manager agrees with another at about .5, one colleague at about .4 and is milder; half of
     * the difference is the rater's, the other half of the moment. */
    {"peer.bias", EYE(BW_SOURCE_PEER, bias), -.1, .6},
    {"peer.sd", EYE(BW_SOURCE_PEER, sd), .4, 1},
    {"peer.rater_sd", EYE(BW_SOURCE_PEER, rater_sd), .2, .8},
    {"manager.bias", EYE(BW_SOURCE_MANAGER, bias), -.4, .4},
    {"manager.sd", EYE(BW_SOURCE_MANAGER, sd), .35, .9},
    {"manager.rater_sd", EYE(BW_SOURCE_MANAGER, rater_sd), .2, .8},
    /* Tests of .7 to .95 reliability; papers are for passing, so they say rather much. */
    {"test.bias", EYE(BW_SOURCE_TEST, bias), -.25, .25},
    {"test.sd", EYE(BW_SOURCE_TEST, sd), .25, .65},
    {"certificate.bias", EYE(BW_SOURCE_CERTIFICATE, bias), -.2, .6},
    {"certificate.sd", EYE(BW_SOURCE_CERTIFICATE, sd), .3, .8},
    /* People. */
    {"ability_sd", AT(ability_sd), .15, .6},
    {"drive_sd", AT(drive_sd), .3, 1.1},
    {"start_below", AT(start_below), .3, 1.6},
    {"start_sd", AT(start_sd), .5, 1.1},
    {"later_mean", AT(later_mean), 0, .9},
    {"later_sd", AT(later_sd), .2, .8},
    {"practice_least", AT(practice_least), .1, .8},
    {"practice_years", AT(practice_years), 1, 6},
    /* Unused skill: half of what goes is gone after a year or after many. */
    {"forget_years", AT(forget_years), 1, 8},
    {"forget_left", AT(forget_left), .2, .8},
    {"unmet_most", AT(unmet_most), .4, 1.4},
    /* What is learnt, and what is left of it at work: transfer is between a third and most. */
    {"effect_mean", AT(effect_mean), .5, .95},
    {"effect_sd", AT(effect_sd), .05, .25},
    {"entry_slack", AT(entry_slack), .3, 1.2},
    {"unready", AT(unready), .1, .7},
    {"spill", AT(spill), 0, .35},
    {"gain_left", AT(gain_left), .3, .9},
    {"gain_years", AT(gain_years), 1, 5},
    /* Completion of work courses is 50 to 95 %. */
    {"odds", AT(odds), 1.6, 3.4},
    {"per_hour", AT(per_hour), 0, .02},
    {"per_week", AT(per_week), 0, .5},
    {"steep_from", AT(steep_from), .8, 2},
    {"steep", AT(steep), .3, 1.3},
    {"lack", AT(lack), .2, 1.2},
    {"initiative", AT(initiative), 0, .8},
    {"difficulty_sd", AT(difficulty_sd), .2, .9},
    {"provider_sd", AT(provider_sd), 0, .6},
    /* Looking at a list falls with the place about as 1/r, in some much less. */
    {"look_power", AT(look_power), .3, 1.6},
    {"relevance", AT(relevance), .2, 1.5},
    {"taste", AT(taste), 0, 1.5},
    {"eager", AT(eager), 0, .4},
    {"wrong_tags", AT(wrong_tags), -.3, .3}, /* below 0 is none: half of the worlds */
    /* Of few competencies, so that courses of five would soon have taught all of them. */
    {"breadth", AT(breadth), .8, 2.5},
    {"revised_roles", AT(revised_roles), .3, .8},
    {"revised_share", AT(revised_share), .1, .35},
    {"mandatory", AT(mandatory), 1.2, 3.5},
    {"lapse", AT(lapse), .3, 1},
};
#define RANGES (sizeof ranges / sizeof *ranges)

struct bw_sim_nature bw_sim_nature_draw(uint64_t seed, uint32_t stream)
{
    struct bw_sim_nature nature = bw_sim_nature_fixed; /* the steps in which sources answer */
    for (size_t i = 0; i < RANGES; i++) {
        struct bw_draw draw = bw_draw_start(seed, stream, i);
        double drawn = ranges[i].low + (ranges[i].high - ranges[i].low) * bw_draw_unit(&draw);
        *bw_sim_nature_at(&nature, i) = drawn;
    }
    if (nature.wrong_tags < 0)
        nature.wrong_tags = 0;
    return nature;
}

const char *bw_sim_nature_name(size_t i)
{
    return i < RANGES ? ranges[i].name : NULL;
}

double *bw_sim_nature_at(struct bw_sim_nature *nature, size_t i)
{
    return (double *)((char *)nature + ranges[i].at);
}

double bw_sim_nature_chance(const struct bw_sim_nature *nature, const struct bw_sim_try *at)
{
    double odds =
        nature->odds + at->drive - at->difficulty - nature->per_hour * at->hours -
        (at->climb > nature->steep_from ? nature->steep * (at->climb - nature->steep_from) : 0) -
        nature->lack * at->lack - nature->per_week * at->weeks +
        nature->initiative * at->initiative;
    return 1 / (1 + bw_exp(-odds));
}

double bw_sim_nature_gain(const struct bw_sim_nature *nature, double effect, double from, double to,
                          double level)
{
    double way = to - level;
    if (way <= 0)
        return 0;
    return way * effect * (level >= from - nature->entry_slack ? 1 : nature->unready);
}
