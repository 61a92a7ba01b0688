/* What training a text model takes: space_speed STORE [THREADS [MAKINGS]]. All competencies, roles
 * and courses of the store are read, then a model and the vectors of all of them are made three
 * times, twice with so many threads (2) and once with one. Every time must give the same bytes,
 * else the program ends with 1. Times are from texts in memory to the last vector; memory is the
 * most that this process had of its own, texts included. With MAKINGS it is made so often with so
 * many threads, as figures for tools/bench: the times, and how many makings gave other bytes than
 * the first. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "model/space/space_block.h"
#include "tests/text/concepts.h"
#include "tests/text/stored.h"
#include "tools/embed/train.h"

#define SEED 1
#define STRIDE ((size_t)(BW_SPACE_DIM + 15) / 16 * 16)

struct made {
    struct bw_trained trained;
    float *rows;
    double training_s, folding_s;
};

static void die(const char *what)
{
    fprintf(stderr, "space_speed: %s\n", what);
    exit(3);
}

static struct made make(const struct bw_said *said, size_t n, unsigned n_threads)
{
    struct bw_train how = {.seed = SEED, .n_threads = n_threads};
    struct made made = {.rows = calloc(n + 1, STRIDE * sizeof(float))};
    struct bw_space *space;
    struct bw_fail fail = {0};
    double began = stored_seconds();
    if (!made.rows || bw_train_space(said, n, &how, &made.trained, &fail) != BW_OK ||
        bw_space_open(made.trained.block, made.trained.n, &space, &fail) != BW_OK)
        die(fail.text);
    made.training_s = stored_seconds() - began;
    if (bw_train_rows(space, said, n, STRIDE, made.rows, &how, &fail) != BW_OK)
        die(fail.text);
    made.folding_s = stored_seconds() - began - made.training_s;
    bw_space_free(space);
    printf("%u thread%s: %.1f s, of it the model %.1f and %zu vectors %.1f\n", n_threads,
           n_threads == 1 ? "" : "s", made.training_s + made.folding_s, made.training_s, n,
           made.folding_s);
    fflush(stdout);
    return made;
}

static bool same(const struct made *a, const struct made *b, size_t n)
{
    return a->trained.n == b->trained.n &&
           memcmp(a->trained.block, b->trained.block, a->trained.n) == 0 &&
           memcmp(a->rows, b->rows, n * STRIDE * sizeof *a->rows) == 0;
}

static bool same_again(const struct made *first, const struct bw_said *said, size_t n,
                       unsigned n_threads)
{
    struct made again = make(said, n, n_threads);
    bool is_same = same(first, &again, n);
    printf("  %s\n", is_same ? "the same bytes" : "OTHER BYTES");
    bw_trained_free(&again.trained);
    free(again.rows);
    return is_same;
}

static int measure(const struct bw_said *said, size_t n, unsigned n_threads)
{
    struct rusage usage;
    struct made first = make(said, n, n_threads);
    const struct bw_space_head *head = first.trained.block;
    getrusage(RUSAGE_SELF, &usage);
    printf("  %u words, %u pieces, a block of %.1f MB; at most %.0f MiB of memory\n", head->n_words,
           head->n_pieces, (double)first.trained.n / 1e6, (double)usage.ru_maxrss / 1024);
    bool well = same_again(&first, said, n, n_threads) && same_again(&first, said, n, 1);
    bw_trained_free(&first.trained);
    free(first.rows);
    return well ? 0 : 1;
}

static int write_figures(const struct bw_said *said, size_t n, unsigned n_threads,
                         unsigned n_makings)
{
    struct made first = {0};
    unsigned n_other = 0;
    for (unsigned i = 0; i < n_makings; i++) {
        struct made made = make(said, n, n_threads);
        printf("figure\tembed.s\t%.9g\n", made.training_s + made.folding_s);
        if (i == 0) {
            first = made;
            continue;
        }
        n_other += !same(&first, &made, n);
        bw_trained_free(&made.trained);
        free(made.rows);
    }
    printf("figure\tembed.other\t%u\nfigure\tembed.texts\t%zu\n", n_other, n);
    bw_trained_free(&first.trained);
    free(first.rows);
    return 0;
}

int main(int argc, char **argv)
{
    static const enum bw_kind kinds[] = {BW_KIND_COMPETENCY, BW_KIND_ROLE, BW_KIND_COURSE};
    struct bw_arena *arena = bw_arena_create((size_t)4 << 30);
    struct concepts of[3];
    struct stored stored;
    struct bw_fail fail;
    size_t n = 0;
    unsigned n_threads = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 2;
    unsigned n_makings = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 0;
    if (argc < 2 || argc > 4 || (argc == 4 && n_makings < 1) || !arena) {
        fprintf(stderr, "usage: space_speed STORE [THREADS [MAKINGS]]\n");
        return 2;
    }
    if (stored_open(argv[1], &stored, &fail) != BW_OK)
        die(fail.text);
    for (size_t k = 0; k < 3; k++) {
        if (concepts_read(stored.reader, kinds[k], arena, &of[k], &fail) != BW_OK)
            die(fail.text);
        n += of[k].n;
    }
    struct bw_said *said = BW_ARENA_NEW(arena, struct bw_said, n + 1), *to = said;
    for (size_t k = 0; k < 3; k++)
        for (size_t i = 0; i < of[k].n; i++)
            *to++ = of[k].at[i].said;
    printf("%zu competencies, %zu roles, %zu courses\n", of[0].n, of[1].n, of[2].n);
    int code =
        n_makings ? write_figures(said, n, n_threads, n_makings) : measure(said, n, n_threads);
    stored_close(&stored);
    bw_arena_free(arena);
    return code;
}
