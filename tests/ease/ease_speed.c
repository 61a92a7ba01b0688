/* How long EASE^R takes, and how much memory: reads who took what in a plain binary form from stdin
 * (uint32 users, items, then per user a count and its items), learns with one ridge, and prints the
 * seconds of each part and the peak of memory as JSON. ease_speed.py measures NumPy beside it. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "tools/ease/learn.h"

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "ease_speed: %s\n", what);
    exit(1);
}

static uint32_t read_number(void)
{
    uint32_t number;
    must(fread(&number, sizeof number, 1, stdin) == 1, "stdin ends early");
    return number;
}

static struct bw_taken read_taken(void)
{
    struct bw_taken taken = {.n_users = read_number()};
    taken.n_items = read_number();
    taken.at = calloc((size_t)taken.n_users + 1, sizeof *taken.at);
    must(taken.at != NULL, "memory is out");
    for (uint32_t u = 0; u < taken.n_users; u++) {
        uint32_t n = read_number();
        taken.at[u + 1] = taken.at[u] + n;
        taken.items = realloc(taken.items, (taken.at[u + 1] + 1) * sizeof *taken.items);
        must(taken.items && fread(taken.items + taken.at[u], sizeof *taken.items, n, stdin) == n,
             "stdin ends early");
    }
    return taken;
}

int main(int argc, char **argv)
{
    must(argc == 3, "usage: ease_speed RIDGE THREADS < taken");
    double ridge = strtod(argv[1], NULL);
    unsigned n_threads = (unsigned)strtoul(argv[2], NULL, 10);
    must(ridge > 0 && n_threads > 0, "RIDGE and THREADS are above 0");
    struct bw_fail fail = {0};
    struct bw_known_courses known;
    struct bw_ease ease;
    struct bw_strong_rows rows;
    struct rusage usage;
    struct bw_taken taken = read_taken();
    double began = now_s();
    must(bw_known_make(&taken, 0, &known, &fail) == BW_OK, fail.text);
    must(bw_ease_start(&known, n_threads, &ease, &fail) == BW_OK, fail.text);
    double counted = now_s();
    must(bw_ease_solve(&ease, ridge, &fail) == BW_OK, fail.text);
    double solved = now_s();
    must(bw_learn_together(&ease, &rows, &fail) == BW_OK, fail.text);
    double pruned = now_s();
    getrusage(RUSAGE_SELF, &usage);
    printf("{\"courses\": %u, \"weights\": %u, \"count_s\": %.3f, \"solve_s\": %.3f, "
           "\"prune_s\": %.3f, \"peak_mib\": %ld}\n",
           known.n, rows.rows.at[known.n], counted - began, solved - counted, pruned - solved,
           usage.ru_maxrss / 1024);
    bw_strong_rows_free(&rows);
    bw_ease_free(&ease);
    bw_known_free(&known);
    bw_taken_free(&taken);
    return 0;
}
