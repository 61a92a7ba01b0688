/* vectors: products of rows as long as a text vector, by each version that runs here, in turn;
 * beside them OpenBLAS on one thread, where it is installed, which gives no promise about bits. */
#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/space/nearest.h"
#include "tools/app.h"
#include "tools/measure/bench.h"
#include "tools/measure/bench_names.h"
#include "tools/measure/bench_usage.h"

#define STRIDE 464 /* 456 floats of a text vector, padded */
#define ROWS 14000
#define BLOCK 64 /* queries at once, and rows that stay in the cache meanwhile */
#define ROUNDS 9
#define TOP 10
#define ARENA_BYTES ((size_t)1 << 24)

/* The C interface of BLAS; its numbers for "in rows", "as it is" and "turned". */
enum { IN_ROWS = 101, AS_IS = 111, TURNED = 112 };
struct blas {
    void (*threads)(int n);
    void (*gemv)(int order, int turn, int m, int n, float alpha, const float *a, int lda,
                 const float *x, int incx, float beta, float *y, int incy);
    void (*gemm)(int order, int turn_a, int turn_b, int m, int n, int k, float alpha,
                 const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc);
};

struct vectors {
    const struct bw_bench *bench;
    struct bw_rows rows, queries; /* BLOCK queries */
    float *out;
    struct bw_arena *arena;
    struct blas blas;
    bool has_blas;
};

static const char *const set_names[BW_DOT_SETS] = {
    [BW_DOT_SCALAR] = "scalar", [BW_DOT_AVX2] = "avx2", [BW_DOT_AVX512] = "avx512"};

static bool find(void *library, const char *name, void *function)
{
    void *symbol = dlsym(library, name);
    memcpy(function, &symbol, sizeof symbol);
    return symbol != NULL;
}

/* Loaded here and not linked: threads of its own and sums in an order of its own have no place in
 * what ships. */
static bool load_blas(struct blas *blas)
{
    if (bw_dot_version(BW_DOT_AVX512)) /* its best kernels, which it does not take itself */
        setenv("OPENBLAS_CORETYPE", "SkylakeX", 1);
    void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
    if (!library || !find(library, "openblas_set_num_threads", &blas->threads) ||
        !find(library, "cblas_sgemv", &blas->gemv) || !find(library, "cblas_sgemm", &blas->gemm))
        return false;
    blas->threads(1);
    return true;
}

/* Rows of unit length. */
static float *draw_rows(size_t n, uint64_t seed)
{
    float *at = aligned_alloc(64, n * STRIDE * sizeof *at);
    for (size_t r = 0; at && r < n; r++) {
        float *row = at + r * STRIDE, square = 0;
        for (size_t i = 0; i < STRIDE; i++) {
            row[i] = (float)(bw_names_draw(&seed) % 20001) / 10000 - 1;
            square += row[i] * row[i];
        }
        for (size_t i = 0; i < STRIDE; i++)
            row[i] /= sqrtf(square);
    }
    return at;
}

static enum bw_err set_up(struct vectors *vectors, struct bw_fail *fail)
{
    size_t n = vectors->bench->n ? vectors->bench->n : ROWS;
    if (n > 1000000)
        return bw_fail_set(fail, BW_BAD_REQUEST, "-n: at most 1000000 rows");
    vectors->rows = (struct bw_rows){draw_rows(n, vectors->bench->seed), n, STRIDE};
    vectors->queries = (struct bw_rows){draw_rows(BLOCK, vectors->bench->seed + 1), BLOCK, STRIDE};
    vectors->out = calloc(n * BLOCK, sizeof *vectors->out);
    vectors->arena = bw_arena_create(ARENA_BYTES);
    vectors->has_blas = load_blas(&vectors->blas);
    if (vectors->rows.at && vectors->queries.at && vectors->out && vectors->arena)
        return BW_OK;
    return bw_fail_set(fail, BW_INTERNAL, "out of memory");
}

static void tear_down(struct vectors *vectors)
{
    free((void *)vectors->rows.at);
    free((void *)vectors->queries.at);
    free(vectors->out);
    bw_arena_free(vectors->arena);
}

static void took(const struct vectors *vectors, const char *what, const char *by, uint64_t from_ns)
{
    char name[64];
    snprintf(name, sizeof name, "%s.%s.ms", what, by);
    bw_bench_figure(vectors->bench, name, (double)(bw_usage_now_ns() - from_ns) / 1e6);
}

/* `queries` with all rows, a block of rows that stays in the cache at a time. */
static void multiply(const struct vectors *vectors, const struct bw_dot_version *version,
                     struct bw_rows queries)
{
    float *out = vectors->out;
    for (size_t r = 0; r < vectors->rows.n; r += BLOCK) {
        size_t left = vectors->rows.n - r, n = left < BLOCK ? left : BLOCK;
        struct bw_rows part = {vectors->rows.at + r * STRIDE, n, STRIDE};
        version->block(queries, part, out);
        out += n * queries.n;
    }
}

static void measure_blas(const struct vectors *vectors)
{
    const struct blas *blas = &vectors->blas;
    const float *rows = vectors->rows.at, *queries = vectors->queries.at;
    int n = (int)vectors->rows.n;
    uint64_t from_ns = bw_usage_now_ns();
    blas->gemv(IN_ROWS, AS_IS, n, STRIDE, 1, rows, STRIDE, queries, 1, 0, vectors->out, 1);
    took(vectors, "one", "openblas", from_ns);
    from_ns = bw_usage_now_ns();
    blas->gemm(IN_ROWS, AS_IS, TURNED, BLOCK, n, STRIDE, 1, queries, STRIDE, rows, STRIDE, 0,
               vectors->out, n);
    took(vectors, "block", "openblas", from_ns);
}

static void measure_round(const struct vectors *vectors)
{
    struct bw_nearest_rule rule = {TOP, -1, BW_NEAREST_OTHERS, NULL, NULL};
    struct bw_rows one = {vectors->queries.at, 1, STRIDE};
    uint64_t from_ns;
    for (int set = 0; set < BW_DOT_SETS; set++) {
        const struct bw_dot_version *version = bw_dot_version((enum bw_dot_set)set);
        if (!version)
            continue;
        from_ns = bw_usage_now_ns();
        multiply(vectors, version, one);
        took(vectors, "one", set_names[set], from_ns);
        from_ns = bw_usage_now_ns();
        multiply(vectors, version, vectors->queries);
        took(vectors, "block", set_names[set], from_ns);
    }
    if (vectors->has_blas)
        measure_blas(vectors);
    from_ns = bw_usage_now_ns();
    bw_nearest_to(vectors->rows, one.at, &rule, vectors->arena);
    took(vectors, "one", "nearest", from_ns);
    bw_arena_reset(vectors->arena);
}

static void tell_missing(const struct vectors *vectors)
{
    for (int set = 0; set < BW_DOT_SETS; set++) {
        const char *why = "this processor has no such instructions";
        if (bw_dot_version((enum bw_dot_set)set))
            continue;
        bw_bench_missing(vectors->bench, why, "one.%s.ms", set_names[set]);
        bw_bench_missing(vectors->bench, why, "block.%s.ms", set_names[set]);
    }
    if (!vectors->has_blas) {
        const char *why = "no OpenBLAS here: apt-get install --no-install-recommends "
                          "libopenblas0-pthread";
        bw_bench_missing(vectors->bench, why, "one.openblas.ms");
        bw_bench_missing(vectors->bench, why, "block.openblas.ms");
    }
    bw_bench_fact("vectors", "%zu rows of %d floats, one thread, by %s", vectors->rows.n, STRIDE,
                  bw_dot_chosen()->name);
}

int bw_bench_vectors(const struct bw_bench *bench)
{
    struct vectors vectors = {.bench = bench};
    struct bw_fail fail;
    enum bw_err err = set_up(&vectors, &fail);
    if (!err) {
        tell_missing(&vectors);
        for (int round = 0; round < ROUNDS; round++)
            measure_round(&vectors);
    }
    tear_down(&vectors);
    return err ? bw_bench_failed(bench, &fail) : BW_EXIT_WELL;
}
