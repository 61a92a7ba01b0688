#include "model/learned/learning.h"

#include "model/learned/feature.h"

static const struct bw_preference weights_default = {BW_PREFERENCE_DEFAULT, BW_PREFERENCE_DEFAULT,
                                                     BW_PREFERENCE_DEFAULT, BW_PREFERENCE_DEFAULT};

static enum bw_err open_success(const struct bw_learned *learned, struct bw_learning *out,
                                struct bw_fail *fail)
{
    struct bw_section chance = bw_learned_section(learned, BW_SECTION_CHANCE);
    struct bw_section rates = bw_learned_section(learned, BW_SECTION_RATES);
    enum bw_err err = BW_OK;
    if (chance.at)
        err = bw_chance_open(chance.at, chance.n, BW_FEATURE_COUNT, &out->chance, fail);
    if (!err && rates.at)
        err = bw_rates_open(rates.at, rates.n, &out->rates, fail);
    return err;
}

static enum bw_err open_choice(const struct bw_learned *learned, struct bw_learning *out,
                               struct bw_fail *fail)
{
    struct bw_section coenrol = bw_learned_section(learned, BW_SECTION_COENROL);
    struct bw_section preference = bw_learned_section(learned, BW_SECTION_PREFERENCE);
    struct bw_preference learned_weights = weights_default;
    enum bw_err err = BW_OK;
    if (coenrol.at)
        err = bw_coenrol_open(coenrol.at, coenrol.n, &out->coenrol, fail);
    if (!err && preference.at)
        err = bw_preference_open(preference.at, preference.n, &learned_weights, fail);
    out->weights = out->parts & BW_PART_PREFERENCE ? learned_weights : weights_default;
    if (!(out->parts & BW_PART_CO_ENROLMENT))
        out->weights.co_enrolment = 0;
    return err;
}

enum bw_err bw_learning_open(const struct bw_learned *learned, unsigned parts,
                             struct bw_learning *out, struct bw_fail *fail)
{
    struct bw_learning opened = {.parts = parts & bw_learned_parts(learned)};
    enum bw_err err = open_success(learned, &opened, fail);
    if (!err)
        err = open_choice(learned, &opened, fail);
    if (!err)
        *out = opened;
    return err;
}

bool bw_learning_look_up(const struct bw_learning *learning, const struct bw_catalogue *cat,
                         const struct bw_vectors *vectors, struct bw_lore *out)
{
    return bw_lore_make(learning->rates.head ? &learning->rates : NULL,
                        learning->coenrol.n_courses ? &learning->coenrol : NULL, cat, vectors, out);
}
