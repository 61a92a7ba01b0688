/* Rates of courses and providers: what is learned of all, and what was known at the time. */
#include "tools/train/course_rates.h"

#include <stdlib.h>
#include <string.h>

#include "tests/model/check.h"
#include "tools/draw.h"

#define N_COURSES 12
#define N_PROVIDERS 4
#define MOST 400

static struct bw_str course_ids[N_COURSES], provider_ids[N_PROVIDERS];
static char names[N_COURSES + N_PROVIDERS][4];
static uint32_t provider_of[N_COURSES];

struct made {
    uint32_t course[MOST], employee[MOST];
    int32_t asked[MOST], known[MOST];
    unsigned char came[MOST];
    struct bw_rate_outcomes outcomes;
};

/* Ids stand in no order of their numbers; every fourth course has no provider. */
static void name_all(void)
{
    for (uint32_t c = 0; c < N_COURSES; c++) {
        names[c][0] = (char)('z' - (char)c);
        course_ids[c] = (struct bw_str){names[c], 1};
        provider_of[c] = c % 4 == 3 ? BW_NONE : c % N_PROVIDERS;
    }
    for (uint32_t p = 0; p < N_PROVIDERS; p++) {
        names[N_COURSES + p][0] = (char)('P' - (char)p);
        provider_ids[p] = (struct bw_str){names[N_COURSES + p], 1};
    }
}

static void draw_made(struct made *made, size_t n, uint64_t seed)
{
    name_all();
    for (size_t i = 0; i < n; i++) {
        struct bw_draw draw = bw_draw_start(seed, 1, i);
        made->course[i] = bw_draw_below(&draw, N_COURSES - 1); /* the last has no outcome */
        made->employee[i] = bw_draw_below(&draw, 9);
        made->asked[i] = (int32_t)bw_draw_below(&draw, 40);
        made->known[i] = made->asked[i] + (int32_t)bw_draw_below(&draw, 20);
        made->came[i] = bw_draw_chance(&draw, .3 + .05 * made->course[i]);
    }
    made->outcomes = (struct bw_rate_outcomes){
        made->course, made->employee, made->asked, made->known, made->came, n,
        course_ids,   provider_ids,   provider_of, N_COURSES,   N_PROVIDERS};
}

/* Successes and outcomes of the rows for which `counts` says so, said plainly. */
struct plain {
    double n, came;
};

static void add_row(struct plain *plain, const struct made *made, size_t row, bool counts)
{
    plain->n += counts;
    plain->came += counts && made->came[row];
}

static void learn__draws_rates_to_their_parents(void **state)
{
    static struct made made;
    struct bw_rate_draw draw = {20, 40};
    struct bw_rates rates;
    struct bw_fail fail;
    void *bytes;
    size_t n;
    (void)state;
    draw_made(&made, 200, 3);
    assert_int_equal(bw_rates_learn(&made.outcomes, draw, &bytes, &n, &fail), BW_OK);
    assert_int_equal(bw_rates_open(bytes, n, &rates, &fail), BW_OK);
    for (uint32_t c = 0; c < N_COURSES; c++) {
        struct plain course = {0, 0}, provider = {0, 0}, all = {0, 0};
        for (size_t i = 0; i < 200; i++) {
            add_row(&course, &made, i, made.course[i] == c);
            add_row(&provider, &made, i,
                    provider_of[c] != BW_NONE && provider_of[made.course[i]] == provider_of[c]);
            add_row(&all, &made, i, true);
        }
        double overall = (8 + all.came) / (10 + all.n);
        double of_provider = (provider.came + 40 * overall) / (provider.n + 40);
        double want = (course.came + 20 * of_provider) / (course.n + 20);
        struct bw_str named = {NULL, 0};
        if (provider_of[c] != BW_NONE)
            named = provider_ids[provider_of[c]];
        assert_near(bw_rates_course(&rates, course_ids[c], named), want, 1e-12);
        assert_near(bw_rates_overall(&rates), overall, 1e-12);
    }
    assert_int_equal(rates.head->n_courses, N_COURSES - 1);
    assert_int_equal(rates.head->n_outcomes, 200);
    free(bytes);
}

static void learn__of_nothing_is_the_prior(void **state)
{
    static struct made made;
    struct bw_rate_draw draw = {0, 0};
    struct bw_rates rates;
    struct bw_fail fail;
    void *bytes;
    size_t n;
    (void)state;
    draw_made(&made, 0, 3);
    assert_int_equal(bw_rates_learn_draw(&made.outcomes, &draw, &fail), BW_OK);
    assert_near(draw.course, 160, 0);
    assert_int_equal(bw_rates_learn(&made.outcomes, draw, &bytes, &n, &fail), BW_OK);
    assert_int_equal(bw_rates_open(bytes, n, &rates, &fail), BW_OK);
    assert_near(bw_rates_course(&rates, course_ids[0], provider_ids[0]), .8, 1e-12);
    free(bytes);
}

/* Courses that differ much draw their rates little, courses that do not draw them most. */
static void draw__follows_how_much_courses_differ(void **state)
{
    enum { N = 20000, COURSES = 200 };
    uint32_t *course = malloc(N * sizeof *course), *none = malloc(COURSES * sizeof *none);
    unsigned char *came = malloc(N);
    struct bw_fail fail;
    (void)state;
    for (size_t c = 0; c < COURSES; c++)
        none[c] = BW_NONE;
    static const double spreads[] = {0, .1, .45};
    double last = 1000;
    for (size_t s = 0; s < 3; s++) {
        struct bw_rate_draw draw;
        for (size_t i = 0; i < N; i++) {
            struct bw_draw draws = bw_draw_start(4, 1, i);
            course[i] = bw_draw_below(&draws, COURSES);
            double p = .5 + spreads[s] * (2.0 * course[i] / (COURSES - 1) - 1);
            came[i] = bw_draw_chance(&draws, p);
        }
        struct bw_rate_outcomes outcomes = {
            .course = course, .came = came, .n = N, .provider_of = none, .n_courses = COURSES};
        assert_int_equal(bw_rates_learn_draw(&outcomes, &draw, &fail), BW_OK);
        assert_true(draw.course < last);
        last = draw.course;
    }
    assert_near(last, 5, 5);
    free(course);
    free(none);
    free(came);
}

static struct bw_rate_pair plain_before(const struct made *made, size_t row)
{
    uint32_t own = provider_of[made->course[row]];
    struct plain course = {0, 0}, provider = {0, 0}, all = {0, 0};
    for (size_t i = 0; i < made->outcomes.n; i++) {
        bool counts = made->known[i] < made->asked[row] && made->employee[i] != made->employee[row];
        add_row(&all, made, i, counts);
        add_row(&course, made, i, counts && made->course[i] == made->course[row]);
        add_row(&provider, made, i,
                counts && own != BW_NONE && provider_of[made->course[i]] == own);
    }
    double overall = (8 + all.came) / (10 + all.n);
    double of_provider =
        own == BW_NONE ? overall : (provider.came + 15 * overall) / (provider.n + 15);
    return (struct bw_rate_pair){(course.came + 7 * of_provider) / (course.n + 7), of_provider};
}

static void before__counts_what_was_known_of_others(void **state)
{
    static struct made made;
    struct bw_rate_pair got[MOST];
    struct bw_fail fail;
    (void)state;
    for (uint64_t seed = 1; seed < 10; seed++) {
        draw_made(&made, MOST, seed);
        assert_int_equal(bw_rates_before(&made.outcomes, (struct bw_rate_draw){7, 15}, got, &fail),
                         BW_OK);
        for (size_t i = 0; i < MOST; i++) {
            struct bw_rate_pair want = plain_before(&made, i);
            assert_near(got[i].course, want.course, 1e-12);
            assert_near(got[i].provider, want.provider, 1e-12);
        }
    }
}

/* What came of a row, and of anything that was not yet known, changes nothing of its rates. */
static void before__tells_nothing_of_what_came(void **state)
{
    static struct made made;
    struct bw_rate_pair got[MOST], again[MOST];
    struct bw_fail fail;
    struct bw_rate_draw draw = {7, 15};
    (void)state;
    draw_made(&made, MOST, 2);
    assert_int_equal(bw_rates_before(&made.outcomes, draw, got, &fail), BW_OK);
    for (size_t row = 0; row < MOST; row += 37) {
        unsigned char kept[MOST];
        memcpy(kept, made.came, sizeof kept);
        for (size_t i = 0; i < MOST; i++)
            if (i == row || made.known[i] >= made.asked[row] ||
                made.employee[i] == made.employee[row])
                made.came[i] = !made.came[i];
        assert_int_equal(bw_rates_before(&made.outcomes, draw, again, &fail), BW_OK);
        assert_true(again[row].course == got[row].course &&
                    again[row].provider == got[row].provider);
        memcpy(made.came, kept, sizeof kept);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(learn__draws_rates_to_their_parents),
        cmocka_unit_test(learn__of_nothing_is_the_prior),
        cmocka_unit_test(draw__follows_how_much_courses_differ),
        cmocka_unit_test(before__counts_what_was_known_of_others),
        cmocka_unit_test(before__tells_nothing_of_what_came),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
