#pragma once
/* Dot products of rows of float32, many at a time, and the version of it that suits the processor.
 *
 * Numerics: a row is a multiple of 16 floats long, what is missing is 0. There are 16 sums; sum l
 * takes the products of elements l, l + 16, l + 32 ... in this order, from 0, each product and each
 * addition rounded to float32 (no fused multiply-add). The 16 sums are then halved: s[l] + s[l +
 * 8], s[l] + s[l + 4], s[l] + s[l + 2], s[0] + s[1]. dot_scalar.c says it in C and is the
 * specification; every version gives the same bits, denormal, infinite and signed-zero ones too,
 * and a NaN where it gives one. a.b and b.a are the same bits. The error is at most
 * (n / 16 + 4) * 2^-24 * sum |a b|, as long as nothing overflows or is denormal.
 * Owns nothing, keeps no state. Any thread. */
#include <stddef.h>

#define BW_DOT_LANES 16

/* A block of rows: row i begins at `at + i * stride`, stride a multiple of BW_DOT_LANES, zero
 * padded. Fastest when rows are aligned to 64 bytes; any float's alignment will do. */
struct bw_rows {
    const float *at; /* borrowed */
    size_t n, stride;
};

/* The product of two rows of n floats, n a multiple of BW_DOT_LANES. */
float bw_dot_f32(const float *a, const float *b, size_t n);

/* Every row of `queries` with every row of `rows`, both of one stride: out[q * rows.n + r], the
 * same bits as bw_dot_f32 gives. Blocks that stay in the cache (64 rows) are fastest. */
void bw_dot_f32_block(struct bw_rows queries, struct bw_rows rows, float *out);

/* The instruction sets that there is a version for, the widest last. */
enum bw_dot_set { BW_DOT_SCALAR, BW_DOT_AVX2, BW_DOT_AVX512, BW_DOT_SETS };

struct bw_dot_version {
    const char *name;
    float (*one)(const float *a, const float *b, size_t n);
    void (*block)(struct bw_rows queries, struct bw_rows rows, float *out);
};

/* That version, as bw_dot_f32 and bw_dot_f32_block; NULL where this processor cannot run it. */
const struct bw_dot_version *bw_dot_version(enum bw_dot_set set);
/* The version that is used: the widest that runs. Alone in its file, so that a test program may
 * have one of its own in the place of this one (tests/model/dot_forced). */
const struct bw_dot_version *bw_dot_chosen(void);
