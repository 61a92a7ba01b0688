/* Weights learned from suggestions that were made up with known ones: shown as lists that go by the
 * score, looked at the less the further down they stand. */
#include "tools/preference/choice.h"

#include <stdlib.h>

#include "model/learned/learning.h"
#include "tests/model/check.h"
#include "tools/draw.h"

#define LISTS 12000
#define LENGTH 10
#define N ((size_t)LISTS * LENGTH)
#define LEVEL (-.5)
#define SLOPE 4.
#define TRACE .3
/* Twice what weights differ by from one drawing to another. */
#define NEAR .03

static struct bw_choice choices[N];

static double share(const struct bw_choice *choice, const struct bw_preference *weights)
{
    return 1 - choice->language * weights->language - choice->format * weights->format -
           choice->hours * weights->hours + choice->together * weights->co_enrolment;
}

static int best_first(const void *a, const void *b)
{
    static const struct bw_preference served = {.1, .1, .1, .1};
    const struct bw_choice *x = a, *y = b;
    double one = x->score * share(x, &served), other = y->score * share(y, &served);
    return (one < other) - (one > other);
}

static void answer(struct bw_choice *choice, const struct bw_preference *weights,
                   struct bw_draw *draw)
{
    double logit = LEVEL + SLOPE * log(choice->score * share(choice, weights));
    choice->reply = BW_RESPONSE_IGNORED;
    if (!bw_draw_chance(draw, 1. / choice->position)) /* not looked at */
        return;
    if (bw_draw_chance(draw, 1 / (1 + exp(-logit))))
        choice->reply = BW_RESPONSE_ACCEPTED;
    else if (bw_draw_chance(draw, TRACE))
        choice->reply = BW_RESPONSE_DECLINED;
}

static void make_up(const struct bw_preference *weights, uint64_t seed, size_t lists)
{
    struct bw_draw draw = bw_draw_start(seed, 0, 0);
    for (size_t l = 0; l < lists; l++) {
        struct bw_choice *list = choices + l * LENGTH;
        for (size_t i = 0; i < LENGTH; i++) {
            double together = bw_draw_unit(&draw);
            list[i] = (struct bw_choice){.score = exp(bw_draw_normal(&draw, 0, .5)),
                                         .together = together * together,
                                         .language = bw_draw_chance(&draw, .3),
                                         .format = bw_draw_chance(&draw, .3),
                                         .hours = bw_draw_chance(&draw, .3)};
        }
        qsort(list, LENGTH, sizeof *list, best_first);
        for (size_t i = 0; i < LENGTH; i++) {
            list[i].position = (uint32_t)i + 1;
            answer(&list[i], weights, &draw);
        }
    }
}

static struct bw_choice_fit learn(size_t n)
{
    struct bw_choice_fit fit;
    struct bw_fail fail;
    assert_int_equal(bw_choice_learn(choices, n, NULL, &fit, &fail), BW_OK);
    return fit;
}

static double farthest(const struct bw_preference *a, const struct bw_preference *b)
{
    return fmax(fmax(fabs(a->language - b->language), fabs(a->format - b->format)),
                fmax(fabs(a->hours - b->hours), fabs(a->co_enrolment - b->co_enrolment)));
}

static void weights__come_back_where_the_position_would_lead_astray(void **state)
{
    (void)state;
    static const struct bw_preference cases[] = {{.02, .14, .07, .04}, {.15, 0, .03, .14}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        make_up(&cases[c], 40 + c, LISTS);
        struct bw_choice_fit fit = learn(N);
        for (size_t i = 0; i < N; i++)
            choices[i].position = 0;
        struct bw_choice_fit uncorrected = learn(N);
        print_message("%.3f %.3f %.3f %.3f: %.3f %.3f %.3f %.3f, slope %.2f; uncorrected %.3f "
                      "%.3f %.3f %.3f, slope %.2f\n",
                      cases[c].language, cases[c].format, cases[c].hours, cases[c].co_enrolment,
                      fit.weights.language, fit.weights.format, fit.weights.hours,
                      fit.weights.co_enrolment, fit.slope, uncorrected.weights.language,
                      uncorrected.weights.format, uncorrected.weights.hours,
                      uncorrected.weights.co_enrolment, uncorrected.slope);
        assert_true(fit.learned);
        assert_true(farthest(&fit.weights, &cases[c]) < NEAR);
        assert_near(fit.slope, SLOPE, .3);
        assert_near(fit.trace, TRACE, .03);
        for (size_t b = 1; b <= LENGTH; b++)
            assert_near(fit.looked[b], 1. / (double)b, .04);
        assert_true(farthest(&uncorrected.weights, &cases[c]) > NEAR);
    }
}

static void expect_defaults(const struct bw_choice_fit *fit)
{
    static const struct bw_preference by_default = {.1, .1, .1, .1};
    assert_false(fit->learned);
    assert_near(farthest(&fit->weights, &by_default), 0, 0);
}

static void weights__stay_with_too_few_answers(void **state)
{
    (void)state;
    static const struct bw_preference weights = {.15, 0, .03, .14};
    make_up(&weights, 7, 200);
    size_t n = 0, answers = 0;
    for (; answers < BW_CHOICE_ANSWERS_LEAST - 1; n++)
        answers += choices[n].reply != BW_RESPONSE_IGNORED;
    struct bw_choice_fit few = learn(n);
    expect_defaults(&few);
    assert_int_equal(few.n_accepted + few.n_declined, BW_CHOICE_ANSWERS_LEAST - 1);
    while (choices[n].reply == BW_RESPONSE_IGNORED)
        n++;
    assert_true(learn(n + 1).learned);
    struct bw_choice_fit none = learn(0);
    expect_defaults(&none);
}

/* What closed nothing, or has no score that is one, says nothing of what is liked. */
static void weights__do_not_depend_on_what_closed_nothing(void **state)
{
    (void)state;
    static const struct bw_preference weights = {.15, 0, .03, .14};
    size_t n = (size_t)600 * LENGTH;
    make_up(&weights, 7, 600);
    struct bw_choice_fit before = learn(n);
    static const double scores[] = {0, -1, NAN, INFINITY};
    for (size_t i = 0; i < 4; i++)
        choices[n + i] = (struct bw_choice){
            .score = scores[i], .format = true, .position = 1, .reply = BW_RESPONSE_ACCEPTED};
    struct bw_choice_fit after = learn(n + 4);
    assert_memory_equal(&after, &before, sizeof after);
}

static void weights__stay_where_nobody_is_outside(void **state)
{
    (void)state;
    static const struct bw_preference weights = {.15, 0, .03, .14};
    size_t n = (size_t)600 * LENGTH;
    make_up(&weights, 7, 600);
    for (size_t i = 0; i < n; i++) {
        choices[i].format = false;
        choices[i].together = 0;
    }
    struct bw_choice_fit fit = learn(n);
    assert_true(fit.learned);
    assert_near(fit.weights.format, .1, 1e-9);
    assert_near(fit.weights.co_enrolment, .1, 1e-9);
}

/* All accepted, or none: there is nothing to tell them apart by. */
static void weights__stay_where_all_answers_are_alike(void **state)
{
    (void)state;
    static const struct bw_preference weights = {.1, .1, .1, .1};
    size_t n = (size_t)600 * LENGTH;
    make_up(&weights, 7, 600);
    for (int accepted = 0; accepted < 2; accepted++) {
        for (size_t i = 0; i < n; i++)
            choices[i].reply = accepted ? BW_RESPONSE_ACCEPTED : BW_RESPONSE_DECLINED;
        struct bw_choice_fit fit = learn(n);
        expect_defaults(&fit);
    }
}

/* Whoever prefers what lies outside a preference is not followed there: a weight is not negative,
 * and none is larger than may serve. */
static void weights__keep_within_their_bounds(void **state)
{
    (void)state;
    static const struct bw_preference odd = {-.4, .9, 0, .9};
    make_up(&odd, 3, 3000);
    struct bw_choice_fit fit = learn((size_t)3000 * LENGTH);
    unsigned char bytes[BW_PREFERENCE_BYTES];
    struct bw_fail fail;
    assert_near(fit.weights.language, 0, 0);
    assert_near(fit.weights.format, BW_PREFERENCE_MOST, 0);
    assert_near(fit.weights.co_enrolment, BW_CO_ENROLMENT_MOST, 0);
    assert_int_equal(bw_preference_pack(&fit.weights, bytes, &fail), BW_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights__come_back_where_the_position_would_lead_astray),
        cmocka_unit_test(weights__stay_with_too_few_answers),
        cmocka_unit_test(weights__do_not_depend_on_what_closed_nothing),
        cmocka_unit_test(weights__stay_where_nobody_is_outside),
        cmocka_unit_test(weights__stay_where_all_answers_are_alike),
        cmocka_unit_test(weights__keep_within_their_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
