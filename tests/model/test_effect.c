/* What a course brought: which findings count, from when to when, and what is held against what. */
#include "model/report/effect.h"

#include <string.h>

#include "tests/model/arena.h"

#define STR(text)                                                                                  \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
#define BEGUN 20000
#define ENDED 20030
#define TODAY 21000

static const struct bw_teach teaches[] = {{.competency = 0, .from = 1, .to = 3},
                                          {.competency = 1, .from = 1, .to = 3}};
static const struct bw_course courses[] = {
    {.id = STR("a"), .teaches = teaches, .n_teaches = 2, .price_cents = 5000, .hours = 8},
    {.id = STR("b"), .teaches = teaches, .n_teaches = 1}};
static const struct bw_competency competencies[] = {{.id = STR("c0")}, {.id = STR("c1")}};
static const struct bw_ask asks[] = {{.competency = 0, .level = 3, .weight = 1}};
static const struct bw_role_version version = {.from = 0, .all = {asks, 1}};
static const struct bw_role role = {.versions = &version, .n_versions = 1};
static struct bw_catalogue cat = {.courses = courses,
                                  .n_courses = 2,
                                  .competencies = competencies,
                                  .n_competencies = 2,
                                  .roles = &role,
                                  .n_roles = 1,
                                  .mandatory_factor = 2};

static const struct bw_booking booking = {.course = 0,
                                          .state = BW_BOOKING_COMPLETED,
                                          .requested = BW_DAY_NONE,
                                          .approved = BW_DAY_NONE,
                                          .enrolled = BEGUN,
                                          .ended = ENDED,
                                          .price_cents = 5000};

static struct bw_item item(enum bw_source source, double level, bw_day at)
{
    return (struct bw_item){.competency = 0,
                            .source = source,
                            .level = level,
                            .at = at,
                            .valid_until = BW_DAY_NONE,
                            .by = STR("someone"),
                            .course = BW_NONE};
}

static struct bw_gain gain_with(const struct bw_item *items, size_t n, bw_day as_of)
{
    struct bw_person person = {.id = STR("p"), .role = 0, .items = items, .n_items = n};
    memcpy(cat.trust, bw_trust_default, sizeof cat.trust);
    return bw_gain_of(&cat, &person, &booking, as_of, arena);
}

static void finding__which_items_are_one(void **state)
{
    struct bw_item own = item(BW_SOURCE_CERTIFICATE, 3, ENDED + 5),
                   by_own = item(BW_SOURCE_CERTIFICATE, 3, ENDED + 5),
                   exam = item(BW_SOURCE_TEST, 3, ENDED + 5),
                   other = item(BW_SOURCE_TEST, 3, ENDED + 5);
    own.course = 0;
    by_own.by = (struct bw_str)STR("a");
    exam.course = 0;
    other.competency = 1;
    const struct {
        struct bw_item item;
        size_t pairs;
    } table[] = {
        {item(BW_SOURCE_TEST, 3, ENDED + 5), 1},
        {item(BW_SOURCE_CERTIFICATE, 3, ENDED + 5), 1},
        {item(BW_SOURCE_MANAGER, 3, ENDED + 5), 1},
        {item(BW_SOURCE_PEER, 3, ENDED + 5), 1},
        {item(BW_SOURCE_SELF, 3, ENDED + 5), 0},
        {item(BW_SOURCE_COURSE, 3, ENDED + 5), 0},
        {own, 0},
        {by_own, 0},
        {exam, 1},
        {other, 1},
        {item(BW_SOURCE_TEST, 3, ENDED), 0},
        {item(BW_SOURCE_TEST, 3, ENDED + 1), 1},
        {item(BW_SOURCE_TEST, 3, bw_day_add_months(ENDED, 12)), 1},
        {item(BW_SOURCE_TEST, 3, bw_day_add_months(ENDED, 12) + 1), 0},
        {item(BW_SOURCE_TEST, 3, BEGUN), 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (gain_with(&table[i].item, 1, TODAY).pairs != table[i].pairs)
            fail_msg("row %zu", i);
    assert_int_equal(gain_with(&table[0].item, 1, ENDED + 4).pairs, 0); /* it is later */
}

/* The role asks 3, so that 2 is presumed of everyone; a test of 3 afterwards is a level gained. */
static void gain__is_what_was_found_less_what_was_believed(void **state)
{
    struct bw_item items[] = {item(BW_SOURCE_TEST, 3, ENDED + 5), item(BW_SOURCE_TEST, 1, BEGUN),
                              item(BW_SOURCE_SELF, 5, ENDED + 9)};
    (void)state;
    assert_near(gain_with(items, 1, TODAY).gained, 1, 1e-12);
    assert_near(gain_with(items, 3, TODAY).gained, 1, 1e-12); /* the day it began is too late */
    items[1].at = BEGUN - 1;
    struct bw_belief x = {(2 + 1 / .23) / (1 + 1 / .23), sqrt(1 / (1 + 1 / .23))};
    struct bw_gain gain = gain_with(items, 3, TODAY);
    assert_near(gain.gained, 3 - x.mean, 1e-12);
    assert_near(gain.promised, bw_course_effect(x, 3, 1, 3), 1e-12);
}

static void gain__the_newest_of_each_giver_counts(void **state)
{
    struct bw_item items[] = {item(BW_SOURCE_TEST, 5, ENDED + 5),
                              item(BW_SOURCE_TEST, 3, ENDED + 9),
                              item(BW_SOURCE_MANAGER, 4, ENDED + 9)};
    (void)state;
    assert_near(gain_with(items, 2, TODAY).gained, 1, 1e-12);
    double both = (3 / .23 + 4 / .93) / (1 / .23 + 1 / .93);
    assert_near(gain_with(items, 3, TODAY).gained, both - 2, 1e-12);
}

static void gain__is_the_mean_over_what_was_measured(void **state)
{
    struct bw_item items[] = {item(BW_SOURCE_TEST, 3, ENDED + 5),
                              item(BW_SOURCE_TEST, 3, ENDED + 5)};
    (void)state;
    items[1].competency = 1; /* of which .5 is believed */
    struct bw_gain gain = gain_with(items, 2, TODAY);
    assert_int_equal(gain.pairs, 2);
    assert_near(gain.gained, (1 + 2.5) / 2, 1e-12);
}

static struct bw_event event(enum bw_event_type type, uint32_t course, bw_day day)
{
    static char texts[16][BW_DAY_TEXT_LEN + 1];
    static uint64_t order;
    char *text = texts[order++ % 16];
    bw_day_format(day, text);
    return (struct bw_event){.type = type,
                             .course = course,
                             .at = day,
                             .time = {text, BW_DAY_TEXT_LEN},
                             .order = order,
                             .price_cents = -1,
                             .value = type == BW_EVENT_RATED ? 4 : NAN};
}

static void effect__counts_who_ended_within_the_period(void **state)
{
    struct bw_event events[] = {
        event(BW_EVENT_ENROLLED, 0, BEGUN),    event(BW_EVENT_COMPLETED, 0, ENDED),
        event(BW_EVENT_RATED, 0, ENDED),       event(BW_EVENT_ENROLLED, 1, BEGUN),
        event(BW_EVENT_DROPPED, 1, ENDED),     event(BW_EVENT_REQUESTED, 1, ENDED + 9),
        event(BW_EVENT_DROPPED, 1, ENDED + 10)};
    struct bw_item test = item(BW_SOURCE_TEST, 3, ENDED + 5);
    struct bw_person person = {.id = STR("p"), .role = 0, .items = &test, .n_items = 1};
    (void)state;
    memcpy(cat.trust, bw_trust_default, sizeof cat.trust);
    for (int within = 0; within < 2; within++) {
        struct bw_effect_terms terms = {BW_BY_COURSE, TODAY, ENDED + 1 - within, TODAY};
        struct bw_effects *effects = bw_effects_begin(&cat, &terms, arena);
        bw_effects_add(effects, &person, events, 7, arena);
        struct bw_effect effect = bw_effects_end(effects, arena);
        assert_int_equal(effect.n_lines, within ? 2 : 0);
        assert_int_equal(effect.total.completed, within);
        assert_int_equal(effect.total.dropped, within);
        assert_int_equal(effect.total.n_ratings, within);
        if (!within)
            continue;
        assert_int_equal(effect.lines[0].index, 0);
        assert_int_equal(effect.lines[0].seen.n, 1);
        assert_near(effect.lines[0].cents, 2500, 1e-12); /* of two that it teaches, one */
        assert_near(effect.lines[0].hours, 4, 1e-12);
        assert_int_equal(effect.lines[1].dropped, 1); /* who never began did not drop out */
        assert_int_equal(effect.lines[1].seen.n, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finding__which_items_are_one),
        cmocka_unit_test(gain__is_what_was_found_less_what_was_believed),
        cmocka_unit_test(gain__the_newest_of_each_giver_counts),
        cmocka_unit_test(gain__is_the_mean_over_what_was_measured),
        cmocka_unit_test(effect__counts_who_ended_within_the_period),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
