#pragma once
/* Outcomes that are made up from a known truth. */
#include "tools/train/outcomes.h"

#define MADE_FEATURES ((size_t)14)

enum made_truth {
    MADE_LINEAR, /* the logit of completing is a sum of the features */
    MADE_BENT,   /* it is high near a point and falls off around it */
    MADE_BLIND   /* it is .8 whatever the features are */
};

struct made_outcomes {
    struct bw_outcomes outcomes;
    double *features, *p; /* p: the true chance of each */
    unsigned char *came;
    uint32_t *employee;
};

/* `n` outcomes, ten a person on average; to be freed. Fails the program when memory is out. */
struct made_outcomes made_outcomes(size_t n, enum made_truth truth, uint64_t seed);
void made_outcomes_free(struct made_outcomes *made);
