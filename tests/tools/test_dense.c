/* BLAS asked by several threads at once: each gets what it would get alone. */
#include "tests/model/check.h"

#include <string.h>

#include "tools/dense/dense.h"
#include "tools/draw.h"
#include "tools/embed/crew.h"

#define N 40
#define MATRICES 64
#define ROUNDS 500
#define THREADS 8 /* more than there are processors: they are interrupted amid a product */

static double a[MATRICES][N * N], out[MATRICES][N * N], alone[MATRICES][N * N];

static void multiply(void *context, unsigned member, size_t first, size_t end)
{
    double(*to)[N * N] = context;
    (void)member;
    for (size_t i = first; i < end; i++)
        bw_dense_product((struct bw_dense_part){a[i], N, N, N},
                         (struct bw_dense_part){a[i], N, N, N},
                         (struct bw_dense_part){to[i], N, N, N});
}

static void products__are_the_same_by_one_thread_and_by_many(void **state)
{
    (void)state;
    struct bw_draw draw = bw_draw_start(5, 1, 0);
    bw_dense_start();
    for (size_t i = 0; i < MATRICES; i++)
        for (size_t j = 0; j < (size_t)N * N; j++)
            a[i][j] = (double)bw_draw_below(&draw, 1000) / 1000 - .5;
    bw_crew_run(1, MATRICES, 1, multiply, alone);
    for (size_t round = 0; round < ROUNDS; round++) {
        memset(out, 0, sizeof out);
        bw_crew_run(THREADS, MATRICES, 1, multiply, out);
        for (size_t i = 0; i < MATRICES; i++)
            assert_memory_equal(out[i], alone[i], sizeof out[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products__are_the_same_by_one_thread_and_by_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
