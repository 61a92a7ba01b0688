#pragma once
/* The chance of success, learned from outcomes: a section for model/learned/chance, and how good it
 * is on outcomes that it had not seen. The same outcomes, seed and machine give the same bytes,
 * whatever the number of threads. Owns nothing that stays; several at once are well. */
#include "model/learned/metrics.h"
#include "tools/train/grid.h"

/* Fewer outcomes than LOGISTIC_LEAST, or fewer of the rarer one than RARE_LEAST in what is drawn
 * for the choice, are one rate for all; fewer than the RBF_ ones no support-vector machine. */
#define BW_SUCCESS_LOGISTIC_LEAST 50
#define BW_SUCCESS_RBF_LEAST 500
#define BW_SUCCESS_RARE_LEAST 5
#define BW_SUCCESS_RBF_RARE_LEAST 25
/* So many are drawn for the choice of a recipe and for the last fit. */
#define BW_SUCCESS_GRID_MOST 2000
#define BW_SUCCESS_FIT_MOST 5000
#define BW_SUCCESS_FOLDS 5
/* How much is done, as `step` is told, when the choice is made. */
#define BW_SUCCESS_GRID_SHARE .7

struct bw_success_how {
    uint64_t seed;
    unsigned n_threads; /* 0: 1 */
    /* LOGISTIC or RBF: that one is fitted where there are outcomes enough for it, even if another
     * did better; 0: as many outcomes allow, and of RBF and LOGISTIC the better one. */
    enum bw_chance_kind kind;
    /* As in struct bw_cross_how. */
    bool (*step)(void *context, double done);
    void *context;
};

/* What kept a model from being more than it is. */
enum bw_success_why {
    BW_SUCCESS_BEST,         /* nothing: it did best */
    BW_SUCCESS_FEW,          /* few outcomes */
    BW_SUCCESS_FEW_OF_RARER, /* few of the rarer outcome */
    BW_SUCCESS_ALL_ALIKE,    /* no feature ever changes */
    BW_SUCCESS_AS_TOLD       /* the caller wanted this kind */
};

struct bw_success_fit {
    enum bw_chance_kind kind;
    enum bw_success_why why;
    size_t n_outcomes, n_came; /* all that were given */
    size_t n_used;             /* drawn for the last fit */
    size_t n_features, n_vectors;
    struct bw_scales scales; /* of all */
    struct bw_recipe recipe;
    struct bw_grid grid; /* n = 0 when nothing was chosen */
    /* On the n_used outcomes, each judged by a model of other people's; of PRIOR, whose one number
     * can hardly be tuned to what it is judged by, on all outcomes with n_folds = 0. Beside it the
     * share that came true in the other folds, as the chance of all. */
    unsigned n_folds;
    bool by_employee;
    struct bw_metrics judged, constant;
    double importance[BW_CHANCE_FEATURES_MOST]; /* log loss more when the feature's values change
                                                   places within a fold; 0 for PRIOR */
};

struct bw_success {
    void *bytes; /* on a multiple of BW_CHANCE_ALIGN; owned */
    size_t n;
    struct bw_success_fit fit;
};

/* BW_BAD_REQUEST: no outcomes, 50 or more that are all the same, or what bw_outcomes_check says;
 * BW_BUSY: stopped by `step`. */
enum bw_err bw_train_success(const struct bw_outcomes *outcomes, const struct bw_success_how *how,
                             struct bw_success *out, struct bw_fail *fail);
void bw_success_free(struct bw_success *success);
