/* Training on made-up documents: same bytes, languages meet, what is alike is near. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/model/arena.h"
#include "tools/draw.h"
#include "tools/dense/dense.h"
#include "tools/embed/svd.h"
#include "tools/embed/train.h"

#define N_TOPICS 8
#define N_DOCUMENTS 400

/* Words of eight topics in two languages that share no letters' pieces: nothing but meeting in a
 * document can bring them together. */
static const char *const words[2][N_TOPICS][4] = {
    {{"jeugdzorg", "gezin", "kind", "opvoeding"},
     {"bouwen", "vergunning", "welstand", "bestemming"},
     {"belasting", "aanslag", "heffing", "inning"},
     {"archief", "dossier", "bewaren", "vernietigen"},
     {"groenbeheer", "snoeien", "maaien", "plantsoen"},
     {"verkeer", "kruispunt", "fietspad", "parkeren"},
     {"uitkering", "bijstand", "inkomen", "schulden"},
     {"netwerk", "beveiliging", "wachtwoord", "lek"}},
    {{"youth", "family", "child", "upbringing"},
     {"construction", "permit", "aesthetics", "zoning"},
     {"tax", "assessment", "levy", "collection"},
     {"records", "file", "retention", "disposal"},
     {"greenery", "pruning", "mowing", "shrubs"},
     {"traffic", "crossroads", "cyclepath", "parking"},
     {"benefits", "welfare", "income", "debt"},
     {"network", "security", "password", "leak"}}};

static struct bw_str say(const char *format, ...)
{
    char text[256];
    va_list list;
    va_start(list, format);
    int n = vsnprintf(text, sizeof text, format, list);
    va_end(list);
    char *copy = bw_arena_take(arena, (size_t)n + 1);
    memcpy(copy, text, (size_t)n + 1);
    return (struct bw_str){copy, (uint32_t)n};
}

/* A label and a description in both languages: a topic a document. */
static struct bw_said *documents_of(size_t n)
{
    struct bw_said *out = BW_ARENA_NEW(arena, struct bw_said, n);
    struct bw_draw draw = bw_draw_start(5, 1, 0);
    for (size_t d = 0; d < n; d++) {
        struct bw_str *texts = BW_ARENA_NEW(arena, struct bw_str, 4);
        size_t topic = d % N_TOPICS;
        for (int lang = 0; lang < 2; lang++) {
            const char *const *of = words[lang][topic];
            const char *const *any = words[lang][bw_draw_below(&draw, N_TOPICS)];
            texts[lang] = say("%s %s", of[bw_draw_below(&draw, 4)], of[bw_draw_below(&draw, 4)]);
            texts[2 + lang] = say(lang ? "the %s and the %s of %s number %zu"
                                       : "het %s en de %s van %s nummer %zu",
                                  of[bw_draw_below(&draw, 4)], of[bw_draw_below(&draw, 4)],
                                  any[bw_draw_below(&draw, 4)], d);
        }
        out[d] = (struct bw_said){texts, 2, texts + 2, 2};
    }
    return out;
}

static struct bw_trained train(const struct bw_said *documents, size_t n, uint64_t seed,
                               unsigned n_threads)
{
    struct bw_train how = {.seed = seed, .n_threads = n_threads};
    struct bw_trained out = {0};
    struct bw_fail fail;
    assert_int_equal(bw_train_space(documents, n, &how, &out, &fail), BW_OK);
    return out;
}

static struct bw_space *open_well(const struct bw_trained *trained)
{
    struct bw_space *space = NULL;
    struct bw_fail fail;
    assert_int_equal(bw_space_open(trained->block, trained->n, &space, &fail), BW_OK);
    return space;
}

static double alike(const struct bw_space *space, const char *a, const char *b)
{
    float of[2][BW_SPACE_DIM];
    double sum = 0;
    for (int i = 0; i < 2; i++) {
        struct bw_str text = say("%s", i ? b : a);
        struct bw_said said = {.names = &text, .n_names = 1};
        bw_space_fold(space, &said, arena, of[i]);
    }
    for (size_t d = 0; d < BW_SPACE_DIM; d++)
        sum += (double)of[0][d] * (double)of[1][d];
    return sum;
}

static void train__same_bytes_whatever_the_threads(void **state)
{
    const struct bw_said *documents = documents_of(N_DOCUMENTS);
    struct bw_trained one = train(documents, N_DOCUMENTS, 7, 1);
    (void)state;
    for (unsigned threads = 1; threads <= 5; threads++) {
        struct bw_trained same = train(documents, N_DOCUMENTS, 7, threads);
        assert_int_equal(same.n, one.n);
        assert_memory_equal(same.block, one.block, one.n);
        bw_trained_free(&same);
    }
    struct bw_trained other = train(documents, N_DOCUMENTS, 8, 1);
    assert_int_equal(other.n, one.n);
    assert_memory_not_equal(other.block, one.block, one.n);
    bw_trained_free(&other);
    bw_trained_free(&one);
}

static void train__languages_meet(void **state)
{
    struct bw_trained trained = train(documents_of(N_DOCUMENTS), N_DOCUMENTS, 7, 2);
    struct bw_space *space = open_well(&trained);
    (void)state;
    for (size_t topic = 0; topic < N_TOPICS; topic++) {
        const char *dutch = words[BW_NL][topic][0];
        double same = alike(space, dutch, words[BW_EN][topic][0]);
        for (size_t other = 0; other < N_TOPICS; other++)
            if (other != topic)
                assert_true(same > .2 + alike(space, dutch, words[BW_EN][other][0]));
    }
    bw_space_free(space);
    bw_trained_free(&trained);
}

static void train__a_word_never_seen_is_like_those_that_look_like_it(void **state)
{
    struct bw_trained trained = train(documents_of(N_DOCUMENTS), N_DOCUMENTS, 7, 2);
    struct bw_space *space = open_well(&trained);
    (void)state;
    double like = alike(space, "jeugdzorgers", "jeugdzorg");
    assert_true(like > .3 + alike(space, "jeugdzorgers", "kruispunt"));
    bw_space_free(space);
    bw_trained_free(&trained);
}

static void train__too_little_to_learn_from_is_a_model_all_the_same(void **state)
{
    static const size_t sizes[] = {0, 1, 2, 3, 30};
    const struct bw_said *documents = documents_of(30);
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct bw_trained trained = train(documents, sizes[i], 7, 2);
        struct bw_space *space = open_well(&trained);
        assert_true(isfinite(alike(space, "jeugdzorg", "gezin")));
        bw_space_free(space);
        bw_trained_free(&trained);
    }
}

static void train__what_is_said_twice_counts_once(void **state)
{
    const struct bw_said *documents = documents_of(40);
    struct bw_said *twice = BW_ARENA_NEW(arena, struct bw_said, 80);
    (void)state;
    for (size_t d = 0; d < 80; d++)
        twice[d] = documents[d % 40];
    struct bw_trained one = train(documents, 40, 7, 1), two = train(twice, 80, 7, 1);
    assert_int_equal(one.n, two.n);
    assert_memory_equal(one.block, two.block, one.n);
    bw_trained_free(&one);
    bw_trained_free(&two);
}

struct watch {
    double last;
    int steps, stop_at;
};

static bool watch(void *context, double done)
{
    struct watch *watch = context;
    assert_true(done >= watch->last && done <= 1);
    watch->last = done;
    return ++watch->steps != watch->stop_at;
}

static void train__tells_how_far_it_is_and_can_be_stopped(void **state)
{
    const struct bw_said *documents = documents_of(40);
    struct watch seen = {0};
    struct bw_train how = {.seed = 7, .n_threads = 2, .step = watch, .context = &seen};
    struct bw_trained out = {0};
    struct bw_fail fail;
    (void)state;
    assert_int_equal(bw_train_space(documents, 40, &how, &out, &fail), BW_OK);
    assert_true(seen.steps > 5 && seen.last > .9);
    bw_trained_free(&out);
    int all = seen.steps;
    for (int stop = 1; stop <= all; stop++) {
        seen = (struct watch){.stop_at = stop};
        assert_int_equal(bw_train_space(documents, 40, &how, &out, &fail), BW_BUSY);
        assert_null(out.block);
        assert_int_equal(seen.steps, stop);
    }
}

static float *floats(size_t n_rows, size_t n_columns)
{
    return bw_arena_zero(arena, n_rows, n_columns * sizeof(float));
}

static void rows__are_what_folding_gives(void **state)
{
    static const size_t n = 100, stride = BW_SPACE_DIM + 8;
    const struct bw_said *documents = documents_of(n);
    struct bw_trained trained = train(documents, n, 7, 2);
    struct bw_space *space = open_well(&trained);
    struct bw_train how = {.n_threads = 3};
    struct bw_fail fail;
    float *rows = floats(n, stride), want[BW_SPACE_DIM];
    (void)state;
    assert_int_equal(bw_train_rows(space, documents, n, stride, rows, &how, &fail), BW_OK);
    for (size_t d = 0; d < n; d++) {
        bw_space_fold(space, &documents[d], arena, want);
        assert_memory_equal(rows + d * stride, want, sizeof want);
        for (size_t i = BW_SPACE_DIM; i < stride; i++)
            assert_true(rows[d * stride + i] == 0);
    }
    bw_space_free(space);
    bw_trained_free(&trained);
}

/* n * m normal numbers, made orthonormal. */
static float *orthonormal(size_t n, size_t m, struct bw_draw *draw)
{
    float *out = floats(n, m);
    for (size_t i = 0; i < n * m; i++)
        out[i] = (float)bw_draw_normal(draw, 0, 1);
    assert_true(bw_dense_orthonormal(out, n, m, NULL));
    return out;
}

static struct bw_sparse_pair sparse_of(float *dense, size_t n, size_t m)
{
    struct bw_sparse_pair pair = {.plain = {.n_rows = n, .n_columns = m}};
    pair.plain.value = dense;
    pair.plain.at = BW_ARENA_NEW(arena, size_t, n + 1);
    pair.plain.column = bw_arena_take(arena, n * m * sizeof(uint32_t));
    for (size_t i = 0; i < n * m; i++)
        pair.plain.column[i] = (uint32_t)(i % m);
    for (size_t r = 0; r <= n; r++)
        pair.plain.at[r] = r * m;
    pair.turned = bw_sparse_turn(&pair.plain, arena);
    return pair;
}

/* Of a matrix made of known vectors and values. */
static void svd__finds_the_singular_values_of_a_matrix(void **state)
{
    enum { KEPT = 10 };
    static const size_t n = 120, m = 80, rank = 30;
    struct bw_draw draw = bw_draw_start(3, 9, 0);
    float *left = orthonormal(n, rank, &draw), *right = orthonormal(m, rank, &draw);
    float *dense = floats(n, m), values[KEPT], *vectors = floats(m, KEPT);
    struct bw_fail fail;
    (void)state;
    for (size_t i = 0; i < n * rank; i++)
        left[i] *= (float)(rank - i % rank);
    bw_dense_times(left, right, n, rank, m, true, dense);
    struct bw_sparse_pair pair = sparse_of(dense, n, m);
    struct bw_svd_of of = {&pair, NULL};
    struct bw_svd_how how = {.rank = KEPT, .n_power = 3, .seed = 1, .stream = 1, .n_threads = 2};
    assert_int_equal(bw_svd(&of, &how, arena, values, vectors, &fail), BW_OK);
    for (size_t i = 0; i < KEPT; i++) {
        double along = 0;
        assert_near((double)values[i], (double)(rank - i), 1e-3);
        for (size_t c = 0; c < m; c++)
            along += (double)vectors[c * KEPT + i] * (double)right[c * rank + i];
        assert_near(fabs(along), 1, 1e-3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(train__same_bytes_whatever_the_threads),
        cmocka_unit_test(train__languages_meet),
        cmocka_unit_test(train__a_word_never_seen_is_like_those_that_look_like_it),
        cmocka_unit_test(train__too_little_to_learn_from_is_a_model_all_the_same),
        cmocka_unit_test(train__what_is_said_twice_counts_once),
        cmocka_unit_test(train__tells_how_far_it_is_and_can_be_stopped),
        cmocka_unit_test(rows__are_what_folding_gives),
        cmocka_unit_test(svd__finds_the_singular_values_of_a_matrix),
    };
    return cmocka_run_group_tests(tests, make_arena, free_arena);
}
