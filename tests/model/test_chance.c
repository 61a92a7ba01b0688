/* Success models, opened where they lie: what they answer, by every version of the kernel, and what
 * is refused. */
#include "model/learned/chance.h"

#include <stdlib.h>
#include <string.h>

#include "tests/model/check.h"
#include "tests/model/rbf_forced.h"

#define N_FEATURES ((size_t)5)
#define N_VECTORS ((size_t)21)

static const double means[N_FEATURES] = {1, -2, .5, 40, 7};
static const double scales[N_FEATURES] = {2, .5, 1, 12, 0};
static const double weights[N_FEATURES] = {.7, -.4, .1, -1.2, 3};

static double draw(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0;
}

static void draw_machine(double *vectors, double *weight)
{
    uint64_t state = 5;
    for (size_t i = 0; i < N_VECTORS * N_FEATURES; i++)
        vectors[i] = i % N_FEATURES == N_FEATURES - 1 ? 0 : 4 * draw(&state) - 2;
    for (size_t v = 0; v < N_VECTORS; v++)
        weight[v] = 2 * draw(&state) - 1;
}

struct made {
    void *bytes;
    size_t n;
    struct bw_chance_head *head;
};

static struct made make(enum bw_chance_kind kind)
{
    double vectors[N_VECTORS * N_FEATURES], weight[N_VECTORS];
    struct bw_chance_parts parts = {kind,   N_FEATURES, N_VECTORS, means, scales, .72,
                                    weight, vectors,    .15,       -.3,   1.4,    .6};
    struct made made = {NULL, 0, NULL};
    struct bw_fail fail;
    draw_machine(vectors, weight);
    if (kind == BW_CHANCE_LOGISTIC)
        parts.weight = weights;
    assert_int_equal(bw_chance_pack(&parts, &made.bytes, &made.n, &fail), BW_OK);
    made.head = made.bytes;
    return made;
}

static struct bw_chance open_well(const struct made *made)
{
    struct bw_chance chance;
    struct bw_fail fail;
    assert_int_equal(bw_chance_open(made->bytes, made->n, N_FEATURES, &chance, &fail), BW_OK);
    return chance;
}

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

static double standard(const double *row, size_t f)
{
    return f == N_FEATURES - 1 ? 0 : fmax(-16, fmin(16, (row[f] - means[f]) / scales[f]));
}

/* The decision value said plainly, from the numbers the model was made of. */
static double plain_decision(const double *row)
{
    double vectors[N_VECTORS * N_FEATURES], weight[N_VECTORS], sum = .3;
    draw_machine(vectors, weight);
    for (size_t v = 0; v < N_VECTORS; v++) {
        double square = 0;
        for (size_t f = 0; f < N_FEATURES; f++) {
            double apart = standard(row, f) - vectors[v * N_FEATURES + f];
            square += apart * apart;
        }
        sum += weight[v] * exp(-.15 * square);
    }
    return sum;
}

static void draw_row(uint64_t *state, double *row)
{
    double reach = draw(state) < .05 ? 40 : 3;
    for (size_t f = 0; f < N_FEATURES; f++)
        row[f] = means[f] + (scales[f] + .1) * reach * (2 * draw(state) - 1);
}

static void chance__prior_is_one_rate_for_all(void **state)
{
    struct made made = make(BW_CHANCE_PRIOR);
    struct bw_chance chance = open_well(&made);
    double rows[3 * N_FEATURES] = {1, 2, 3, NAN, 5}, p[3];
    (void)state;
    bw_chance_of(&chance, rows, 3, p);
    for (size_t i = 0; i < 3; i++)
        assert_near(p[i], .72, 0);
    assert_near(bw_chance_most(&chance), .72, 0);
    bw_chance_decisions(&chance, rows, 3, p);
    assert_near(p[2], 0, 0);
    free(made.bytes);
}

static void chance__logistic_is_the_curve_over_the_weighted_sum(void **state)
{
    struct made made = make(BW_CHANCE_LOGISTIC);
    struct bw_chance chance = open_well(&made);
    uint64_t draws = 3;
    (void)state;
    for (int i = 0; i < 1000; i++) {
        double row[N_FEATURES], sum = 0, p, decision;
        draw_row(&draws, row);
        for (size_t f = 0; f < N_FEATURES; f++)
            sum += weights[f] * standard(row, f);
        bw_chance_decisions(&chance, row, 1, &decision);
        bw_chance_of(&chance, row, 1, &p);
        assert_near(decision, sum, 1e-12);
        assert_near(p, sigmoid(1.4 * sum + .6), 1e-12);
    }
    assert_near(bw_chance_most(&chance), 1, 0);
    free(made.bytes);
}

static void chance__rbf_is_the_curve_over_the_decision_value(void **state)
{
    enum { ROWS = 77 };
    struct made made = make(BW_CHANCE_RBF);
    struct bw_chance chance = open_well(&made);
    double rows[ROWS * N_FEATURES], decision[ROWS], p[ROWS], alone;
    uint64_t draws = 4;
    (void)state;
    for (size_t i = 0; i < ROWS; i++)
        draw_row(&draws, rows + i * N_FEATURES);
    bw_chance_decisions(&chance, rows, ROWS, decision);
    bw_chance_of(&chance, rows, ROWS, p);
    for (size_t i = 0; i < ROWS; i++) {
        double want = plain_decision(rows + i * N_FEATURES);
        assert_near(decision[i], want, 1e-10);
        assert_near(p[i], sigmoid(1.4 * want + .6), 1e-10);
        bw_chance_of(&chance, rows + i * N_FEATURES, 1, &alone);
        assert_memory_equal(&alone, p + i, sizeof alone);
    }
    assert_near(bw_chance_most(&chance), 1, 0);
    bw_chance_of(&chance, rows, 0, p);
    free(made.bytes);
}

static void chance__is_the_same_bits_by_every_version(void **state)
{
    enum { ROWS = 50 };
    struct made made = make(BW_CHANCE_RBF);
    struct bw_chance chance = open_well(&made);
    double rows[ROWS * N_FEATURES], want[ROWS], p[ROWS];
    uint64_t draws = 4;
    int n_versions = 0;
    (void)state;
    for (size_t i = 0; i < ROWS; i++)
        draw_row(&draws, rows + i * N_FEATURES);
    bw_chance_of(&chance, rows, ROWS, want);
    for (int set = BW_DOT_SCALAR; set < BW_DOT_SETS; set++) {
        const struct bw_rbf_version *version = bw_rbf_version((enum bw_dot_set)set);
        if (!version)
            continue;
        bw_test_force_rbf(version);
        bw_chance_of(&chance, rows, ROWS, p);
        assert_memory_equal(p, want, sizeof p);
        n_versions++;
    }
    bw_test_force_rbf(NULL);
    print_message("%d versions\n", n_versions);
    free(made.bytes);
}

static void chance__odd_features_give_chances_all_the_same(void **state)
{
    static const double odd[] = {NAN, INFINITY, -INFINITY, 1e308, -1e308, 0, 1e-320};
    struct made made = make(BW_CHANCE_RBF);
    struct bw_chance chance = open_well(&made);
    double row[N_FEATURES], mean[N_FEATURES], p, at_mean;
    (void)state;
    memcpy(mean, means, sizeof mean);
    bw_chance_of(&chance, mean, 1, &at_mean);
    for (size_t i = 0; i < 49; i++) {
        for (size_t f = 0; f < N_FEATURES; f++)
            row[f] = odd[(i + f * (1 + i / 7)) % 7];
        bw_chance_of(&chance, row, 1, &p);
        assert_true(p > 0 && p < 1);
    }
    for (size_t f = 0; f < N_FEATURES; f++)
        row[f] = (double)NAN;
    bw_chance_of(&chance, row, 1, &p);
    assert_near(p, at_mean, 0);
    mean[N_FEATURES - 1] = 1e9; /* of scale 0: left out */
    bw_chance_of(&chance, mean, 1, &p);
    assert_near(p, at_mean, 0);
    free(made.bytes);
}

static void standard__keeps_within_its_spread(void **state)
{
    (void)state;
    assert_near(bw_chance_standard(5, 1, 2), 2, 0);
    assert_near(bw_chance_standard(1e9, 1, 2), 16, 0);
    assert_near(bw_chance_standard(-1e9, 1, 2), -16, 0);
    assert_near(bw_chance_standard((double)INFINITY, 1, 2), 16, 0);
    assert_near(bw_chance_standard((double)NAN, 1, 2), 0, 0);
    assert_near(bw_chance_standard(5, 1, 0), 0, 0);
}

static enum bw_err open_copy(const void *bytes, size_t n, struct bw_fail *fail)
{
    void *copy;
    struct bw_chance chance;
    assert_int_equal(posix_memalign(&copy, BW_CHANCE_ALIGN, n ? n : 1), 0);
    memcpy(copy, bytes, n);
    enum bw_err err = bw_chance_open(copy, n, N_FEATURES, &chance, fail);
    if (!err) { /* whatever it says, it is used without harm */
        double p;
        bw_chance_of(&chance, means, 1, &p);
        assert_true(p >= 0 && p <= 1);
    } else {
        assert_int_equal(fail->code, err);
        assert_true(strlen(fail->text) > 10);
    }
    free(copy);
    return err;
}

static const enum bw_chance_kind kinds[] = {BW_CHANCE_PRIOR, BW_CHANCE_LOGISTIC, BW_CHANCE_RBF};

static void open__refuses_every_truncation(void **state)
{
    struct bw_fail fail;
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        struct made made = make(kinds[k]);
        for (size_t n = 0; n < made.n; n++)
            assert_int_equal(open_copy(made.bytes, n, &fail), BW_BAD_REQUEST);
        assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_OK);
        free(made.bytes);
    }
}

/* All but what is a number of the model's own. A few vectors of weight 0 more are what fills up the
 * last panel anyhow. */
static void open__refuses_flipped_bits_of_the_head(void **state)
{
    size_t checked = offsetof(struct bw_chance_head, prior);
    struct bw_fail fail;
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        struct made made = make(kinds[k]);
        for (size_t bit = 0; bit < 8 * sizeof *made.head; bit++) {
            ((uint8_t *)made.bytes)[bit / 8] ^= (uint8_t)(1u << bit % 8);
            enum bw_err err = open_copy(made.bytes, made.n, &fail);
            bool fills_up = made.head->n_vectors > N_VECTORS && made.head->n_vectors <= 24;
            if ((bit < 8 * checked && !fills_up) ||
                bit >= 8 * offsetof(struct bw_chance_head, padding))
                assert_true(err == BW_BAD_REQUEST || err == BW_NOT_SUPPORTED);
            ((uint8_t *)made.bytes)[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
        free(made.bytes);
    }
}

/* Counts that lead outside, with a length in the head that is what is there. */
static void open__refuses_counts_that_do_not_fit(void **state)
{
    static const uint32_t counts[][2] = {{N_FEATURES, N_VECTORS + 8},
                                         {N_FEATURES, UINT32_MAX},
                                         {UINT32_MAX, N_VECTORS},
                                         {UINT32_MAX, UINT32_MAX},
                                         {N_FEATURES, 0},
                                         {64, 65536},
                                         {65, 1},
                                         {0, N_VECTORS},
                                         {N_FEATURES + 1, N_VECTORS}};
    struct made made = make(BW_CHANCE_RBF);
    struct bw_fail fail;
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        made.head->n_features = counts[i][0];
        made.head->n_vectors = counts[i][1];
        assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_BAD_REQUEST);
    }
    free(made.bytes);
}

static void open__refuses_a_version_or_a_kind_of_later(void **state)
{
    struct made made = make(BW_CHANCE_LOGISTIC);
    struct bw_fail fail;
    (void)state;
    made.head->version++;
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_NOT_SUPPORTED);
    assert_non_null(strstr(fail.text, "version 2"));
    made.head->version--;
    made.head->order = 0x04030201u;
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_NOT_SUPPORTED);
    made.head->order = BW_CHANCE_ORDER;
    made.head->kind = 4;
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_BAD_REQUEST);
    made.head->magic[0] = 'b';
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_BAD_REQUEST);
    assert_non_null(strstr(fail.text, "no success model"));
    free(made.bytes);
}

static void refuse_number(const struct made *made, const double *at)
{
    static const double bad[] = {NAN, INFINITY, -INFINITY, 1e300};
    struct bw_fail fail;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double kept = *at;
        *(double *)at = bad[i];
        assert_int_equal(open_copy(made->bytes, made->n, &fail), BW_BAD_REQUEST);
        *(double *)at = kept;
    }
}

static void open__refuses_what_is_no_number(void **state)
{
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        struct made made = make(kinds[k]);
        size_t head = offsetof(struct bw_chance_head, prior);
        const double *numbers = (const double *)((const char *)made.bytes + head);
        size_t n = (made.n - head) / sizeof *numbers, n_numbers = 0;
        for (size_t i = 0; i < n; i++) {
            const char *at = (const char *)(numbers + i);
            size_t offset = (size_t)(at - (const char *)made.bytes);
            bool is_filling = numbers[i] == 0 && offset >= sizeof *made.head;
            if (is_filling) /* behind a section, or a number that is 0 */
                continue;
            refuse_number(&made, numbers + i);
            n_numbers++;
        }
        assert_true(n_numbers > 10);
        free(made.bytes);
    }
}

static void open__refuses_numbers_that_contradict(void **state)
{
    struct made made = make(BW_CHANCE_RBF);
    struct bw_chance chance = open_well(&made);
    struct bw_fail fail;
    double *half = (double *)chance.rbf.half, *weight = (double *)chance.rbf.weight;
    (void)state;
    *half += .5;
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_BAD_REQUEST);
    *half -= .5;
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_OK);
    weight[N_VECTORS] = 1;
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_BAD_REQUEST);
    weight[N_VECTORS] = 0;
    *(double *)chance.scale = -1;
    assert_int_equal(open_copy(made.bytes, made.n, &fail), BW_BAD_REQUEST);
    free(made.bytes);
}

static void open__names_the_features_it_wants(void **state)
{
    struct made made = make(BW_CHANCE_LOGISTIC);
    struct bw_chance chance;
    struct bw_fail fail;
    (void)state;
    assert_int_equal(bw_chance_open(made.bytes, made.n, 14, &chance, &fail), BW_BAD_REQUEST);
    assert_non_null(strstr(fail.text, "of 5 features, this program has 14"));
    free(made.bytes);
}

static void open__refuses_a_section_that_stands_askew(void **state)
{
    struct made made = make(BW_CHANCE_PRIOR);
    char *room = NULL;
    struct bw_chance chance;
    struct bw_fail fail;
    (void)state;
    assert_int_equal(posix_memalign((void **)&room, BW_CHANCE_ALIGN, made.n + 64), 0);
    for (size_t off = 1; off < 64; off++) {
        memcpy(room + off, made.bytes, made.n);
        assert_int_equal(bw_chance_open(room + off, made.n, N_FEATURES, &chance, &fail),
                         BW_INTERNAL);
    }
    free(room);
    free(made.bytes);
}

static void pack__refuses_what_open_would(void **state)
{
    double vectors[N_VECTORS * N_FEATURES], weight[N_VECTORS];
    struct bw_chance_parts good = {BW_CHANCE_RBF, N_FEATURES, N_VECTORS, means, scales, .72,
                                   weight,        vectors,    .15,       -.3,   1.4,    .6};
    struct bw_fail fail;
    void *bytes = NULL;
    size_t n = 0;
    (void)state;
    draw_machine(vectors, weight);
    struct bw_chance_parts bad[6] = {good, good, good, good, good, good};
    bad[0].gamma = 0;
    bad[1].slope = (double)NAN;
    bad[2].n_vectors = 0;
    bad[3].n_features = BW_CHANCE_FEATURES_MOST + 1;
    bad[4].n_vectors = BW_CHANCE_VECTORS_MOST + 1;
    bad[5].kind = BW_CHANCE_PRIOR;
    bad[5].prior = 1;
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(bw_chance_pack(&bad[i], &bytes, &n, &fail), BW_BAD_REQUEST);
    vectors[7] = (double)NAN;
    assert_int_equal(bw_chance_pack(&good, &bytes, &n, &fail), BW_BAD_REQUEST);
    assert_null(bytes);
    assert_int_equal(n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chance__prior_is_one_rate_for_all),
        cmocka_unit_test(chance__logistic_is_the_curve_over_the_weighted_sum),
        cmocka_unit_test(chance__rbf_is_the_curve_over_the_decision_value),
        cmocka_unit_test(chance__is_the_same_bits_by_every_version),
        cmocka_unit_test(chance__odd_features_give_chances_all_the_same),
        cmocka_unit_test(standard__keeps_within_its_spread),
        cmocka_unit_test(open__refuses_every_truncation),
        cmocka_unit_test(open__refuses_flipped_bits_of_the_head),
        cmocka_unit_test(open__refuses_counts_that_do_not_fit),
        cmocka_unit_test(open__refuses_a_version_or_a_kind_of_later),
        cmocka_unit_test(open__refuses_what_is_no_number),
        cmocka_unit_test(open__refuses_numbers_that_contradict),
        cmocka_unit_test(open__names_the_features_it_wants),
        cmocka_unit_test(open__refuses_a_section_that_stands_askew),
        cmocka_unit_test(pack__refuses_what_open_would),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
