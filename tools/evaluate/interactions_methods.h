#pragma once
/* The ways of foretelling that are measured beside each other: popularity, item-kNN, EASE^R whole,
 * the follow-up alone, and what the daemon would serve. Each is chosen on the items before the one
 * held back, then learned from all but that. Owns what each learned. One thread; scoring any. */
#include "tools/ease/judge.h"
#include "tools/ease/learn.h"

enum bw_method {
    BW_METHOD_POPULARITY,
    BW_METHOD_KNN,
    BW_METHOD_EASE,
    BW_METHOD_FOLLOW,
    BW_METHOD_SERVED,
    BW_METHOD_COUNT
};

/* "popularity": as JSON names it. */
const char *bw_method_name(enum bw_method method);

/* What there is to learn from, the same for all: how->back is 1. */
struct bw_method_data {
    const struct bw_taken *taken;
    const struct bw_learn_how *how;
    struct bw_judge older;  /* whom choices are judged by */
    struct bw_taken before; /* what is learned from to choose */
};

struct bw_method_learnt {
    enum bw_method method;
    uint32_t n_items, n_known;
    uint32_t neighbours;           /* kNN: of a target */
    struct bw_learn_choice choice; /* EASE^R: the ridge; follow-up: prior, fade; served: all */
    uint32_t *takers;              /* popularity */
    float *weights;                /* EASE^R whole: n_known * n_known by source */
    struct bw_strong_rows rows;    /* kNN, follow-up */
    void *section;                 /* served */
    struct bw_known_courses known; /* all but popularity */
    struct bw_coenrol coenrol;     /* kNN, follow-up, served */
    double choose_s, learn_s;      /* seconds */
};

/* BW_NOT_FOUND when too little was taken; BW_INTERNAL when memory is out. */
enum bw_err bw_method_learn(enum bw_method method, const struct bw_method_data *data,
                            struct bw_method_learnt *out, struct bw_fail *fail);
void bw_method_free(struct bw_method_learnt *learnt);

/* A bw_judge_score of a struct bw_method_learnt. */
void bw_method_score(const void *learnt, struct bw_ixs history, uint32_t *room, double *out);
