/* What could have been said of the past: as the engine says it on that day, and nothing of what
 * came after. */
#include "model/learned/hindsight.h"

#include <string.h>

#include "model/recommend.h"
#include "tests/model/arena.h"
#include "tests/model/schooled.h"

#define TOWNS 200

static struct town town;
static struct schooled schooled;

static struct bw_hindsight hindsight(const struct bw_outcome *outcome)
{
    return bw_hindsight_of(&town.cat, NULL, &town.person, outcome, arena);
}

/* Closed and served are p in the answer to the same question, asked on the day before. */
static void chances__are_those_of_the_lists_of_that_day(void **state)
{
    (void)state;
    size_t n = 0;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        town_draw(&town, seed);
        schooled_draw(&schooled, &town, BW_PART_ALL);
        town.question.k = TOWN_COURSES;
        for (int learned = 0; learned < 2; learned++) {
            town.cat.learning = learned ? &schooled.learning : NULL;
            bw_arena_reset(arena);
            struct bw_advice advice =
                bw_recommend(&town.cat, NULL, &town.person, &town.question, arena);
            for (size_t i = 0; i < advice.n_items; i++) {
                struct bw_outcome outcome = {advice.items[i].course, town.question.as_of + 1,
                                             town.question.as_of + 9, true, true};
                struct bw_hindsight got = hindsight(&outcome);
                double said = learned ? got.served : got.closed;
                assert_memory_equal(&said, &advice.items[i].success, sizeof said);
                if (!learned)
                    assert_memory_equal(&got.served, &got.closed, sizeof said);
                n++;
            }
        }
        schooled_release(&schooled);
    }
    assert_true(n > TOWNS);
}

static void closed__is_that_of_no_stretch_for_a_course_that_closes_nothing(void **state)
{
    (void)state;
    town_draw(&town, 1);
    town.version.all.n = 0;
    struct bw_outcome outcome = {3, town.question.as_of, town.question.as_of, true, false};
    struct bw_hindsight got = hindsight(&outcome);
    assert_near(got.closed, .8, 0);
    assert_near(got.features[BW_FEATURE_PROVIDER_RATE], BW_FEATURE_RATE_UNKNOWN, 0);
    assert_near(got.features[BW_FEATURE_COURSE_RATE], BW_FEATURE_RATE_UNKNOWN, 0);
    assert_near(got.features[BW_FEATURE_CO_ENROLMENT], 0, 0);
    assert_near(got.features[BW_FEATURE_SELF_INITIATED], 0, 0);
}

/* Evidence, completions and enrolments of the day itself and later. */
static void hindsight__knows_nothing_of_the_day_or_later(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        town_draw(&town, seed);
        schooled_draw(&schooled, &town, BW_PART_ALL);
        town.person.n_enrolments = 0;
        struct bw_outcome outcome = {(uint32_t)(seed % TOWN_COURSES), town.question.as_of, 0, true,
                                     true};
        struct bw_shown shown = {outcome.course, town.question.as_of, 1, BW_RESPONSE_IGNORED};
        struct bw_hindsight before = hindsight(&outcome);
        struct bw_hindsight_shown shown_before =
            *bw_hindsight_of_shown(&town.cat, &town.person, &shown, 1, arena);
        struct bw_item items[TOWN_ITEMS + 2];
        memcpy(items, town.items, sizeof town.items);
        uint32_t taught = town.courses[outcome.course].teaches[0].competency;
        for (size_t i = 0; i < 2; i++)
            items[TOWN_ITEMS + i] = (struct bw_item){.competency = taught,
                                                     .source = BW_SOURCE_TEST,
                                                     .level = 5,
                                                     .at = town.question.as_of + (bw_day)(50 * i),
                                                     .valid_until = BW_DAY_NONE,
                                                     .course = BW_NONE,
                                                     .order = 900 + i};
        struct bw_completion done = {outcome.course, town.question.as_of, 950};
        struct bw_enrolment begun = {0, town.question.as_of, 960};
        town.person.items = items;
        town.person.n_items = TOWN_ITEMS + 2;
        town.person.completions = &done;
        town.person.enrolments = &begun;
        town.person.n_completions = town.person.n_enrolments = 1;
        struct bw_hindsight after = hindsight(&outcome);
        struct bw_hindsight_shown shown_after =
            *bw_hindsight_of_shown(&town.cat, &town.person, &shown, 1, arena);
        assert_memory_equal(&after, &before, sizeof after);
        assert_memory_equal(&shown_after.closure, &shown_before.closure, sizeof(double));
        outcome.begun += 1; /* a day later it is known */
        struct bw_hindsight known = hindsight(&outcome);
        assert_memory_not_equal(known.features, before.features, sizeof before.features);
        schooled_release(&schooled);
    }
}

/* The first of a list: what it closes by itself is its closure there. */
static void shown__closes_what_the_first_of_a_list_closes(void **state)
{
    (void)state;
    size_t n = 0;
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        town_draw(&town, seed);
        town.question.objective = BW_BALANCED;
        bw_arena_reset(arena);
        struct bw_advice advice =
            bw_recommend(&town.cat, NULL, &town.person, &town.question, arena);
        if (advice.n_items == 0)
            continue;
        const struct bw_suggestion *first = &advice.items[0];
        struct bw_shown shown = {first->course, town.question.as_of + 1, 1, BW_RESPONSE_IGNORED};
        const struct bw_hindsight_shown *got =
            bw_hindsight_of_shown(&town.cat, &town.person, &shown, 1, arena);
        double outside = first->terms[BW_TERM_PREFERENCE];
        assert_near(got->closure, first->closure, 1e-12);
        assert_near(got->score, first->score - outside, 1e-12);
        assert_int_equal(got->format, (first->flags & BW_FLAG_OUTSIDE_PREFERENCES) != 0);
        n++;
    }
    assert_true(n > TOWNS / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chances__are_those_of_the_lists_of_that_day),
        cmocka_unit_test(closed__is_that_of_no_stretch_for_a_course_that_closes_nothing),
        cmocka_unit_test(hindsight__knows_nothing_of_the_day_or_later),
        cmocka_unit_test(shown__closes_what_the_first_of_a_list_closes),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
