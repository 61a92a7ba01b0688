#pragma once
/* How much two ranked lists agree: rank-biased overlap, extrapolated (W. Webber, A. Moffat and
 * J. Zobel, "A similarity measure for indefinite rankings", ACM Transactions on Information Systems
 * 28(4), 2010, equation 32). Agreement is looked at depth by depth, each counting .9 as much as the
 * one before, so that the top weighs most; what lies below both lists is taken to agree as much as
 * what is seen. Pure function, any thread. */
#include <stddef.h>
#include <stdint.h>

#define BW_OVERLAP_PERSISTENCE .9

/* 1 for the same list, 0 for lists without a common item. Each list has an item once; lengths may
 * differ. Two empty lists are the same. */
double bw_overlap(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b);
