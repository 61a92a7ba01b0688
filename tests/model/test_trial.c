/* What stands in the way of a model: each bound from both sides, with the figures that are told. */
#include <stdio.h>
#include <string.h>

#include "model/learned/trial.h"
#include "tests/model/check.h"

static const struct bw_trial_names names = {"m2", "m1", "2026-09-01"};

struct told {
    char text[4096];
};

static void keep(void *context, const char *reason)
{
    struct told *told = context;
    size_t len = strlen(told->text);
    snprintf(told->text + len, sizeof told->text - len, "%s\n", reason);
}

static void assert_told(const struct bw_trial *trial, const char *want)
{
    struct told told = {""};
    size_t n = bw_trial_judge(trial, &names, keep, &told), lines = 0;
    for (const char *at = told.text; *at; at++)
        lines += *at == '\n';
    assert_int_equal(n, lines);
    assert_string_equal(told.text, want);
}

static const struct bw_trial_of nobody = {NULL, 0};

static void add(struct bw_trial *trial, struct bw_trial_of of, double model, double before,
                double closed, int n, bool success)
{
    for (int i = 0; i < n; i++)
        bw_trial_add_outcome(trial, of, &(struct bw_trial_chances){model, before, closed}, success);
}

static void loss__is_that_of_what_came(void **state)
{
    (void)state;
    assert_near(bw_trial_loss(.8, true), -log(.8), 1e-12);
    assert_near(bw_trial_loss(.8, false), -log(.2), 1e-12);
    assert_near(bw_trial_loss(1, true), 0, 1e-12);
    assert_near(bw_trial_loss(0, true), -log(1e-6), 1e-9);
    assert_near(bw_trial_loss(1, false), -log(1e-6), 1e-9);
}

static void model__that_foretells_better_is_let_through(void **state)
{
    struct bw_trial trial = {.judged_by_outcomes = true};
    (void)state;
    add(&trial, nobody, .9, .8, .8, 50, true);
    bw_trial_add_lists(&trial, nobody, .6, 1, 1);
    assert_told(&trial, "");
    assert_near(trial.loss, 50 * -log(.9), 1e-9);
}

static void model__that_foretells_worse_is_not(void **state)
{
    struct bw_trial trial = {.judged_by_outcomes = true};
    (void)state;
    add(&trial, nobody, .7, .6, .8, 10, true);
    assert_told(&trial, "log loss 0.3567 on 10 outcomes after 2026-09-01 is worse than the closed "
                        "form's 0.2231\n");
    trial = (struct bw_trial){.judged_by_outcomes = true};
    add(&trial, nobody, .7, .8, .6, 10, true);
    assert_told(&trial, "log loss 0.3567 on 10 outcomes after 2026-09-01 is worse than the 0.2231 "
                        "of m1\n");
    trial.judged_by_outcomes = false; /* its chances are not in service */
    assert_told(&trial, "");
    trial = (struct bw_trial){.judged_by_outcomes = true};
    assert_told(&trial, "no course that was begun ended after 2026-09-01, by which m2 could be "
                        "judged\n");
}

static void model__that_changes_too_many_lists_is_not(void **state)
{
    struct bw_trial trial = {.judged_by_outcomes = false};
    (void)state;
    bw_trial_add_lists(&trial, nobody, .9, 1, 1);
    bw_trial_add_lists(&trial, nobody, .28, 1, 1);
    assert_told(&trial, "lists of 2 people change too much: their overlap is 0.59 in the mean, at "
                        "least 0.60\n");
    bw_trial_add_lists(&trial, nobody, .62, 1, 1);
    assert_told(&trial, "");
}

static void group__that_is_treated_worse_is_named(void **state)
{
    struct bw_trial_group groups[2];
    uint32_t first = 0, second = 1;
    struct bw_trial_of a = {&first, 1}, b = {&second, 1};
    (void)state;
    for (int n = 29; n <= 30; n++) {
        memset(groups, 0, sizeof groups);
        groups[0].name = (struct bw_str){"noord", 5};
        groups[1].name = (struct bw_str){"zuid", 4};
        struct bw_trial trial = {.judged_by_outcomes = true, .groups = groups, .n_groups = 2};
        add(&trial, a, .95, .7, .7, 200, true);
        add(&trial, b, .6, .75, .75, n, true);
        assert_told(&trial, n < 30
                                ? ""
                                : "group zuid: log loss 0.5108 on 30 outcomes, by m1 0.2877, and "
                                  "chances of 0.60 where 1.00 succeeded\n");
    }
    /* Larger loss, but the mean chance is right: not treated worse. */
    memset(groups, 0, sizeof groups);
    struct bw_trial trial = {.judged_by_outcomes = true, .groups = groups, .n_groups = 2};
    add(&trial, a, .95, .7, .7, 400, true);
    add(&trial, b, .5, .8, .8, 30, true);
    add(&trial, b, .5, .2, .2, 30, false);
    assert_told(&trial, "");
    assert_int_equal(groups[1].n_outcomes, 60);
    assert_near(groups[1].successes, 30, 0);
}

/* .73 where .60 succeeded: with 40 outcomes that is less than two standard errors, with 400 it is
 * nearly six. */
static void group__that_is_off_by_chance_is_let_through(void **state)
{
    (void)state;
    for (int tens = 4; tens <= 40; tens += 36) {
        uint32_t second = 1;
        struct bw_trial_of b = {&second, 1};
        struct bw_trial_group groups[2] = {{.name = {"noord", 5}}, {.name = {"zuid", 4}}};
        struct bw_trial trial = {.judged_by_outcomes = true, .groups = groups, .n_groups = 2};
        uint32_t first = 0;
        add(&trial, (struct bw_trial_of){&first, 1}, .95, .7, .7, 4000, true);
        add(&trial, b, .73, .6, .6, 6 * tens, true);
        add(&trial, b, .73, .6, .6, 4 * tens, false);
        assert_told(&trial, tens == 4
                                ? ""
                                : "group zuid: log loss 0.7126 on 400 outcomes, by m1 0.6730, and "
                                  "chances of 0.73 where 0.60 succeeded\n");
    }
}

static void ratio__of_closure_may_not_fall(void **state)
{
    struct bw_trial_group groups[3] = {
        {.name = {"noord", 5}}, {.name = {"zuid", 4}}, {.name = {"oost", 4}}};
    struct bw_trial trial = {.groups = groups, .n_groups = 3};
    (void)state;
    for (uint32_t g = 0; g < 3; g++)
        for (int i = 0; i < (g == 2 ? 4 : 5); i++) /* too few in oost */
            bw_trial_add_lists(&trial, (struct bw_trial_of){&g, 1}, 1, g == 1 ? .4 : .6,
                               g == 1   ? .55
                               : g == 2 ? .01
                                        : .6);
    struct bw_trial_ratio ratio = bw_trial_ratio(&trial);
    assert_near(ratio.ratio, .4 / .6, 1e-12);
    assert_near(ratio.before, .55 / .6, 1e-12);
    assert_told(&trial,
                "lists of group zuid close 0.67 of what those of group noord do, where by m1 "
                "the least is 0.92 of the greatest\n");
    groups[1].closure = 5 * .53;
    assert_told(&trial, "");
}

static void ratio__of_nothing_is_one(void **state)
{
    struct bw_trial_group groups[2] = {{.name = {"a", 1}}, {.name = {"b", 1}}};
    struct bw_trial trial = {.groups = groups, .n_groups = 2};
    (void)state;
    assert_near(bw_trial_ratio(&trial).ratio, 1, 0);
    for (uint32_t g = 0; g < 2; g++)
        for (int i = 0; i < 5; i++)
            bw_trial_add_lists(&trial, (struct bw_trial_of){&g, 1}, 1, 0, 0);
    assert_near(bw_trial_ratio(&trial).ratio, 1, 0);
    assert_told(&trial, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loss__is_that_of_what_came),
        cmocka_unit_test(model__that_foretells_better_is_let_through),
        cmocka_unit_test(model__that_foretells_worse_is_not),
        cmocka_unit_test(model__that_changes_too_many_lists_is_not),
        cmocka_unit_test(group__that_is_treated_worse_is_named),
        cmocka_unit_test(group__that_is_off_by_chance_is_let_through),
        cmocka_unit_test(ratio__of_closure_may_not_fall),
        cmocka_unit_test(ratio__of_nothing_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
