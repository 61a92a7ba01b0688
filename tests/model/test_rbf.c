/* Weighted sums of Gaussians: each version gives the bits that model/learned/rbf.h says, and these
 * are near to what the C library's exp and a plain sum give. */
#include "model/learned/rbf.h"

#include <stdlib.h>
#include <string.h>

#include "tests/model/check.h"

#define FEATURES_MOST 20
#define PANELS_MOST 7
#define ROWS_MOST 11

static uint64_t state = 20261126;

static double draw(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (double)(state >> 11) / 9007199254740992.0;
}

static size_t draw_upto(size_t most)
{
    return (size_t)(draw() * (double)(most + 1));
}

enum kind { NEAR, FAR, MIXED, KINDS };

static double draw_number(enum kind kind)
{
    double sign = draw() < .5 ? -1 : 1;
    if (kind == MIXED)
        kind = draw() < .5 ? NEAR : FAR;
    return sign * (kind == NEAR ? draw() : 30 * draw());
}

/* Ends with the block it lies in, so that a sanitizer sees a number too far. */
static double *numbers(size_t n, enum kind kind)
{
    double *at = malloc(n ? n * sizeof *at : 1);
    assert_non_null(at);
    for (size_t i = 0; i < n; i++)
        at[i] = draw_number(kind);
    return at;
}

struct made {
    struct bw_rbf rbf;
    double *half, *weight, *panels, *rows;
    size_t n_rows;
};

static struct made make(enum kind kind)
{
    size_t n = draw_upto(FEATURES_MOST), n_panels = draw_upto(PANELS_MOST);
    size_t lanes = n_panels * BW_RBF_LANES, n_rows = draw_upto(ROWS_MOST);
    struct made made = {
        {n, n_panels, NULL, NULL, NULL}, numbers(lanes, kind),      numbers(lanes, kind),
        numbers(lanes * n, kind),        numbers(n_rows * n, kind), n_rows};
    for (size_t v = 0; v < lanes; v++)
        made.half[v] = bw_rbf_half(
            made.panels + v / BW_RBF_LANES * n * BW_RBF_LANES + v % BW_RBF_LANES, n, BW_RBF_LANES);
    made.rbf.half = made.half;
    made.rbf.weight = made.weight;
    made.rbf.panels = made.panels;
    return made;
}

static void release(struct made *made)
{
    free(made->half);
    free(made->weight);
    free(made->panels);
    free(made->rows);
}

static double plain(const struct made *made, const double *row, double *bound)
{
    size_t n = made->rbf.n_features;
    double sum = 0;
    *bound = 1e-300;
    for (size_t v = 0; v < made->rbf.n_panels * BW_RBF_LANES; v++) {
        double square = 0, size = 0;
        for (size_t f = 0; f < n; f++) {
            double point =
                made->panels[(v / BW_RBF_LANES * n + f) * BW_RBF_LANES + v % BW_RBF_LANES];
            square += (row[f] - point) * (row[f] - point);
            size += row[f] * row[f] + point * point;
        }
        double term = made->weight[v] * exp(-square / 2);
        sum += term;
        *bound += fabs(term) * (3e-13 + (double)(n + 3) * size * 4.5e-16 + 1e-14);
    }
    return sum;
}

static void assert_same_bits(double got, double want, const char *name)
{
    uint64_t got_bits, want_bits;
    memcpy(&got_bits, &got, sizeof got_bits);
    memcpy(&want_bits, &want, sizeof want_bits);
    if (got_bits != want_bits)
        fail_msg("%s: %a, the specification gives %a", name, got, want);
}

static void compare_once(const struct bw_rbf_version *version, enum kind kind)
{
    struct made made = make(kind);
    double want[ROWS_MOST + 1], got[ROWS_MOST + 1], one, bound;
    got[made.n_rows] = 42;
    bw_rbf_version(BW_DOT_SCALAR)->sums(&made.rbf, made.rows, made.n_rows, want);
    version->sums(&made.rbf, made.rows, made.n_rows, got);
    for (size_t r = 0; r < made.n_rows; r++) {
        const double *row = made.rows + r * made.rbf.n_features;
        version->sums(&made.rbf, row, 1, &one);
        assert_same_bits(got[r], want[r], version->name);
        assert_same_bits(one, want[r], version->name);
        double sum = plain(&made, row, &bound);
        assert_near(got[r], sum, bound);
    }
    assert_same_bits(got[made.n_rows], 42, version->name);
    release(&made);
}

static void check_version(enum bw_dot_set set, const char *lacking)
{
    const struct bw_rbf_version *version = bw_rbf_version(set);
    if (!version) {
        print_message("not tested: %s\n", lacking);
        skip();
        return;
    }
    for (int i = 0; i < 6000; i++)
        compare_once(version, (enum kind)(i % KINDS));
}

static void sums__scalar_is_what_the_header_says(void **cmocka)
{
    (void)cmocka;
    check_version(BW_DOT_SCALAR, "");
}

static void sums__avx2_has_the_same_bits(void **cmocka)
{
    (void)cmocka;
    check_version(BW_DOT_AVX2, "this processor has no AVX2");
}

static void sums__avx512_has_the_same_bits(void **cmocka)
{
    (void)cmocka;
    check_version(BW_DOT_AVX512, "this processor has no AVX-512");
}

static void sums__the_widest_that_runs_is_used(void **cmocka)
{
    (void)cmocka;
    const struct bw_rbf_version *widest = bw_rbf_version(BW_DOT_SCALAR);
    for (int set = BW_DOT_SCALAR + 1; set < BW_DOT_SETS; set++)
        if (bw_rbf_version((enum bw_dot_set)set))
            widest = bw_rbf_version((enum bw_dot_set)set);
    assert_ptr_equal(bw_rbf_chosen(), widest);
    compare_once(&(struct bw_rbf_version){"chosen", bw_rbf_sums}, NEAR);
    assert_null(bw_rbf_version(BW_DOT_SETS));
}

/* One point at 0 and one feature: the sum is the exponential of -(x^2 / 2), rounded twice before.
 */
static double exp_by(const struct bw_rbf_version *version, double x)
{
    static const double zeros[BW_RBF_LANES];
    double weight[BW_RBF_LANES] = {1}, row = sqrt(-2 * x), out;
    struct bw_rbf rbf = {1, 1, zeros, weight, zeros};
    version->sums(&rbf, &row, 1, &out);
    assert_same_bits(out, bw_rbf_exp(-bw_rbf_half(&row, 1, 1)), version->name);
    return out;
}

static void exp__keeps_its_bound(void **cmocka)
{
    (void)cmocka;
    for (int i = 0; i <= 1000000; i++) {
        double x = -708.0 * i / 1000000, y = -draw();
        assert_near(bw_rbf_exp(x) / exp(x), 1, 2e-13);
        assert_near(bw_rbf_exp(y) / exp(y), 1, 5e-14);
    }
    assert_true(bw_rbf_exp(0) == 1 && bw_rbf_exp(-0.0) == 1 && bw_rbf_exp(1e-300) == 1);
    assert_true(bw_rbf_exp(3) == 1 && bw_rbf_exp((double)INFINITY) == 1);
    assert_true(bw_rbf_exp(-1e9) == bw_rbf_exp(-708) && bw_rbf_exp(-708) < 1e-307);
    assert_true(bw_rbf_exp((double)-INFINITY) == bw_rbf_exp(-708));
}

static void exp__is_the_same_in_every_version(void **cmocka)
{
    (void)cmocka;
    for (int set = BW_DOT_SCALAR; set < BW_DOT_SETS; set++) {
        const struct bw_rbf_version *version = bw_rbf_version((enum bw_dot_set)set);
        for (int i = 0; version && i <= 100000; i++) {
            double x = -800.0 * i / 100000;
            assert_near(exp_by(version, x), exp(x), 1e-12 * exp(x) + 1e-307);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums__scalar_is_what_the_header_says),
        cmocka_unit_test(sums__avx2_has_the_same_bits),
        cmocka_unit_test(sums__avx512_has_the_same_bits),
        cmocka_unit_test(sums__the_widest_that_runs_is_used),
        cmocka_unit_test(exp__keeps_its_bound),
        cmocka_unit_test(exp__is_the_same_in_every_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
