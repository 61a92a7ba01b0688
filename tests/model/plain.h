#pragma once
/* The list straight from its definition: a greedy that looks at every course at every step and
 * knows no index, no heap and no bounds. */
#include "model/learned/preference.h"
#include "model/recommend.h"
#include "tests/model/town.h"

/* What a learned model says of each course for the town's person. */
struct plain_model {
    double p[TOWN_COURSES];
    double together[TOWN_COURSES]; /* share that co-enrolment adds */
    struct bw_preference weights;
};

/* Fails unless `advice`, of the town's person and question, is that list. model NULL: the closed
 * form. Returns how many courses were on it. */
size_t plain_check(const struct town *town, const struct bw_advice *advice,
                   const struct plain_model *model);
