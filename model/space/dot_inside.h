#pragma once
/* The versions of the dot product, one file each; model/space/dot.h says what they compute. For
 * model/space/dot alone: a version that the processor lacks must not be called. */
#include "model/space/dot.h"

float bw_dot_f32x16_scalar(const float *a, const float *b, size_t n);
void bw_dot_f32x16_block_scalar(struct bw_rows queries, struct bw_rows rows, float *out);

#ifdef __x86_64__
float bw_dot_f32x16_avx2(const float *a, const float *b, size_t n);
void bw_dot_f32x16_block_avx2(struct bw_rows queries, struct bw_rows rows, float *out);

float bw_dot_f32x16_avx512(const float *a, const float *b, size_t n);
void bw_dot_f32x16_block_avx512(struct bw_rows queries, struct bw_rows rows, float *out);
#endif
