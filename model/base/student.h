#pragma once
/* Student's t distribution, as far as intervals need it: from + - x / alone, the same bits
 * everywhere. Any thread. */
#include <stddef.h>

/* t with P(T <= t) = .975 for `freedom` >= 1 degrees of freedom: mean -+ t * s / sqrt(n) is the
 * interval of 95 %. Relative error below 1e-7: a table up to 30, from there Fisher & Cornish's
 * series in 1/freedom (Abramowitz & Stegun 26.7.5). */
double bw_student_975(size_t freedom);
