/* The features of a person and a course: which there are, what each is, and what must not move
 * them. */
#include "model/learned/feature.h"

#include <string.h>

#include "model/success.h"
#include "tests/model/arena.h"
#include "tests/model/town.h"

#define TOWNS 300
#define EXACT 1e-12

static struct town town;
static struct bw_mind mind;
static const struct bw_feature_tables tables = {.7, .75, .25, true};

static struct bw_learner learner_of(const struct bw_vectors *vectors)
{
    bw_arena_reset(arena);
    mind = bw_mind_make(&town.cat, NULL, &town.person, town.question.as_of, arena);
    return bw_learner_make(&mind, vectors, town.question.as_of, arena);
}

static void row_of(uint32_t course, double row[])
{
    struct bw_learner learner = learner_of(NULL);
    bw_feature_row(&learner, course, &tables, row);
}

/* What enters, and nothing else: whoever adds one has to say so here. */
static void names__are_these(void **state)
{
    (void)state;
    static const char *const enters[] = {
        "ready_mean",  "ready_least",  "climb_most",        "climb_mean",     "hours_log",
        "load",        "format_match", "language_match",    "role_likeness",  "provider_rate",
        "course_rate", "co_enrolment", "evidence_variance", "self_initiated",
    };
    assert_int_equal(BW_FEATURE_COUNT, sizeof enters / sizeof *enters);
    for (int f = 0; f < BW_FEATURE_COUNT; f++)
        assert_string_equal(bw_feature_name((enum bw_feature)f), enters[f]);
}

/* A town as drawn, but in the hands of others: who and where may not matter. */
static void rename_all(void)
{
    static struct bw_org orgs[2];
    orgs[0] = orgs[1] = town.org;
    orgs[0].id = (struct bw_str){"elders", 6};
    orgs[1].id = (struct bw_str){"women", 5};
    orgs[1].name = (struct bw_str){"Marokko", 7};
    town.cat.orgs = orgs;
    town.cat.n_orgs = 2;
    town.person.org = 1;
    town.person.team = 7;
    town.person.id = (struct bw_str){"Fatima-1961", 11};
    town.person.number = 77;
    town.role.id = (struct bw_str){"z", 1};
    town.role.label.in[BW_NL] = (struct bw_str){"Juffrouw", 8};
    for (uint32_t c = 0; c < TOWN_COMPETENCIES; c++)
        town.competencies[c].label.in[BW_NL] = (struct bw_str){"Moederschap", 11};
    for (uint32_t j = 0; j < TOWN_COURSES; j++)
        town.courses[j].title.in[BW_NL] = (struct bw_str){"Voor ouderen", 12};
}

static void row__is_the_same_whoever_and_wherever_the_person_is(void **state)
{
    (void)state;
    static double before[TOWN_COURSES][BW_FEATURE_COUNT], after[BW_FEATURE_COUNT];
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        town_draw(&town, seed);
        for (uint32_t j = 0; j < TOWN_COURSES; j++)
            row_of(j, before[j]);
        rename_all();
        for (uint32_t j = 0; j < TOWN_COURSES; j++) {
            row_of(j, after);
            assert_memory_equal(after, before[j], sizeof after);
        }
    }
}

/* The goal is not asked at all; wishes and the role aimed for are not either. */
static void row__does_not_know_what_the_person_is_after(void **state)
{
    (void)state;
    double before[BW_FEATURE_COUNT], after[BW_FEATURE_COUNT];
    static const uint32_t wishes[] = {1, 3};
    town_draw(&town, 5);
    row_of(3, before);
    town.person.wishes = (struct bw_ixs){wishes, 2};
    town.person.target_role = 0;
    town.person.leaves_on = town.question.as_of + 10;
    row_of(3, after);
    assert_memory_equal(after, before, sizeof after);
}

/* Straight from the definitions. */
static void check_beliefs(uint32_t j, const double row[])
{
    const struct bw_course *course = &town.courses[j];
    double most = 0, climbs = 0, variance = 0, ready = 0, least = 1, asked = 0;
    for (size_t t = 0; t < course->n_teaches; t++) {
        uint32_t c = course->teaches[t].competency;
        struct bw_belief x = bw_mind_belief(&mind, c);
        double climb = fmax(0, course->teaches[t].to - x.mean);
        bool here =
            bw_asks_find(town.version.all, c) || (c < 2 && bw_asks_find(town.version.all, 1 - c));
        most = fmax(most, climb);
        climbs += climb / (double)course->n_teaches;
        variance += x.sd * x.sd / (double)course->n_teaches;
        asked += here / (double)course->n_teaches;
    }
    for (size_t i = 0; i < course->n_requires; i++) {
        double factor = bw_success_entry(&mind, &course->requires[i]);
        least = fmin(least, factor);
        ready += factor / (double)course->n_requires;
    }
    assert_near(row[BW_FEATURE_CLIMB_MOST], most, EXACT);
    assert_near(row[BW_FEATURE_CLIMB_MEAN], climbs, EXACT);
    assert_near(row[BW_FEATURE_EVIDENCE_VARIANCE], variance, EXACT);
    assert_near(row[BW_FEATURE_ROLE_LIKENESS], asked, EXACT);
    assert_near(row[BW_FEATURE_READY_MEAN], course->n_requires ? ready : 1, EXACT);
    assert_near(row[BW_FEATURE_READY_LEAST], least, EXACT);
}

static void row__is_what_the_definitions_say(void **state)
{
    (void)state;
    double row[BW_FEATURE_COUNT];
    for (uint64_t seed = 0; seed < TOWNS; seed++) {
        town_draw(&town, seed);
        town.person.hours_per_week = seed % 2 ? 24 : 0;
        struct bw_learner learner = learner_of(NULL);
        for (uint32_t j = 0; j < TOWN_COURSES; j++) {
            bw_feature_row(&learner, j, &tables, row);
            check_beliefs(j, row);
            assert_near(row[BW_FEATURE_HOURS_LOG], log(1 + town.courses[j].hours), EXACT);
            assert_near(row[BW_FEATURE_LOAD], town.courses[j].hours / 4 / (seed % 2 ? 24 : 36),
                        EXACT);
            assert_near(row[BW_FEATURE_PROVIDER_RATE], .7, 0);
            assert_near(row[BW_FEATURE_COURSE_RATE], .75, 0);
            assert_near(row[BW_FEATURE_CO_ENROLMENT], .25, 0);
            assert_near(row[BW_FEATURE_SELF_INITIATED], 1, 0);
        }
    }
}

static void load__spreads_the_hours_over_the_next_session(void **state)
{
    (void)state;
    double row[BW_FEATURE_COUNT];
    town_draw(&town, 1);
    bw_day today = town.question.as_of;
    struct bw_session sessions[] = {{.start = today - 40, .end = today - 27, .seats = -1},
                                    {.start = today + 1, .end = today + 21, .seats = -1}};
    struct bw_course *course = &town.courses[0];
    course->hours = town.cards[0].hours = 54;
    course->sessions = sessions;
    course->n_sessions = 2;
    town.cards[0].has_sessions = true;
    row_of(0, row);
    assert_near(row[BW_FEATURE_LOAD], 54 / 3. / 36, EXACT);
    sessions[1].end = today + 2; /* two days: a week at least */
    row_of(0, row);
    assert_near(row[BW_FEATURE_LOAD], 54 / 36., EXACT);
    sessions[1].end = BW_DAY_NONE;
    row_of(0, row);
    assert_near(row[BW_FEATURE_LOAD], 54 / 36., EXACT);
    course->n_sessions = 1; /* that is over */
    row_of(0, row);
    assert_near(row[BW_FEATURE_LOAD], 54 / 4. / 36, EXACT);
}

static void match__is_a_half_without_a_preference(void **state)
{
    (void)state;
    double row[BW_FEATURE_COUNT];
    static const struct bw_str dutch = {"nl", 2};
    town_draw(&town, 1);
    town.person.preferences = (struct bw_preferences){0};
    row_of(0, row);
    assert_near(row[BW_FEATURE_FORMAT_MATCH], .5, 0);
    assert_near(row[BW_FEATURE_LANGUAGE_MATCH], .5, 0);
    town.person.preferences = (struct bw_preferences){&dutch, 1, 1u << BW_FORMAT_CLASSROOM, 0};
    for (uint32_t j = 0; j < TOWN_COURSES; j++) {
        row_of(j, row);
        bool fits = town.courses[j].format == BW_FORMAT_CLASSROOM;
        assert_near(row[BW_FEATURE_FORMAT_MATCH], fits, 0);
        assert_near(row[BW_FEATURE_LANGUAGE_MATCH], town.courses[j].language.at[0] == 'n', 0);
    }
}

/* Two courses with vectors and one without; the role's is the first course's. */
static void likeness__is_the_cosine_where_there_are_vectors(void **state)
{
    (void)state;
    static float courses[TOWN_COURSES * BW_DOT_LANES], roles[BW_DOT_LANES];
    double row[BW_FEATURE_COUNT], plain[BW_FEATURE_COUNT];
    courses[0] = roles[0] = 1;
    courses[BW_DOT_LANES] = .6F;
    courses[BW_DOT_LANES + 1] = .8F;
    struct bw_vectors vectors = {.dim = 2,
                                 .stride = BW_DOT_LANES,
                                 .courses = {courses, TOWN_COURSES, BW_DOT_LANES},
                                 .roles = {roles, 1, BW_DOT_LANES}};
    town_draw(&town, 2);
    struct bw_learner learner = learner_of(&vectors);
    bw_feature_row(&learner, 0, &tables, row);
    assert_near(row[BW_FEATURE_ROLE_LIKENESS], 1, 1e-6);
    bw_feature_row(&learner, 1, &tables, row);
    assert_near(row[BW_FEATURE_ROLE_LIKENESS], .6, 1e-6);
    bw_feature_row(&learner, 2, &tables, row);
    row_of(2, plain);
    assert_near(row[BW_FEATURE_ROLE_LIKENESS], plain[BW_FEATURE_ROLE_LIKENESS], 0);
}

/* Before its first version a role asks nothing; a person without a role has none that asks. */
static void likeness__is_0_where_no_role_asks(void **state)
{
    (void)state;
    double row[BW_FEATURE_COUNT];
    town_draw(&town, 3);
    town.version.from = town.question.as_of + 1;
    row_of(0, row);
    assert_near(row[BW_FEATURE_ROLE_LIKENESS], 0, 0);
    town.person.role = BW_NONE;
    row_of(0, row);
    assert_near(row[BW_FEATURE_ROLE_LIKENESS], 0, 0);
}

static void row__of_a_course_that_teaches_and_asks_nothing_is_finite(void **state)
{
    (void)state;
    double row[BW_FEATURE_COUNT];
    town_draw(&town, 4);
    town.courses[0].n_teaches = town.courses[0].n_requires = 0;
    town.cards[0] = bw_course_card_of(&town.courses[0]);
    bw_offers_pack(&town.cat, town.arena);
    bw_reach_pack(&town.cat, town.arena);
    row_of(0, row);
    for (int f = 0; f < BW_FEATURE_COUNT; f++)
        assert_true(isfinite(row[f]));
    assert_near(row[BW_FEATURE_READY_LEAST], 1, 0);
    assert_near(row[BW_FEATURE_CLIMB_MEAN], 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names__are_these),
        cmocka_unit_test(row__is_the_same_whoever_and_wherever_the_person_is),
        cmocka_unit_test(row__does_not_know_what_the_person_is_after),
        cmocka_unit_test(row__is_what_the_definitions_say),
        cmocka_unit_test(load__spreads_the_hours_over_the_next_session),
        cmocka_unit_test(match__is_a_half_without_a_preference),
        cmocka_unit_test(likeness__is_the_cosine_where_there_are_vectors),
        cmocka_unit_test(likeness__is_0_where_no_role_asks),
        cmocka_unit_test(row__of_a_course_that_teaches_and_asks_nothing_is_finite),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
