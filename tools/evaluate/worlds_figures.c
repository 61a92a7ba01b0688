#include "tools/evaluate/worlds_figures.h"

#include <math.h>
#include <stdlib.h>

#include "tools/draw.h"

#define GROUPS 2
#define DRAWS 400

void bw_figures_add_again(struct bw_again_figures *sum, double closed, double ranked, double oracle)
{
    sum->closed += closed;
    sum->ranked += ranked;
    sum->oracle += oracle;
    sum->closed_closed += closed * closed;
    sum->ranked_ranked += ranked * ranked;
    sum->oracle_oracle += oracle * oracle;
    sum->closed_ranked += closed * ranked;
    sum->closed_oracle += closed * oracle;
}

double bw_figures_ratio_error(double part, double whole, double part_part, double part_whole,
                              double whole_whole)
{
    double ratio = part / whole;
    double square = part_part - 2 * ratio * part_whole + ratio * ratio * whole_whole;
    return square > 0 ? sqrt(square) / whole : 0;
}

static void add_sums(struct bw_again_figures *sum, const struct bw_again_figures *one)
{
    sum->closed += one->closed;
    sum->ranked += one->ranked;
    sum->oracle += one->oracle;
    sum->closed_closed += one->closed_closed;
    sum->ranked_ranked += one->ranked_ranked;
    sum->oracle_oracle += one->oracle_oracle;
    sum->closed_ranked += one->closed_ranked;
    sum->closed_oracle += one->closed_oracle;
}

static void add_arm(struct bw_arm_figures *sum, const struct bw_arm_figures *one)
{
    sum->worlds += one->worlds;
    sum->engine += one->engine;
    sum->informed += one->informed;
    sum->calibration_error += one->calibration_error;
    sum->item_overlap += one->item_overlap;
    sum->catalogue_overlap += one->catalogue_overlap;
    sum->n_item += one->n_item;
    sum->n_catalogue += one->n_catalogue;
    sum->gap += one->gap;
    sum->oracle += one->oracle;
    sum->knowable += one->knowable;
    sum->ranked += one->ranked;
    add_sums(&sum->again, &one->again);
}

void bw_figures_add(struct bw_worlds_figures *sum, const struct bw_worlds_figures *one)
{
    sum->n_people += one->n_people;
    sum->n_courses += one->n_courses;
    sum->gap += one->gap;
    sum->oracle += one->oracle;
    sum->knowable += one->knowable;
    sum->ranked += one->ranked;
    sum->ranked_by_price += one->ranked_by_price;
    sum->covered += one->covered;
    sum->intervals += one->intervals;
    sum->covered_seen += one->covered_seen;
    sum->intervals_seen += one->intervals_seen;
    for (int arm = 0; arm < BW_ARMS; arm++)
        add_arm(&sum->arms[arm], &one->arms[arm]);
}

struct sides {
    double closed[GROUPS], gap[GROUPS], exposure[GROUPS], n[GROUPS];
};

static double smallest_over_largest(const double *sum, const double *of)
{
    double low = HUGE_VAL, high = 0;
    for (int g = 0; g < GROUPS; g++) {
        double mean = of[g] > 0 ? sum[g] / of[g] : 0;
        low = mean < low ? mean : low;
        high = mean > high ? mean : high;
    }
    return high > 0 ? low / high : 1;
}

static void add_side(struct sides *sides, uint32_t group, const struct bw_worlds_person *person,
                     enum bw_worlds_arm arm)
{
    sides->closed[group] += person->closed[arm];
    sides->gap[group] += person->gap;
    sides->exposure[group] += person->exposure[arm];
    sides->n[group] += 1;
}

static int compare(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

struct bw_fairness bw_fairness_of(const struct bw_worlds_person *people, size_t n,
                                  enum bw_worlds_arm arm, uint64_t seed)
{
    double closure[DRAWS], exposure[DRAWS];
    struct sides real = {.n = {0}};
    for (size_t i = 0; i < n; i++)
        add_side(&real, people[i].group % GROUPS, &people[i], arm);
    for (int d = 0; d < DRAWS; d++) {
        struct sides sides = {.n = {0}};
        struct bw_draw draw = bw_draw_start(seed, 1, (uint64_t)d);
        for (size_t i = 0; i < n; i++)
            add_side(&sides, bw_draw_below(&draw, GROUPS), &people[i], arm);
        closure[d] = smallest_over_largest(sides.closed, sides.gap);
        exposure[d] = smallest_over_largest(sides.exposure, sides.n);
    }
    qsort(closure, DRAWS, sizeof *closure, compare);
    qsort(exposure, DRAWS, sizeof *exposure, compare);
    return (struct bw_fairness){
        .closure = smallest_over_largest(real.closed, real.gap),
        .exposure = smallest_over_largest(real.exposure, real.n),
        .closure_middle = closure[DRAWS / 2],
        .closure_low = closure[DRAWS / 20],
        .exposure_middle = exposure[DRAWS / 2],
        .exposure_low = exposure[DRAWS / 20],
    };
}
