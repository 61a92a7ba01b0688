#pragma once
/* Memory that runs out at the word of a test: the n-th allocation from now on fails, in our code
 * and in the libraries below it (with a sanitizer, which has an allocator of its own: in our code).
 * Owns malloc, calloc, realloc, posix_memalign and mmap of the program that it is linked into, and
 * the processes in which the tries run. One thread. */
#include <stdbool.h>

/* One try, in a process of its own: `prepare` with enough memory, then `work`, whose n-th
 * allocation fails, then `settle` with enough again. What work returned goes to settle. */
struct scarce {
    const char *name;
    void *(*prepare)(void);
    /* 0: it went well, else the error, an enum bw_err. */
    int (*work)(void *prepared);
    /* After work: is all as it must be? Fails by cmocka's asserts. */
    void (*settle)(void *prepared, int err);
};

/* Tries n = 1, 2, … until work allocates less than n times; once with that one failing alone, and
 * once with all after it. Each must end well, with an error, or by abort() with a word on memory;
 * never by another signal, never in silence. Fails the test else, naming the try. With
 * `most` tries, evenly taken, when there are more allocations (0, or BEKWAAM_FULL=1: each). */
void scarce_try(const struct scarce *scarce, unsigned most);
