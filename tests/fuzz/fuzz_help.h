#pragma once
/* What fuzz targets share: a claim that ends the process when it does not hold, bytes as a file
 * that has a path, and numbers taken from the bytes. One thread. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Aborts when the claim does not hold; a fuzzer and the replay both notice. */
static inline void must(bool holds)
{
    if (!holds)
        abort();
}

/* n bytes that are to stay untouched, and whether they did. */
void fuzz_fill(void *at, size_t n);
bool fuzz_is_filled(const void *at, size_t n);

/* A failure says what is wrong in words. */
struct bw_fail;
void must_say_why(const struct bw_fail *fail);

/* The bytes as a file in memory; slot 0 to FUZZ_FILES - 1. The path is good until the slot is used
 * again. */
#define FUZZ_FILES 8
const char *fuzz_file(unsigned slot, const void *bytes, size_t size);

/* Numbers in front of the bytes, little-endian; 0 when none are left. */
struct fuzz_taken {
    const uint8_t *at;
    size_t left;
};
uint64_t fuzz_take(struct fuzz_taken *from, size_t width);
