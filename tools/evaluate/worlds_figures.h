#pragma once
/* The figures that worlds are judged by, of one world or of several together. Owns how they are
 * reckoned: calibration, coverage, overlap of lists, fairness. Any thread. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/learned/metrics.h"

/* The chance of success is that of the closed form, or of the model that was trained. */
enum bw_worlds_arm { BW_ARM_CLOSED, BW_ARM_TRAINED, BW_ARMS };

/* Asked again after each course, with endings that are drawn: what was truly closed, and what is
 * needed of squares and products for the standard error over people. */
struct bw_again_figures {
    double closed, ranked, oracle;
    double closed_closed, ranked_ranked, oracle_oracle, closed_ranked, closed_oracle;
};

struct bw_arm_figures {
    uint32_t worlds;          /* that have it */
    double engine, informed;  /* weighted gap truly closed by its lists; with exact evidence */
    double calibration_error; /* sum over worlds: what one tells too high, another must not undo */
    struct bw_metrics_bin bins[BW_METRICS_BINS]; /* of one world */
    size_t n_bins;
    double item_overlap, catalogue_overlap; /* sums of rank-biased overlaps */
    uint32_t n_item, n_catalogue;
    double gap, oracle, knowable, ranked; /* of the worlds that have it */
    struct bw_again_figures again;
};

struct bw_worlds_figures {
    uint64_t world;
    uint32_t n_people, n_courses;
    double wrong_tags;
    /* Weighted; what is truly closed, but for the gap itself. knowable: by who knows true levels
     * and of courses what can be known. */
    double gap, oracle, knowable, ranked, ranked_by_price;
    double covered, intervals, covered_seen, intervals_seen; /* seen: of what has evidence */
    struct bw_arm_figures arms[BW_ARMS];
};

/* One person's. */
void bw_figures_add_again(struct bw_again_figures *sum, double closed, double ranked,
                          double oracle);
/* Of all of them, the standard error of `part` over `whole`: a ratio of two sums over people. */
double bw_figures_ratio_error(double part, double whole, double part_part, double part_whole,
                              double whole_whole);

void bw_figures_add(struct bw_worlds_figures *sum, const struct bw_worlds_figures *one);

/* Shares of one person, for fairness. */
struct bw_worlds_person {
    uint32_t group;
    double gap, closed[BW_ARMS], exposure[BW_ARMS];
};

struct bw_fairness {
    double closure, exposure; /* smallest over largest of the groups' means */
    /* The same when the groups are drawn anew, many times: the middle, and what 5 % are below. */
    double closure_middle, closure_low, exposure_middle, exposure_low;
};
/* closure: shares of the true gap that were closed; exposure: of the first ten, each counting
 * 1/log2(1 + rank). */
struct bw_fairness bw_fairness_of(const struct bw_worlds_person *people, size_t n,
                                  enum bw_worlds_arm arm, uint64_t seed);
