/* What truly comes of courses, and the oracle that chooses with it, held against drawing everything
 * and against trying everything. */
#include "tests/model/check.h"

#include <stdlib.h>
#include <string.h>

#include "tools/draw.h"
#include "tools/evaluate/worlds_figures.h"
#include "tools/evaluate/worlds_oracle.h"
#include "tools/evaluate/worlds_ranked.h"
#include "tools/evaluate/worlds_rounds.h"

#define COMPETENCIES 6
#define COURSES 11
#define TEACHES 3
#define TODAY 20000
#define DRAWS 200000

/* A little world, drawn. */
struct little {
    struct bw_course courses[COURSES];
    struct bw_teach said[COURSES][TEACHES], teaches[COURSES][TEACHES];
    struct bw_entry entries[COURSES];
    struct bw_truth_course truths[COURSES];
    struct bw_ask asks[COMPETENCIES];
    struct bw_role_version version;
    struct bw_role role;
    struct bw_catalogue cat;
    double levels[COMPETENCIES];
    int64_t kin[COMPETENCIES];
    struct bw_truth_person person;
    struct bw_truth truth;
    bool open[COURSES];
    struct bw_play play;
};

static void draw_course(struct little *little, uint32_t k, struct bw_draw *draw)
{
    uint32_t first = bw_draw_below(draw, COMPETENCIES);
    for (uint32_t i = 0; i < TEACHES; i++) {
        double to = bw_draw_between(draw, 2, 5);
        little->teaches[k][i] =
            (struct bw_teach){(first + 2 * i) % COMPETENCIES, false, to - 1, to};
        little->said[k][i] = little->teaches[k][i];
    }
    little->entries[k] = (struct bw_entry){bw_draw_below(draw, COMPETENCIES), 2, false};
    little->courses[k] = (struct bw_course){
        .org = BW_NONE,
        .hours = bw_draw_between(draw, 2, 20),
        .price_cents = 1000 * (int64_t)bw_draw_between(draw, 5, 60),
        .certificate = k % 4 == 0,
        .valid_months = 12,
        .teaches = little->said[k],
        .n_teaches = TEACHES,
        .requires = &little->entries[k],
        .n_requires = k % 3 == 0,
    };
    little->truths[k] = (struct bw_truth_course){.effect = .4 + .5 * bw_draw_unit(draw),
                                                 .difficulty = bw_draw_normal(draw, 0, .6),
                                                 .teaches = little->teaches[k],
                                                 .n_teaches = TEACHES};
}

static void draw_little(struct little *little, uint64_t seed)
{
    struct bw_draw draw = bw_draw_start(seed, 1, 0);
    memset(little, 0, sizeof *little);
    for (uint32_t c = 0; c < COMPETENCIES; c++) {
        little->asks[c] = (struct bw_ask){.competency = c,
                                          .mandatory = c == 1,
                                          .level = bw_draw_between(&draw, 2, 4),
                                          .weight = .3 + .7 * bw_draw_unit(&draw)};
        little->levels[c] = 2.5 * bw_draw_unit(&draw);
        little->kin[c] = c + 1 < COMPETENCIES ? (int64_t)c + 1 : -1;
    }
    for (uint32_t k = 0; k < COURSES; k++)
        draw_course(little, k, &draw);
    little->version = (struct bw_role_version){.from = 0, .all = {little->asks, COMPETENCIES}};
    little->role = (struct bw_role){.id = {"r", 1}, .versions = &little->version, .n_versions = 1};
    little->cat = (struct bw_catalogue){
        .courses = little->courses, .roles = &little->role, .n_courses = COURSES, .n_roles = 1};
    little->person = (struct bw_truth_person){
        .role = {"r", 1}, .drive = .3, .hours_per_week = 32, .levels = little->levels};
    little->truth = (struct bw_truth){.nature = bw_sim_nature_draw(seed, 2),
                                      .kin = little->kin,
                                      .n_kin = 1,
                                      .n_competencies = COMPETENCIES,
                                      .n_courses = COURSES,
                                      .courses = little->truths};
    little->play = (struct bw_play){.cat = &little->cat,
                                    .truth = &little->truth,
                                    .person = &little->person,
                                    .open = little->open};
    bw_play_settle(&little->play, TODAY);
    little->play.lapsed[1] = true;
}

/* One way in which three courses end, reckoned plainly: the gap at its end. */
static double draw_end(const struct little *little, const uint32_t *courses, uint32_t n,
                       struct bw_draw *draw)
{
    const struct bw_sim_nature *nature = &little->truth.nature;
    double level[COMPETENCIES], gap = 0;
    bool lapsed = true;
    memcpy(level, little->levels, sizeof level);
    for (uint32_t i = 0; i < n; i++) {
        const struct bw_truth_course *at = &little->truths[courses[i]];
        const struct bw_course *said = &little->courses[courses[i]];
        double climb = 0, lack = 0;
        for (uint32_t t = 0; t < TEACHES; t++)
            climb = fmax(climb, at->teaches[t].to - level[at->teaches[t].competency]);
        if (said->n_requires)
            lack = fmax(0, 2 - level[said->requires->competency]);
        double odds = nature->odds + little->person.drive - at->difficulty -
                      nature->per_hour * said->hours - nature->per_week * said->hours / 32 -
                      nature->steep * fmax(0, climb - nature->steep_from) - nature->lack * lack +
                      nature->initiative / 2;
        if (!bw_draw_chance(draw, 1 / (1 + exp(-odds))))
            continue;
        for (uint32_t t = 0; t < TEACHES; t++) {
            uint32_t c = at->teaches[t].competency;
            double way = fmax(0, at->teaches[t].to - level[c]);
            double share =
                level[c] >= at->teaches[t].from - nature->entry_slack ? 1 : nature->unready;
            double gain = way * at->effect * share;
            level[c] += gain;
            if (c + 1 < COMPETENCIES)
                level[c + 1] +=
                    fmax(0, fmin(nature->spill * gain, at->teaches[t].to - level[c + 1]));
            if (said->certificate && c == 1 && at->teaches[t].to >= little->asks[1].level - .5)
                lapsed = false;
        }
    }
    for (uint32_t c = 0; c < COMPETENCIES; c++) {
        double weight = c == 1 ? nature->mandatory : little->asks[c].weight;
        double least = c == 1 && lapsed ? nature->lapse : 0;
        gap += weight * fmax(least, little->asks[c].level - .5 - level[c]);
    }
    return gap;
}

static void play__expectation_is_the_mean_of_many_draws(void **state)
{
    (void)state;
    struct little *little = calloc(1, sizeof *little);
    for (uint64_t seed = 1; seed <= 5; seed++) {
        const uint32_t courses[] = {0, 5, 8};
        struct bw_draw draw = bw_draw_start(seed, 9, 0);
        double sum = 0;
        draw_little(little, seed);
        for (int d = 0; d < DRAWS; d++)
            sum += draw_end(little, courses, 3, &draw);
        double value = bw_play_value(&little->play, courses, 3);
        assert_true(value > .05);
        assert_near(value, bw_play_gap(&little->play) - sum / DRAWS, .01);
        assert_near(bw_play_value(&little->play, courses, 0), 0, 0);
    }
    free(little);
}

/* Ways that are drawn, and what is expected over all of them, are of one world. */
static void way__drawn_ways_close_on_average_what_is_expected(void **state)
{
    (void)state;
    struct little *little = calloc(1, sizeof *little);
    for (uint64_t seed = 1; seed <= 3; seed++) {
        const uint32_t courses[] = {0, 5, 8};
        struct bw_draw draw = bw_draw_start(seed, 8, 0);
        double sum = 0;
        draw_little(little, seed);
        for (int d = 0; d < DRAWS; d++) {
            struct bw_play_way way;
            bw_play_way_begin(&little->play, &way);
            for (int i = 0; i < 3; i++)
                if (bw_draw_chance(&draw, bw_play_way_chance(&little->play, &way, courses[i])))
                    sum += bw_play_way_complete(&little->play, &way, courses[i]);
        }
        assert_near(bw_play_value(&little->play, courses, 3), sum / DRAWS, .01);
    }
    free(little);
}

static void know_nothing(struct bw_ranked_known *known)
{
    for (uint32_t c = 0; c < COMPETENCIES; c++)
        known->level[c] = -1;
}

/* Of many seeds, the mean. */
static double ask_again(const struct little *little, const struct bw_play_budget *budget,
                        struct bw_ranked_known *known, int seeds)
{
    uint32_t list[COURSES], popularity[COURSES] = {0};
    double sum = 0;
    for (int s = 0; s < seeds; s++) {
        struct bw_rounds rounds = {
            .plays = &little->play, .n = 1, .budget = budget, .seed = (uint64_t)s};
        know_nothing(known);
        sum += bw_rounds_ranked(&rounds, 0, known, popularity, list);
    }
    return sum / seeds;
}

static void rounds__one_course_closes_what_it_is_worth_and_more_close_more(void **state)
{
    (void)state;
    struct little *little = calloc(1, sizeof *little);
    struct bw_play_budget one = {90000, 36, 1}, many = {90000, 36, 4};
    struct bw_ranked_known known;
    uint32_t list[COURSES], popularity[COURSES] = {0};
    for (uint64_t seed = 1; seed <= 3; seed++) {
        draw_little(little, seed);
        know_nothing(&known);
        bw_ranked_list(&little->play, &known, popularity, false, list);
        double worth = bw_play_value(&little->play, list, 1);
        double mean = ask_again(little, &one, &known, DRAWS / 4);
        assert_near(mean, worth, .02);
        assert_true(ask_again(little, &many, &known, DRAWS / 40) > 1.1 * mean);
        assert_near(ask_again(little, &many, &known, 1), ask_again(little, &many, &known, 1), 0);
    }
    free(little);
}

/* One course is all that can be had, and it is to be completed for certain, or never. */
static void rounds__what_is_completed_counts_as_recorded(void **state)
{
    (void)state;
    struct little *little = calloc(1, sizeof *little);
    struct bw_play_budget budget = {90000, 36, 4};
    struct bw_ranked_known known;
    draw_little(little, 1);
    for (uint32_t k = 0; k < COURSES; k++)
        little->open[k] = k == 2;
    for (int well = 0; well < 2; well++) {
        little->truths[2].difficulty = well ? -1000 : 1000;
        double closed = ask_again(little, &budget, &known, 1);
        assert_true(well ? closed > 0 : closed <= 0);
        for (uint32_t t = 0; t < TEACHES; t++)
            assert_near(known.level[little->said[2][t].competency],
                        well ? little->said[2][t].to : -1, 0);
    }
    assert_true(little->open[2]); /* whoever plays next finds the person as they were */
    free(little);
}

static void error__is_that_of_a_ratio_of_sums(void **state)
{
    (void)state;
    const double closed[] = {1, 3, 2}, oracle[] = {2, 4, 4};
    struct bw_again_figures sum = {0};
    double squares = 0;
    for (int i = 0; i < 3; i++) {
        bw_figures_add_again(&sum, closed[i], 1, oracle[i]);
        squares += (closed[i] - .6 * oracle[i]) * (closed[i] - .6 * oracle[i]);
    }
    assert_near(sum.closed / sum.oracle, .6, 1e-12);
    assert_near(bw_figures_ratio_error(sum.closed, sum.oracle, sum.closed_closed, sum.closed_oracle,
                                       sum.oracle_oracle),
                sqrt(squares) / 10, 1e-12);
}

/* The best value over every order of every choice that the budget allows. */
static double try_all(const struct little *little, const struct bw_play_budget *left,
                      const struct bw_play_states *states, double value)
{
    double best = value;
    struct bw_play_states *next = malloc(sizeof *next);
    for (uint32_t k = 0; k < COURSES && left->courses > 0; k++) {
        const struct bw_course *course = &little->courses[k];
        if (!little->open[k] || course->price_cents > left->cents || course->hours > left->hours)
            continue;
        struct bw_play_budget rest = {left->cents - course->price_cents,
                                      left->hours - course->hours, left->courses - 1};
        *next = *states;
        double gain = bw_play_gain(&little->play, next, k);
        bw_play_take(&little->play, next, k);
        ((bool *)little->open)[k] = false;
        best = fmax(best, try_all(little, &rest, next, value + gain));
        ((bool *)little->open)[k] = true;
    }
    free(next);
    return best;
}

static void oracle__comes_within_one_percent_of_the_best_of_all(void **state)
{
    (void)state;
    struct little *little = calloc(1, sizeof *little);
    struct bw_play_states *states = malloc(sizeof *states);
    double found = 0, best = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct bw_play_budget budget = {90000, 36, 4};
        struct bw_oracle_plan plan;
        draw_little(little, seed);
        bw_oracle_plan(&little->play, &budget, &plan);
        bw_play_begin(&little->play, states);
        double most = try_all(little, &budget, states, 0);
        assert_near(plan.value, bw_play_value(&little->play, plan.courses, plan.n), 1e-9);
        assert_true(plan.value <= most + 1e-9);
        assert_true(plan.value >= .99 * most);
        int64_t cents = 0;
        double hours = 0;
        for (uint32_t i = 0; i < plan.n; i++) {
            cents += little->courses[plan.courses[i]].price_cents;
            hours += little->courses[plan.courses[i]].hours;
        }
        assert_true(plan.n <= 4 && cents <= budget.cents && hours <= budget.hours);
        found += plan.value;
        best += most;
    }
    assert_true(found >= .999 * best);
    free(states);
    free(little);
}

static void choose__goes_down_the_list_and_skips_what_does_not_fit(void **state)
{
    (void)state;
    struct little *little = calloc(1, sizeof *little);
    const uint32_t list[] = {3, 1, 2, 0};
    uint32_t taken[BW_PLAY_COURSES_MOST];
    draw_little(little, 1);
    for (uint32_t k = 0; k < 4; k++) {
        little->courses[k].price_cents = 100;
        little->courses[k].hours = 1;
    }
    little->courses[1].price_cents = 201;
    struct bw_play_budget budget = {300, 10, 6};
    assert_int_equal(bw_play_choose(&little->play, &budget, list, 4, taken), 3);
    assert_int_equal(taken[0], 3);
    assert_int_equal(taken[1], 2);
    assert_int_equal(taken[2], 0);
    little->open[2] = false;
    budget.courses = 1;
    assert_int_equal(bw_play_choose(&little->play, &budget, list + 2, 2, taken), 1);
    assert_int_equal(taken[0], 0);
    free(little);
}

static void settle__what_is_done_and_valid_still_is_not_open(void **state)
{
    (void)state;
    struct little *little = calloc(1, sizeof *little);
    const struct bw_truth_done done[] = {{0, TODAY - 100}, {4, TODAY - 1000}, {1, TODAY - 1000}};
    draw_little(little, 1);
    little->person.done = done;
    little->person.n_done = 3;
    little->courses[5].retired = true;
    bw_play_settle(&little->play, TODAY);
    assert_false(little->open[0]); /* a certificate of a year, 100 days old */
    assert_true(little->open[4]);  /* 1,000 days old */
    assert_false(little->open[1]); /* without a certificate: for ever */
    assert_false(little->open[5]);
    assert_true(little->open[6]);
    free(little);
}

static void ranked__most_short_competencies_first_then_popular_ones(void **state)
{
    (void)state;
    struct little *little = calloc(1, sizeof *little);
    struct bw_ranked_known known;
    uint32_t list[COURSES], popularity[COURSES] = {[2] = 9};
    draw_little(little, 1);
    for (uint32_t c = 0; c < COMPETENCIES; c++) {
        little->play.said_weight[c] = 1;
        little->play.mandatory[c] = false;
        known.level[c] = 5;
    }
    known.level[0] = -1; /* nothing recorded: short */
    known.level[1] = 1;
    for (uint32_t k = 0; k < COURSES; k++)
        little->courses[k].n_teaches = 0;
    static const struct bw_teach both[] = {{0, false, 1, 3}, {1, false, 1, 3}};
    static const struct bw_teach low[] = {{1, false, 0, 1}}; /* not above what is recorded */
    for (uint32_t k = 1; k <= 3; k++) {
        little->courses[k].teaches = both;
        little->courses[k].n_teaches = k == 3 ? 2 : 1;
    }
    little->courses[4].teaches = low;
    little->courses[4].n_teaches = 1;
    assert_int_equal(bw_ranked_list(&little->play, &known, popularity, false, list), 3);
    assert_int_equal(list[0], 3);
    assert_int_equal(list[1], 2);
    assert_int_equal(list[2], 1);
    little->courses[3].price_cents = 100000000;
    bw_ranked_list(&little->play, &known, popularity, true, list);
    assert_int_equal(list[2], 3);
    free(little);
}

static void fairness__sees_a_group_that_gets_less(void **state)
{
    (void)state;
    static struct bw_worlds_person people[4000];
    struct bw_draw draw = bw_draw_start(3, 3, 0);
    for (size_t i = 0; i < 4000; i++) {
        double share = .2 + .6 * bw_draw_unit(&draw);
        people[i] = (struct bw_worlds_person){.group = (uint32_t)(i % 2), .gap = 1};
        people[i].closed[BW_ARM_CLOSED] = share;
        people[i].exposure[BW_ARM_CLOSED] = i % 2 ? .8 : 1;
    }
    struct bw_fairness fairness = bw_fairness_of(people, 4000, BW_ARM_CLOSED, 1);
    assert_near(fairness.exposure, .8, 1e-9);
    assert_true(fairness.exposure < fairness.exposure_low);
    assert_true(fairness.closure > .95 && fairness.closure_low > .95);
    assert_true(fairness.closure_low < fairness.closure_middle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(play__expectation_is_the_mean_of_many_draws),
        cmocka_unit_test(way__drawn_ways_close_on_average_what_is_expected),
        cmocka_unit_test(rounds__one_course_closes_what_it_is_worth_and_more_close_more),
        cmocka_unit_test(rounds__what_is_completed_counts_as_recorded),
        cmocka_unit_test(error__is_that_of_a_ratio_of_sums),
        cmocka_unit_test(oracle__comes_within_one_percent_of_the_best_of_all),
        cmocka_unit_test(choose__goes_down_the_list_and_skips_what_does_not_fit),
        cmocka_unit_test(settle__what_is_done_and_valid_still_is_not_open),
        cmocka_unit_test(ranked__most_short_competencies_first_then_popular_ones),
        cmocka_unit_test(fairness__sees_a_group_that_gets_less),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
