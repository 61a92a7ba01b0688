#include <math.h>

#include "tools/evaluate/worlds_show.h"

static void put_figure(struct bw_args *map, const char *name, double figure)
{
    if (!isnan(figure))
        bw_args_float(map, name, figure);
}

/* A map within a map. */
static void put_map(struct bw_args *map, const char *name, struct bw_args *inner)
{
    bw_args_key(map, name);
    bw_args_pack(inner, &map->packer);
    bw_args_clear(inner);
}

/* A reliability diagram, of a single world. */
static void put_calibration(struct bw_args *map, const struct bw_arm_figures *figures)
{
    if (figures->n_bins == 0)
        return;
    bw_args_key(map, "calibration");
    msgpack_pack_array(&map->packer, figures->n_bins);
    for (size_t bin = 0; bin < figures->n_bins; bin++) {
        const struct bw_metrics_bin *at = &figures->bins[bin];
        struct bw_args one;
        bw_args_init(&one);
        bw_args_int(&one, "n", (int64_t)at->n);
        bw_args_float(&one, "told", at->p);
        bw_args_float(&one, "came", at->rate);
        bw_args_pack(&one, &map->packer);
        bw_args_clear(&one);
    }
}

static void put_arm(struct bw_args *map, const char *name, const struct bw_worlds_figures *figures,
                    enum bw_worlds_arm arm)
{
    const struct bw_arm_figures *of = &figures->arms[arm];
    struct bw_args inner;
    if (of->worlds == 0)
        return;
    bw_args_init(&inner);
    bw_args_int(&inner, "worlds", of->worlds);
    bw_args_float(&inner, "closed", of->engine);
    bw_args_float(&inner, "closed_with_true_levels", of->informed);
    bw_args_float(&inner, "error_of_belief", (of->informed - of->engine) / of->oracle);
    bw_args_float(&inner, "error_of_choice", (of->oracle - of->informed) / of->oracle);
    for (int g = 0; g < BW_GOALS; g++)
        put_figure(&inner, bw_goal_bounds[g].name, bw_goal_of(figures, (enum bw_goal)g, arm));
    put_figure(&inner, "closed_asked_again", of->again.closed);
    put_figure(&inner, "ranked_list_asked_again", of->again.ranked);
    put_figure(&inner, "closure_asked_again_error",
               bw_goal_error(figures, BW_GOAL_CLOSURE_AGAIN, arm));
    put_figure(&inner, "gain_asked_again_error", bw_goal_error(figures, BW_GOAL_GAIN_AGAIN, arm));
    put_calibration(&inner, of);
    put_map(map, name, &inner);
}

static void put_figures(struct bw_args *map, const struct bw_worlds_figures *figures)
{
    if (figures->world) {
        bw_args_int(map, "world", (int64_t)figures->world);
        bw_args_float(map, "wrong_tags", figures->wrong_tags);
    }
    bw_args_int(map, "people", figures->n_people);
    bw_args_int(map, "courses", figures->n_courses);
    bw_args_float(map, "gap", figures->gap);
    bw_args_float(map, "oracle", figures->oracle);
    bw_args_float(map, "knowable", figures->knowable);
    bw_args_float(map, "ranked_list", figures->ranked);
    bw_args_float(map, "ranked_list_by_price", figures->ranked_by_price);
    bw_args_float(map, "intervals", figures->intervals);
    put_figure(map, "interval_coverage_with_evidence",
               figures->covered_seen / figures->intervals_seen);
    put_arm(map, "closed_form", figures, BW_ARM_CLOSED);
    put_arm(map, "trained", figures, BW_ARM_TRAINED);
}

static void put_goals(struct bw_args *map, const struct bw_worlds_answer *answer)
{
    struct bw_args goals;
    bw_args_init(&goals);
    for (int g = 0; g < BW_GOALS; g++) {
        enum bw_goal goal = (enum bw_goal)g;
        const struct bw_goal_bounds *bounds = &bw_goal_bounds[goal];
        double figure = bw_goal_pooled(answer, goal, bw_goal_arm(answer));
        struct bw_args one;
        bw_args_init(&one);
        put_figure(&one, "closed_form", bw_goal_pooled(answer, goal, BW_ARM_CLOSED));
        put_figure(&one, "trained", bw_goal_pooled(answer, goal, BW_ARM_TRAINED));
        if (bounds->low > 0)
            bw_args_float(&one, "at_least", bounds->low);
        if (bounds->high < 1)
            bw_args_float(&one, "at_most", bounds->high);
        bw_args_bool(&one, "reached", bw_goal_is_reached(goal, figure));
        put_map(&goals, bounds->name, &one);
    }
    put_map(map, "goals", &goals);
}

static void put_noise(struct bw_args *map, const struct bw_fairness *fairness)
{
    struct bw_args inner;
    bw_args_init(&inner);
    bw_args_float(&inner, "closure_median", fairness->closure_middle);
    bw_args_float(&inner, "closure_5_percent", fairness->closure_low);
    bw_args_float(&inner, "exposure_median", fairness->exposure_middle);
    bw_args_float(&inner, "exposure_5_percent", fairness->exposure_low);
    put_map(map, "fairness_of_drawn_groups", &inner);
}

static void put_budget(struct bw_args *map, const struct bw_play_budget *budget)
{
    struct bw_args inner;
    bw_args_init(&inner);
    bw_args_int(&inner, "cents", budget->cents);
    bw_args_float(&inner, "hours", budget->hours);
    bw_args_int(&inner, "courses", budget->courses);
    put_map(map, "budget_of_a_person", &inner);
}

void bw_worlds_json(const struct bw_worlds_options *options, const struct bw_worlds_run *run,
                    const struct bw_worlds_answer *answer)
{
    struct bw_args map, pooled;
    bw_args_init(&map);
    bw_args_int(&map, "worlds", answer->n);
    bw_args_int(&map, "seed", (int64_t)options->seed);
    put_budget(&map, &run->budget);
    put_goals(&map, answer);
    bw_args_init(&pooled);
    put_figures(&pooled, &answer->pooled);
    put_noise(&pooled, &answer->fairness[bw_goal_arm(answer)]);
    put_map(&map, "together", &pooled);
    if (options->train) {
        bw_args_bool(&map, "can_train", !run->untrained);
        bw_args_int(&map, "refused", run->n_refused);
        if (run->refused[0])
            bw_args_str(&map, "refused_because", run->refused);
    }
    bw_args_key(&map, "by_world");
    msgpack_pack_array(&map.packer, answer->n);
    for (uint32_t w = 0; w < answer->n; w++) {
        struct bw_args one;
        bw_args_init(&one);
        put_figures(&one, &answer->worlds[w]);
        bw_args_pack(&one, &map.packer);
        bw_args_clear(&one);
    }
    bw_app_print_args(&map);
    bw_args_clear(&map);
}
