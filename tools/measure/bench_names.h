#pragma once
/* Ids that are asked for: read from a file, one a line, in an order that is drawn from a seed. Owns
 * the bytes. Read by one thread, then by any. */
#include <stddef.h>
#include <stdint.h>

#include "model/catalogue.h"
#include "model/base/err.h"

struct bw_names {
    char *bytes;
    struct bw_str *at; /* n of them */
    size_t n;
};

/* bad_request when the file cannot be read or names nobody. */
enum bw_err bw_names_read(const char *path, struct bw_names *out, struct bw_fail *fail);
void bw_names_release(struct bw_names *names);
/* Same seed, same order. */
void bw_names_shuffle(struct bw_names *names, uint64_t seed);

/* The next of a row of numbers that looks random (splitmix64); *state is moved on. */
uint64_t bw_names_draw(uint64_t *state);
